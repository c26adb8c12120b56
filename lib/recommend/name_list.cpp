#include "recommend/name_list.h"

#include <algorithm>
#include <cstddef>

#include "base/number.h"

namespace melsift::recommend {
namespace {

// A piece of a list, and its position.
struct Piece {
  std::string name;
  std::size_t begin = 0, end = 0;
  bool quoted = false;
};

// The end of a piece that begins with a quoted name; npos if the quotes do not enclose all of it.
std::size_t end_of_quoted(std::string_view list, std::size_t begin) {
  const std::size_t close = list.find('"', begin + 1);
  if (close == std::string_view::npos) return close;
  const std::size_t end = std::min(list.find(',', close), list.size());
  return trimmed(list.substr(close + 1, end - close - 1)).empty() ? end : std::string_view::npos;
}

std::vector<Piece> pieces_of(std::string_view list) {
  std::vector<Piece> pieces;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t first = std::min(list.find_first_not_of(" \t", begin), list.size());
    std::size_t end = std::string_view::npos;
    if (first < list.size() && list[first] == '"') end = end_of_quoted(list, first);
    const bool quoted = end != std::string_view::npos;
    if (!quoted) end = std::min(list.find(',', begin), list.size());
    std::string_view name = trimmed(list.substr(begin, end - begin));
    if (quoted) name = trimmed(name.substr(1, name.size() - 2));
    if (!name.empty()) pieces.push_back({std::string(name), begin, end, quoted});
    begin = end + 1;
  }
  return pieces;
}

}  // namespace

std::vector<std::string> split_names(std::string_view list) {
  std::vector<std::string> names;
  for (Piece& piece : pieces_of(list)) names.push_back(std::move(piece.name));
  return names;
}

std::vector<std::string> resolve_names(std::string_view list,
                                       const std::function<bool(const std::string&)>& is_known) {
  const std::vector<Piece> pieces = pieces_of(list);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < pieces.size();) {
    std::size_t next = i + 1;
    std::string name = pieces[i].name;
    for (std::size_t last = pieces.size() - 1; last > i && next == i + 1; --last) {
      const std::size_t begin = pieces[i].begin;
      std::string whole(trimmed(list.substr(begin, pieces[last].end - begin)));
      const bool quoted = std::any_of(pieces.begin() + static_cast<std::ptrdiff_t>(i),
                                      pieces.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                                      [](const Piece& piece) { return piece.quoted; });
      if (quoted || !is_known(whole)) continue;
      name = std::move(whole);
      next = last + 1;
    }
    names.push_back(std::move(name));
    i = next;
  }
  return names;
}

}  // namespace melsift::recommend
