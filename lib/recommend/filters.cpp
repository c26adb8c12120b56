#include "recommend/filters.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/number.h"
#include "base/utc.h"

namespace melsift::recommend {
namespace {

// Arithmetic with years never overflows, for any year of a record.
constexpr long long kFarthest = 1'000'000;

}  // namespace

long long Years::outside(long long year) const {
  year = std::clamp(year, -kFarthest, kFarthest);
  if (first && year < *first) return *first - year;
  if (last && year > *last) return year - *last;
  return 0;
}

std::string Years::text() const {
  if (first && first == last) return std::to_string(*first);
  return (first ? std::to_string(*first) : "") + "-" + (last ? std::to_string(*last) : "");
}

Years parse_years(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return Error(ErrorKind::invalid_argument, "years \"" + std::string(text) + "\"", why);
  };
  const auto year = [&](std::string_view digits) -> std::optional<long long> {
    digits = trimmed(digits);
    if (digits.empty()) return std::nullopt;
    // Four digits are enough, and keep all arithmetic with years in range.
    if (digits.size() > 4 || digits.find_first_not_of("0123456789") != std::string_view::npos)
      throw refuse("expected 1990-2000, 1990-, -2000 or 1994");
    return parse_integer(digits);
  };
  Years years;
  const auto dash = text.find('-');
  years.first = year(text.substr(0, dash));
  years.last = dash == std::string_view::npos ? years.first : year(text.substr(dash + 1));
  if (!years.first && !years.last) throw refuse("expected 1990-2000, 1990-, -2000 or 1994");
  if (years.first && years.last && *years.first > *years.last)
    throw refuse("the last year is before the first");
  return years;
}

bool Range::holds(double value) const {
  return (!least || value >= *least) && (!most || value <= *most);
}

bool passes(const std::optional<Range>& range, const std::optional<double>& value,
            bool keep_unknown) {
  return !range || (value ? range->holds(*value) : keep_unknown);
}

namespace {

// "210", "3:30" or "1:02:03" as a number; nothing for anything else.
std::optional<double> parse_quantity(std::string_view text, bool clock) {
  if (!clock || text.find(':') == std::string_view::npos) {
    const auto value = parse_real(text);
    if (!value || !std::isfinite(*value) || *value < 0.0) return std::nullopt;
    return value;
  }
  double seconds = 0.0;
  int parts = 0;
  for (std::size_t begin = 0; begin <= text.size(); ++parts) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    if (part.empty() || part.size() > 4 ||
        part.find_first_not_of("0123456789") != std::string_view::npos)
      return std::nullopt;
    const auto value = static_cast<double>(*parse_integer(part));
    if (parts > 0 && value >= 60.0) return std::nullopt;
    seconds = 60.0 * seconds + value;
    begin = end + 1;
  }
  return parts <= 3 ? std::optional(seconds) : std::nullopt;
}

}  // namespace

Range parse_range(std::string_view name, std::string_view text, bool clock) {
  const auto refuse = [&](std::string_view why) {
    return Error(ErrorKind::invalid_argument, std::string(name) + " \"" + std::string(text) + '"',
                 why);
  };
  const std::string_view expected =
      clock ? "expected 2:30-4:00, 150-240, 150- or -240" : "expected 90-120, 90- or -120";
  const auto end = [&](std::string_view part) -> std::optional<double> {
    part = trimmed(part);
    if (part.empty()) return std::nullopt;
    const auto value = parse_quantity(part, clock);
    if (!value) throw refuse(expected);
    return value;
  };
  Range range;
  const auto dash = text.find('-');
  range.least = end(text.substr(0, dash));
  range.most = dash == std::string_view::npos ? range.least : end(text.substr(dash + 1));
  if (!range.least && !range.most) throw refuse(expected);
  if (range.least && range.most && *range.least > *range.most)
    throw refuse("the end is before the beginning");
  return range;
}

std::string parse_moment(std::string_view text, long long now_s) {
  text = trimmed(text);
  const std::string midnight = std::string(text) + "T00:00:00Z";
  if (parse_utc(text)) return std::string(text);
  if (parse_utc(midnight)) return midnight;
  constexpr long long kHour = 3600;
  const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  const std::string_view unit = text.substr(digits.size());
  if (!digits.empty() && digits.size() <= 6 && (unit == "d" || unit == "h")) {
    const long long ago = *parse_integer(digits) * (unit == "d" ? 24 * kHour : kHour);
    return utc_text(std::max(now_s - ago, 0LL));
  }
  throw Error(ErrorKind::invalid_argument, "\"" + std::string(text) + '"',
              "expected 30d, 12h, or a date such as 2026-11-20");
}

}  // namespace melsift::recommend
