#include "record/playlist.h"

#include <algorithm>
#include <string_view>

#include "base/file.h"
#include "base/number.h"
#include "base/percent.h"
#include "base/utf8.h"

namespace melsift::record {
namespace {

std::string track_path(std::string_view entry, std::string_view folder) {
  constexpr std::string_view kFile = "file://";
  if (entry.starts_with(kFile)) {
    entry.remove_prefix(kFile.size());
    entry.remove_prefix(std::min(entry.find('/'), entry.size()));  // the host's name
    return percent_decoded(entry);
  }
  if (entry.find("://") != std::string_view::npos) return std::string(entry);
  std::string path(entry);
  if (path.find('/') == std::string::npos) std::ranges::replace(path, '\\', '/');  // Windows'
  return path.starts_with('/') ? path : std::string(folder) + path;
}

// The part of "#EXTINF:213,Artist - Title" behind the colon.
void read_extinf(Record& record, std::string_view text) {
  const std::size_t comma = text.find(',');
  if (!is_utf8(text) || comma == std::string_view::npos) return;
  const auto duration = parse_real(text.substr(0, std::min(text.find(' '), comma)));
  if (duration && *duration > 0 && *duration < 1e9) record.duration_s = *duration;
  const std::string_view name = trimmed(text.substr(comma + 1));
  const std::size_t dash = name.find(" - ");
  if (dash != std::string_view::npos) record.artist = trimmed(name.substr(0, dash));
  record.title = trimmed(dash == std::string_view::npos ? name : name.substr(dash + 3));
}

}  // namespace

std::vector<Record> read_playlist(LineSource lines) {
  constexpr std::string_view kExtinf = "#EXTINF:";
  const std::string& name = lines.name();
  const std::string folder = name == kStandardInput ? "" : name.substr(0, name.rfind('/') + 1);
  std::vector<Record> tracks;
  Record next;
  while (const auto line = lines.next()) {
    const std::string_view text = trimmed(*line);
    if (text.empty()) continue;
    if (text.starts_with(kExtinf)) {
      read_extinf(next, text.substr(kExtinf.size()));
    } else if (!text.starts_with('#')) {
      next.path = track_path(text, folder);
      tracks.push_back(std::move(next));
      next = Record();
    }
  }
  return tracks;
}

}  // namespace melsift::record
