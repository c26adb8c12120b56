#include "audio/folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include <sys/stat.h>

#include "base/error.h"
#include "base/number.h"

namespace melsift::audio {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 26> kEndings = {
    ".wav",  ".wave", ".au",  ".snd", ".aif",  ".aiff", ".aifc", ".caf", ".w64",
    ".rf64", ".flac", ".ogg", ".oga", ".opus", ".mp3",  ".m4a",  ".mp4", ".aac",
    ".wma",  ".webm", ".mp2", ".m4b", ".mka",  ".ape",  ".wv",   ".mpc"};

}  // namespace

bool has_audio_name(std::string_view path) {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string ending = lower_case(path.substr(dot));
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

FolderWalk::FolderWalk(const std::string& folder) {
  enter(folder);
}

void FolderWalk::enter(const std::string& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) throw system_error(folder, "can't list", errno);
  Level level;
  level.node = {status.st_dev, status.st_ino};
  if (std::ranges::find(levels_, level.node, &Level::node) != levels_.end())
    return;  // a link in a circle
  level.prefix = folder.ends_with('/') ? folder : folder + '/';
  std::error_code error, ignored;
  fs::directory_iterator it(folder, error);
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.starts_with('.')) continue;
    const bool is_folder = it->is_directory(ignored);
    if (!is_folder && !has_audio_name(name)) continue;
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
