#include "base/path_map.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "base/error.h"
#include "base/number.h"

namespace melsift {
namespace {

std::string without_last_separator(std::string_view folder) {
  while (folder.size() > 1 && (folder.back() == '/' || folder.back() == '\\'))
    folder.remove_suffix(1);
  return std::string(folder);
}

// A form in which paths with the same meaning are equal.
std::string comparable(std::string_view path, bool with_drive) {
  std::string form(path);
  std::ranges::replace(form, '\\', '/');
  return with_drive ? lower_case(form) : form;
}

bool has_drive(std::string_view path) {
  return path.size() >= 2 && path[1] == ':' &&
         std::isalpha(static_cast<unsigned char>(path.front())) != 0;
}

}  // namespace

void PathMap::add(std::string_view text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string_view::npos || trimmed(text.substr(0, sign)).empty())
    throw Error(ErrorKind::invalid_argument, "\"" + std::string(text) + "\"",
                "expected FROM=TO, two folders");
  folders_.emplace_back(without_last_separator(text.substr(0, sign)),
                        without_last_separator(text.substr(sign + 1)));
}

std::string PathMap::operator()(const std::string& path) const {
  const std::pair<std::string, std::string>* best = nullptr;
  for (const auto& folder : folders_) {
    const std::string& from = folder.first;
    const bool with_drive = has_drive(from);
    if (path.size() < from.size() || (best && from.size() <= best->first.size())) continue;
    const bool ends_there = path.size() == from.size() || from.back() == '/' ||
                            path[from.size()] == '/' || path[from.size()] == '\\';
    if (ends_there && comparable(std::string_view(path).substr(0, from.size()), with_drive) ==
                          comparable(from, with_drive))
      best = &folder;
  }
  if (!best) return path;
  const auto& [from, to] = *best;
  std::string rest = path.substr(from.size());
  const bool windows = to.find('/') == to.npos && (to.find('\\') != to.npos || has_drive(to));
  const char separator = windows ? '\\' : '/';
  std::ranges::replace(rest, separator == '/' ? '\\' : '/', separator);
  if (rest.empty()) return to;
  const bool joined = rest.front() == separator;
  if (to.ends_with(separator) && joined) rest.erase(0, 1);
  if (!to.empty() && !to.ends_with(separator) && !joined) rest.insert(0, 1, separator);
  return to + rest;
}

}  // namespace melsift
