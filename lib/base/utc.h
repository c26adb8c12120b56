// Moments in UTC as text, without locale or time zone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melsift {

// Seconds since 1970 now.
long long utc_now_s();
// "2026-11-20T12:34:56Z" from seconds since 1970; empty before the year 0 and after 9999.
std::string utc_text(long long seconds);
// Reads utc_text() back; nothing for any other text.
std::optional<long long> parse_utc(std::string_view text);
// Whether `text` begins with a date, "2026-11-20"; "never" and "N/A" do not.  Texts with a date
// sort by time.
bool is_moment(std::string_view text);
// Seconds since 1970 of an HTTP date, "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7; not its
// obsolete forms).  Nothing for any other text.
std::optional<long long> parse_http_date(std::string_view text);

}  // namespace melsift
