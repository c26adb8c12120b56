#include "audio/ignore.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fnmatch.h>

#include "base/number.h"

namespace melsift::audio {

IgnorePatterns::IgnorePatterns(std::string folder, std::string_view text)
    : folder_(std::move(folder)) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty() || line.starts_with('#')) continue;
    Pattern pattern;
    if ((pattern.is_negated = line.starts_with('!'))) line.remove_prefix(1);
    if ((pattern.folders_only = line.ends_with('/'))) line.remove_suffix(1);
    pattern.whole_path = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    pattern.glob = line;
    if (!pattern.glob.empty()) patterns_.push_back(std::move(pattern));
  }
}

bool IgnorePatterns::left_out(std::string_view path, bool is_folder, bool before) const {
  if (!path.starts_with(folder_)) return before;
  const std::string inner(path.substr(folder_.size()));
  const std::string name = inner.substr(inner.rfind('/') + 1);
  bool result = before;
  for (const Pattern& pattern : patterns_) {
    if (pattern.folders_only && !is_folder) continue;
    const std::string& text = pattern.whole_path ? inner : name;
    if (::fnmatch(pattern.glob.c_str(), text.c_str(), FNM_PATHNAME) == 0)
      result = !pattern.is_negated;
  }
  return result;
}

bool is_hidden_name(std::string_view name) {
  return name.starts_with('.') && !name.starts_with("..");
}

bool is_system_folder(std::string_view name) {
  // Synology, QNAP, Windows, Linux.
  constexpr std::array<std::string_view, 9> kNames = {
      "#recycle", "#snapshot",    "@eadir",   "@recycle",  "@recently-snapshot",
      "@tmp",     "$recycle.bin", "recycler", "lost+found"};
  const std::string lower = lower_case(name);
  return std::ranges::find(kNames, lower) != kNames.end() || lower == "system volume information";
}

}  // namespace melsift::audio
