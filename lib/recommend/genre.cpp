#include "recommend/genre.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>
#include <vector>

#include "base/name.h"

namespace melsift::recommend {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kShortForms = {{
    {"rhythmblues", "rb"},
    {"rnb", "rb"},
    {"drumnbass", "drumbass"},
    {"dnb", "drumbass"},
    {"db", "drumbass"},
    {"rocknroll", "rockroll"},
}};

constexpr std::size_t kGenres = 10;
constexpr std::array<std::string_view, kGenres> kNames = {
    "blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock"};
constexpr double kDistance[kGenres][kGenres] = {
    {0.00, 0.83, 0.35, 0.62, 0.63, 0.59, 0.85, 1.04, 0.60, 0.44},
    {0.83, 0.00, 0.70, 0.94, 1.08, 0.45, 1.26, 1.21, 0.93, 0.90},
    {0.35, 0.70, 0.00, 0.49, 0.60, 0.53, 0.90, 0.90, 0.51, 0.44},
    {0.62, 0.94, 0.49, 0.00, 0.50, 0.74, 0.71, 0.74, 0.60, 0.39},
    {0.63, 1.08, 0.60, 0.50, 0.00, 0.88, 0.89, 0.68, 0.43, 0.65},
    {0.59, 0.45, 0.53, 0.74, 0.88, 0.00, 1.04, 1.10, 0.80, 0.66},
    {0.85, 1.26, 0.90, 0.71, 0.89, 1.04, 0.00, 1.36, 1.08, 0.53},
    {1.04, 1.21, 0.90, 0.74, 0.68, 1.10, 1.36, 0.00, 0.73, 1.06},
    {0.60, 0.93, 0.51, 0.60, 0.43, 0.80, 1.08, 0.73, 0.00, 0.70},
    {0.44, 0.90, 0.44, 0.39, 0.65, 0.66, 0.53, 1.06, 0.70, 0.00},
};
constexpr double kSharedWords = 0.35;  // the table's smallest distance

std::vector<std::string> genre_words(std::string_view name) {
  std::vector<std::string> kept = name_words(name);
  std::erase_if(kept, [](const std::string& word) { return word == "and" || word == "n"; });
  return kept;
}

// The rows of the table that a name equals or contains, as one word or two ("hip hop").
std::vector<std::size_t> rows_of(const std::vector<std::string>& name) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < name.size(); ++i) {
    for (std::size_t row = 0; row < kGenres; ++row) {
      if (name[i] == kNames[row] || (i + 1 < name.size() && name[i] + name[i + 1] == kNames[row]))
        rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace

std::string genre_form(std::string_view name) {
  std::string form;
  for (const std::string& word : genre_words(name)) form += word;
  for (const auto& [long_form, short_form] : kShortForms) {
    if (form == long_form) return std::string(short_form);
  }
  return form;
}

std::optional<double> genre_distance(std::string_view a, std::string_view b) {
  if (genre_form(a) == genre_form(b)) return 0.0;
  const auto words_a = genre_words(a), words_b = genre_words(b);
  const std::set<std::string> set_a(words_a.begin(), words_a.end());
  std::set<std::string> all(words_b.begin(), words_b.end());
  const std::size_t separately = set_a.size() + all.size();
  all.insert(set_a.begin(), set_a.end());
  const std::size_t shared = separately - all.size();
  if (shared > 0)
    return kSharedWords * (1.0 - static_cast<double>(shared) / static_cast<double>(all.size()));

  std::optional<double> nearest;
  for (const std::size_t row : rows_of(words_a)) {
    for (const std::size_t column : rows_of(words_b))
      nearest = std::min(nearest.value_or(kDistance[row][column]), kDistance[row][column]);
  }
  return nearest;
}

}  // namespace melsift::recommend
