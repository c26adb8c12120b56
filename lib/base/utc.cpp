#include "base/utc.h"

#include <array>
#include <chrono>

namespace melsift {
namespace {

namespace chrono = std::chrono;

// The value of `text`, or nothing if it contains anything but digits.
std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return value;
}

struct Clock {
  int hour, minute, second;
};

// "08:49:37"
std::optional<Clock> parse_clock(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = digits(text.substr(0, 2));
  const auto minute = digits(text.substr(3, 2));
  const auto second = digits(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  return Clock{*hour, *minute, *second};
}

std::optional<long long> seconds(int year, int month, int day, const Clock& clock) {
  const chrono::year_month_day date{chrono::year{year}, chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const long long days = chrono::sys_days(date).time_since_epoch().count();
  return days * 86'400 + clock.hour * 3600 + clock.minute * 60 + clock.second;
}

void append(std::string& out, int value, int width) {
  const std::string text = std::to_string(value);
  out.append(static_cast<std::size_t>(width) - text.size(), '0').append(text);
}

}  // namespace

long long utc_now_s() {
  const auto now = chrono::system_clock::now().time_since_epoch();
  return chrono::floor<chrono::seconds>(now).count();
}

std::string utc_text(long long since_1970) {
  constexpr long long kYear0 = -62'167'219'200, kYear10000 = 253'402'300'800;
  if (since_1970 < kYear0 || since_1970 >= kYear10000) return {};
  const chrono::sys_seconds moment{chrono::seconds(since_1970)};
  const auto day = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day date(day);
  const int rest = static_cast<int>((moment - day).count());
  std::string text;
  append(text, static_cast<int>(date.year()), 4);
  append(text += '-', static_cast<int>(static_cast<unsigned>(date.month())), 2);
  append(text += '-', static_cast<int>(static_cast<unsigned>(date.day())), 2);
  append(text += 'T', rest / 3600, 2);
  append(text += ':', rest / 60 % 60, 2);
  append(text += ':', rest % 60, 2);
  return text += 'Z';
}

std::optional<long long> parse_utc(std::string_view text) {
  if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[19] != 'Z')
    return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  const auto clock = parse_clock(text.substr(11, 8));
  if (!year || !month || !day || !clock) return std::nullopt;
  return seconds(*year, *month, *day, *clock);
}

bool is_moment(std::string_view text) {
  return parse_utc(std::string(text.substr(0, 10)) + "T00:00:00Z").has_value();
}

std::optional<long long> parse_http_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' ||
      text[16] != ' ' || text.substr(25) != " GMT")
    return std::nullopt;
  int month = 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (kMonths[i] == text.substr(8, 3)) month = static_cast<int>(i) + 1;
  const auto day = digits(text.substr(5, 2));
  const auto year = digits(text.substr(12, 4));
  const auto clock = parse_clock(text.substr(17, 8));
  if (!day || month == 0 || !year || !clock) return std::nullopt;
  return seconds(*year, month, *day, *clock);
}

}  // namespace melsift
