#include "audio/folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"

namespace melsift::audio {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 26> kEndings = {
    ".wav",  ".wave", ".au",  ".snd", ".aif",  ".aiff", ".aifc", ".caf", ".w64",
    ".rf64", ".flac", ".ogg", ".oga", ".opus", ".mp3",  ".m4a",  ".mp4", ".aac",
    ".wma",  ".webm", ".mp2", ".m4b", ".mka",  ".ape",  ".wv",   ".mpc"};

// The type and permissions of the file at `path`, if it exists.  Throws Error io if the system
// can't tell.
std::optional<mode_t> mode_at(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return status.st_mode;
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  throw system_error(path, "can't open", errno);
}

// Whether an entry leads to a folder.  If the system can't tell, because of a read error or too
// little memory, the entry counts as a folder: entering it then reports why it can't be listed.
bool is_folder_or_unknown(const fs::directory_entry& entry) {
  std::error_code error;
  if (entry.is_directory(error)) return true;
  return error && error != std::errc::no_such_file_or_directory &&
         error != std::errc::not_a_directory && error != std::errc::permission_denied &&
         error != std::errc::too_many_symbolic_link_levels;
}

}  // namespace

bool has_audio_name(std::string_view path) {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string ending = lower_case(path.substr(dot));
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

FolderWalk::FolderWalk(const std::string& folder) {
  std::error_code ignored;
  top_ = fs::canonical(folder, ignored).string();
  enter(folder);
}

// Whether the link at `path` leads to a folder that the walk visits anyway.
bool FolderWalk::is_link_to_inside(const std::string& path) const {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return false;
  const std::string target = fs::canonical(path, error).string();
  return !error && (target == top_ || target.starts_with(top_.ends_with('/') ? top_ : top_ + '/'));
}

bool FolderWalk::is_left_out(const Level& level, const std::string& name, bool is_folder) const {
  const std::string path = level.prefix + name;
  bool result = false;
  for (const Level& outer : levels_)
    for (const IgnorePatterns& patterns : outer.ignored)
      result = patterns.left_out(path, is_folder, result);
  for (const IgnorePatterns& patterns : level.ignored)
    result = patterns.left_out(path, is_folder, result);
  return result;
}

void FolderWalk::enter(const std::string& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) throw system_error(folder, "can't list", errno);
  Level level;
  level.node = {status.st_dev, status.st_ino};
  if (!visited_.insert(level.node).second) return;
  level.prefix = folder.ends_with('/') ? folder : folder + '/';
  if (!levels_.empty() && mode_at(level.prefix + ".nomedia")) return;
  for (const char* name : {".ndignore", ".melsiftignore"}) {
    const auto mode = mode_at(level.prefix + name);
    if (!mode || !S_ISREG(*mode)) continue;
    IgnorePatterns patterns(level.prefix, read_file(level.prefix + name));
    if (patterns.matches_all() && !levels_.empty()) return;
    level.ignored.push_back(std::move(patterns));
  }
  std::error_code error;
  fs::directory_iterator it(folder, error);
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (is_hidden_name(name)) continue;
    const bool is_folder = is_folder_or_unknown(*it);
    if (!is_folder && !has_audio_name(name)) continue;
    if (is_left_out(level, name, is_folder)) continue;
    if (is_folder && (is_system_folder(name) || is_link_to_inside(level.prefix + name))) continue;
    level.entries.push_back(
        {level.names.size(), static_cast<std::uint32_t>(name.size()), is_folder});
    level.names += name;
  }
  if (error) throw system_error(folder, "can't list", error.value());
  const std::string_view names = level.names;
  std::ranges::sort(level.entries, {},
                    [&](const Entry& entry) { return names.substr(entry.begin, entry.size); });
  levels_.push_back(std::move(level));
}

std::optional<std::string> FolderWalk::next() {
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.next == level.entries.size()) {
      levels_.pop_back();
      continue;
    }
    const Entry& entry = level.entries[level.next++];
    std::string path = level.prefix + level.names.substr(entry.begin, entry.size);
    if (!entry.is_folder) return path;
    enter(path);
  }
  return std::nullopt;
}

std::vector<std::string> audio_files(const std::string& folder,
                                     std::vector<std::string>& failures) {
  std::vector<std::string> files;
  FolderWalk walk(folder);
  for (bool more = true; more;) {
    try {
      auto path = walk.next();
      more = path.has_value();
      if (more) files.push_back(std::move(*path));
    } catch (const Error& failure) {
      failures.emplace_back(failure.what());
    }
  }
  return files;
}

}  // namespace melsift::audio
