#include "record/playlist.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/disk_file.h"
#include "base/file.h"
#include "base/legacy_text.h"
#include "base/number.h"
#include "base/path_form.h"
#include "base/percent.h"

namespace melsift::record {
namespace {

// The path in the URL of a local file, still percent-encoded: "/a" for "file:///a", "FILE://host/a"
// and "file:/a".  Nothing for other entries.
std::optional<std::string_view> path_of_address(std::string_view entry) {
  constexpr std::string_view kScheme = "file:", kHost = "//";
  if (lower_case(entry.substr(0, kScheme.size())) != kScheme) return std::nullopt;
  entry.remove_prefix(kScheme.size());
  if (entry.starts_with(kHost)) entry.remove_prefix(std::min(entry.find('/', 2), entry.size()));
  if (!entry.starts_with('/')) return std::nullopt;
  return entry;
}

// Without the line end, but with blanks that may belong to a name.
std::string_view without_line_end(std::string_view line) {
  while (line.ends_with('\r') || line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

// The first form of the entry that is a file.  If none is, the entry itself.
std::string track_path(std::string_view line, std::string_view folder) {
  const std::string_view entry = trimmed(line);
  std::vector<std::string> readings;
  std::string literal;
  if (const auto path = path_of_address(entry)) {
    literal = percent_decoded(*path);
    readings = path_forms(literal);
    std::ranges::move(path_forms(*path), std::back_inserter(readings));
  } else {
    if (entry.find("://") != std::string_view::npos) return std::string(entry);
    literal = entry;
    if (literal.find('/') == std::string::npos)
      std::ranges::replace(literal, '\\', '/');  // Windows'
    readings = path_forms(without_line_end(line));
    if (entry != without_line_end(line))
      std::ranges::move(path_forms(entry), std::back_inserter(readings));
  }
  const auto located = [&](const std::string& path) {
    return path.starts_with('/') ? path : std::string(folder) + path;
  };
  for (const std::string& reading : readings)
    if (file_stamp(located(reading))) return located(reading);
  return located(literal);
}

// With the last slash; empty for the current folder.
std::string folder_of_list(const std::string& name) {
  return name == kStandardInput ? "" : name.substr(0, name.rfind('/') + 1);
}

// The part of "#EXTINF:213,Artist - Title" after the colon.
void read_extinf(Record& record, std::string_view raw) {
  const std::string decoded = legacy_text(raw);
  const std::string_view text = decoded;
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return;
  const auto duration = parse_real(text.substr(0, std::min(text.find(' '), comma)));
  if (duration && *duration > 0 && *duration < 1e9) record.duration_s = *duration;
  const std::string_view name = trimmed(text.substr(comma + 1));
  const std::size_t dash = name.find(" - ");
  if (dash != std::string_view::npos) record.artist = trimmed(name.substr(0, dash));
  record.title = trimmed(dash == std::string_view::npos ? name : name.substr(dash + 3));
}

}  // namespace

bool is_playlist_name(std::string_view name) {
  const std::string lower = lower_case(name);
  for (const char* ending : {".xspf", ".jspf", ".xml", ".json"})
    if (lower.ends_with(ending)) return true;
  return is_m3u_name(name);
}

bool is_m3u_name(std::string_view name) {
  const std::string lower = lower_case(name);
  return lower.ends_with(".m3u") || lower.ends_with(".m3u8");
}

std::string address_path(std::string_view address, const std::string& name) {
  const bool encoded = address.find(':') == std::string_view::npos;
  return track_path(encoded ? percent_decoded(address) : std::string(address),
                    folder_of_list(name));
}

std::vector<Record> read_playlist(LineSource lines) {
  constexpr std::string_view kExtinf = "#EXTINF:";
  const std::string folder = folder_of_list(lines.name());
  std::vector<Record> tracks;
  Record next;
  while (const auto line = lines.next()) {
    const std::string_view text = trimmed(*line);
    if (text.empty()) continue;
    if (text.starts_with(kExtinf)) {
      read_extinf(next, text.substr(kExtinf.size()));
    } else if (!text.starts_with('#')) {
      next.path = track_path(*line, folder);
      tracks.push_back(std::move(next));
      next = Record();
    }
  }
  return tracks;
}

}  // namespace melsift::record
