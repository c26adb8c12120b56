#include "recommend/genre_lists.h"

#include "base/genre_text.h"
#include "recommend/genre.h"

namespace melsift::recommend {

std::unordered_map<std::string, std::vector<std::string>> split_genre_lists(
    const std::unordered_set<std::string>& texts) {
  std::unordered_map<std::string, std::vector<std::string>> lists;
  for (const std::string& text : texts)
    if (has_genre_separator(text)) lists.try_emplace(text);
  if (lists.empty()) return lists;
  std::unordered_set<std::string> known;
  for (const std::string& text : texts)
    if (!lists.contains(text)) known.insert(genre_form(text));
  for (auto& [text, genres] : lists)
    genres = split_genre(text, [&](const std::string& name) {
      return known.contains(genre_form(name)) || is_listed_genre(name);
    });
  return lists;
}

}  // namespace melsift::recommend
