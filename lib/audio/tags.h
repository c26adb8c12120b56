// What a file says of itself: ID3v1, v2.2 to v2.4 (MP3, AIFF, WAV), RIFF INFO, Vorbis comments
// (Ogg, Opus, FLAC), MP4, ASF (WMA) and APE tags, by TagLib.  Files are recognised by content.  If
// a file has several tags, each field comes from the first that has it: the format's own, then
// ID3v2, APE, RIFF INFO, ID3v1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::audio {

class TrackFile;

// An empty string, vector or optional is what the file doesn't say.  Text is UTF-8, without control
// characters and blanks at its ends.
struct Tags {
  std::string title;
  std::string artist;
  std::string album;
  std::vector<std::string> genre;  // each once; ID3's numbers as their names: "(17)" is "Rock"
  std::string language;            // as it is written: "eng", "en", "English"
  std::optional<long long> year;
  std::optional<double> duration_s;      // as length_of() has it (length.h), else by the header
  std::optional<long long> sample_rate;  // Hz, by the header
};

// Never complains of what a file holds: no tags, damaged ones, or no sound at all give less, down
// to nothing.  Throws Error not_found or io where it can't be opened, invalid_argument where it is
// no regular file.
Tags read_tags(const std::string& path);
// The same for a file that is open already.  Throws Error io.
Tags read_tags(const TrackFile& file);

// The year that a date such as "1994", "1994-05-01" or "19940501" begins with; nothing for others.
std::optional<long long> year_of_date(std::string_view date);

}  // namespace melsift::audio
