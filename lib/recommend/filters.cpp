#include "recommend/filters.h"

#include <algorithm>

#include "base/error.h"
#include "base/number.h"

namespace melsift::recommend {
namespace {

// No record's year, however absurd, makes arithmetic with years overflow.
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
    // Four digits are enough for ever, and keep all arithmetic with years in range.
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

}  // namespace melsift::recommend
