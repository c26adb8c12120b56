#include "tools/kit/nearest_name.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace melsift::tools {
namespace {

constexpr std::size_t kMinLetters = 3;  // of a part of a name

std::string_view without_hyphens(std::string_view word) {
  return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

std::vector<std::string_view> parts_of(std::string_view name) {
  std::vector<std::string_view> parts;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of("- "), name.size());
    if (end > 0) parts.push_back(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return parts;
}

bool has_initials(std::string_view name, std::string_view word) {
  const auto parts = parts_of(name);
  return parts.size() > 1 && std::ranges::equal(word, parts, {}, {},
                                                [](std::string_view part) { return part.front(); });
}

bool has_part(std::string_view name, std::string_view word) {
  if (word.size() < kMinLetters) return false;
  const auto parts = parts_of(name);
  return name.starts_with(word) || std::ranges::find(parts, word) != parts.end();
}

// Insertions, deletions, replacements and swaps of neighbours that make one of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1,
                              table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
    }
  }
  return table[a.size()][b.size()];
}

}  // namespace

std::string nearest_name(std::string_view word, std::span<const std::string> names) {
  word = without_hyphens(word);
  if (word.empty()) return {};
  const auto bare = [](const std::string& name) { return without_hyphens(name); };
  const auto found = [&](bool (*matches)(std::string_view, std::string_view)) {
    return std::ranges::find_if(
        names, [&](std::string_view name) { return matches(name, word); }, bare);
  };
  if (const auto name = found(has_initials); name != names.end()) return *name;
  const std::string* nearest = nullptr;
  std::size_t least = 0;
  for (const std::string& name : names) {
    const std::size_t away = distance(word, bare(name));
    if (3 * away <= bare(name).size() && (nearest == nullptr || away < least)) {
      nearest = &name;
      least = away;
    }
  }
  if (nearest != nullptr) return *nearest;
  const auto name = found(has_part);
  return name == names.end() ? std::string() : *name;
}

std::string suggestion(std::string_view word, std::span<const std::string> names) {
  const std::string name = nearest_name(word, names);
  return name.empty() ? name : " (did you mean " + name + "?)";
}

}  // namespace melsift::tools
