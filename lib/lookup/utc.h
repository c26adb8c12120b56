// Moments in UTC as the services write them, without locale or time zone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melsift::lookup {

// "2026-11-20T12:34:56Z" of seconds since 1970, in the years 0 to 9999; empty outside of them.
std::string utc_text(long long seconds);
// Reads utc_text() back; nothing for any other text.
std::optional<long long> parse_utc(std::string_view text);
// Seconds since 1970 of an HTTP date, "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7; not its
// obsolete forms).  Nothing for any other text.
std::optional<long long> parse_http_date(std::string_view text);

}  // namespace melsift::lookup
