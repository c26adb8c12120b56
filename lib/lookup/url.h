// URLs: building and checking them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace melsift::lookup {

// `url` with "?name=value&..." after it, names and values encoded.
using Query = std::vector<std::pair<std::string_view, std::string>>;
std::string with_query(std::string url, const Query& query);
// The part before a "?": the name of a URL in messages.
std::string without_query(std::string_view url);

// The base URL of a service, without slashes at its end.  Throws Error invalid_argument, beginning
// with `option`, if it is not an http or https URL, or if it contains a user name, a password, a
// query or a fragment.
std::string base_url(std::string_view option, std::string_view text);

// Whether a secret may be sent there: by https, or to this machine itself.
bool is_private(std::string_view url);

}  // namespace melsift::lookup
