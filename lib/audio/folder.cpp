#include "audio/folder.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/error.h"
#include "base/number.h"

namespace melsift::audio {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 20> kEndings = {
    ".wav",  ".wave", ".au",  ".snd",  ".aif", ".aiff", ".aifc", ".caf", ".w64", ".rf64",
    ".flac", ".ogg",  ".oga", ".opus", ".mp3", ".m4a",  ".mp4",  ".aac", ".wma", ".webm"};

void walk(const fs::path& folder, std::vector<fs::path>& ancestors, std::vector<std::string>& files,
          std::vector<std::string>& failures) {
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  if (std::find(ancestors.begin(), ancestors.end(), real) != ancestors.end())
    return;  // a link in a circle
  std::vector<fs::path> entries;
  fs::directory_iterator it(folder, error);
  for (; !error && it != fs::directory_iterator(); it.increment(error))
    entries.push_back(it->path());
  if (error) {
    if (ancestors.empty()) throw system_error(folder.string(), "can't list", error.value());
    failures.push_back(folder.string() + ": can't list: " + error.message());
    return;
  }
  std::sort(entries.begin(), entries.end());
  ancestors.push_back(real);
  for (const fs::path& entry : entries) {
    if (fs::is_directory(entry, error)) {
      walk(entry, ancestors, files, failures);
    } else if (has_audio_name(entry.string())) {
      files.push_back(entry.string());
    }
  }
  ancestors.pop_back();
}

}  // namespace

bool has_audio_name(std::string_view path) {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string ending = lower_case(path.substr(dot));
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

std::vector<std::string> audio_files(const std::string& folder,
                                     std::vector<std::string>& failures) {
  std::vector<std::string> files;
  std::vector<fs::path> ancestors;
  walk(folder, ancestors, files, failures);
  return files;
}

}  // namespace melsift::audio
