// Addresses: their parts put together and checked.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace melsift::lookup {

// `url` with "?name=value&..." after it, names and values encoded.
using Query = std::vector<std::pair<std::string_view, std::string>>;
std::string with_query(std::string url, const Query& query);
// What stands before a "?": the name by which messages call an address.
std::string without_query(std::string_view url);

// The address under which a service is found, without slashes at its end.  Throws Error
// invalid_argument, beginning with `option`, for what is no http or https address, and for one with
// a user name, a password, a query or a fragment in it.
std::string base_url(std::string_view option, std::string_view text);

// Whether a secret may go there: by https, or to this machine itself.
bool is_private(std::string_view url);

}  // namespace melsift::lookup
