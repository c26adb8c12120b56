#include "base/genre_text.h"

#include <algorithm>
#include <string_view>

#include "base/number.h"

namespace melsift {

std::vector<std::string> split_genre(const std::string& text,
                                     const std::function<bool(const std::string&)>& is_known) {
  constexpr std::string_view kSeparators = ",/;";
  if (text.find_first_of(kSeparators) == std::string::npos || is_known(text)) return {text};
  std::string commas = text;
  for (char& c : commas)
    if (kSeparators.find(c) != std::string_view::npos) c = ',';
  const std::vector<std::string> parts = split_list(commas, ',');
  const bool all_known = std::ranges::all_of(parts, [&](const std::string& part) {
    return !part.starts_with('&') && !lower_case(part).starts_with("and ") && is_known(part);
  });
  return parts.size() > 1 && all_known ? parts : std::vector<std::string>{text};
}

}  // namespace melsift
