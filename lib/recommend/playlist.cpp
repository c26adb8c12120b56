#include "recommend/playlist.h"

#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "base/number.h"
#include "recommend/tracks.h"
#include "record/shown_title.h"

namespace melsift::recommend {
namespace {

// `text` without the characters that end a cell or a line.
std::string on_one_line(std::string text) {
  for (char& c : text) {
    if (c == '\t' || c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out.append(out.empty() ? "" : "; ").append(text);
  return out;
}

}  // namespace

std::string genres_text(const record::Record& record) {
  return joined(genre_names(record));
}

std::string tsv(std::span<const record::Record> records) {
  std::string out = "rank\tscore\tartist\ttitle\tyear\tgenre\tlanguage\tpath\treasons\n";
  for (const record::Record& record : records) {
    const auto year = record::first_year(record);
    const std::array<std::string, 9> cells = {
        record.rank ? std::to_string(*record.rank) : "",
        record.score ? to_fixed(*record.score, 6) : "",
        record.artist,
        record.title,
        year ? std::to_string(*year) : "",
        genres_text(record),
        record.language,
        record.path,
        joined(record.reasons),
    };
    std::string_view separator;
    for (const std::string& cell : cells) {
      out.append(separator).append(on_one_line(cell));
      separator = "\t";
    }
    out += '\n';
  }
  return out;
}

Playlist m3u8(std::span<const record::Record> records) {
  Playlist playlist{"#EXTM3U\n", 0};
  for (const record::Record& record : records) {
    if (record.path.empty() || record.path.find_first_of("\r\n") != std::string::npos) {
      ++playlist.left_out;
      continue;
    }
    const std::string title = record::shown_title(record);
    const std::string name = record.artist + (record.artist.empty() ? "" : " - ") + title;
    playlist.text += "#EXTINF:";
    append_number(playlist.text, record.duration_s ? std::llround(*record.duration_s) : -1LL);
    playlist.text += "," + on_one_line(name) + "\n";
    // A line that begins with # would be a comment, and players skip blanks at the beginning.
    if (std::string_view("# \t").find(record.path.front()) != std::string_view::npos)
      playlist.text += "./";
    playlist.text += record.path + "\n";
  }
  return playlist;
}

}  // namespace melsift::recommend
