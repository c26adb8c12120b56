#include "base/name_list.h"

#include <algorithm>
#include <optional>

#include "base/number.h"

namespace melsift {
namespace {

// Removes the quoted name at the front of `text` and the blanks after it; nothing if no closing
// quote comes before a separator or the end.
std::optional<std::string> take_quoted(std::string_view& text, char separator) {
  std::string name;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] != '"') {
      name += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == '"') {
      name += text[++at];
    } else {
      const std::string_view rest = trimmed(text.substr(at + 1));
      if (!rest.empty() && rest.front() != separator) return std::nullopt;
      text = rest;
      return name;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> split_names(std::string_view text, char separator) {
  std::vector<std::string> names;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    std::optional<std::string> quoted;
    if (text.front() == '"') quoted = take_quoted(text, separator);
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string name = quoted ? *quoted : std::string(trimmed(text.substr(0, end)));
    if (!name.empty()) names.push_back(name);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

std::vector<std::string> names_among(std::string_view text, std::span<const std::string> known,
                                     char separator) {
  std::vector<std::string> names;
  for (std::string_view rest = trimmed(text); !rest.empty();) {
    std::size_t end = rest.size();
    while (std::ranges::find(known, trimmed(rest.substr(0, end))) == known.end()) {
      end = rest.rfind(separator, end - 1);
      if (end == std::string_view::npos || end == 0) return split_names(text, separator);
    }
    names.emplace_back(trimmed(rest.substr(0, end)));
    rest = trimmed(rest.substr(std::min(end + 1, rest.size())));
  }
  return names;
}

std::string joined_names(const std::vector<std::string>& names, char separator) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += separator;
    if (!name.starts_with('"') && trimmed(name) == name &&
        name.find(separator) == std::string::npos) {
      text += name;
      continue;
    }
    text += '"';
    for (const char c : name) text.append(c == '"' ? 2 : 1, c);
    text += '"';
  }
  return text;
}

}  // namespace melsift
