// Percent-encoding (RFC 3986, 2.1).
#pragma once

#include <string>
#include <string_view>

namespace melsift {

// Whether `c` is unreserved in RFC 3986: an ASCII letter or digit, or one of - . _ ~
bool is_unreserved(char c);

// `text` with each byte as %XX, in upper case, unless `is_plain` accepts it.
std::string percent_encoded(std::string_view text, bool (*is_plain)(char c) = is_unreserved);

// `text` with each %XX, in either case, as its byte.  A percent sign without two hexadecimal digits
// after it stays.
std::string percent_decoded(std::string_view text);

}  // namespace melsift
