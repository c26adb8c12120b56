#include "recommend/genre_lists.h"

#include <string_view>

#include "base/genre_text.h"
#include "recommend/genre.h"

namespace melsift::recommend {

std::unordered_map<std::string, std::vector<std::string>> split_genre_lists(
    const std::unordered_set<std::string>& texts) {
  constexpr std::string_view kSeparators = ",/;";
  std::unordered_map<std::string, std::vector<std::string>> lists;
  for (const std::string& text : texts)
    if (text.find_first_of(kSeparators) != std::string::npos) lists.try_emplace(text);
  if (lists.empty()) return lists;
  std::unordered_set<std::string> known;
  for (const std::string& text : texts)
    if (!lists.contains(text)) known.insert(genre_form(text));
  for (auto& [text, genres] : lists)
    genres = split_genre(text, [&](const std::string& name) {
      const std::string form = genre_form(name);
      return known.contains(form) || is_common_genre(form);
    });
  return lists;
}

}  // namespace melsift::recommend
