// Reads the tags of an audio file, with TagLib: ID3v1, v2.2 to v2.4 (MP3, AIFF, WAV), RIFF INFO,
// Vorbis comments (Ogg, Opus, FLAC), MP4, ASF (WMA) and APE.
//
// Files are recognised by content.  If a file has several tags, each field comes from the first
// that has it: the format's own, then ID3v2, APE, RIFF INFO, ID3v1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::audio {

class TrackFile;

// An empty string, vector or optional is a missing field.  Text is UTF-8, without control
// characters, and without blanks at its ends.
struct Tags {
  std::string title;
  std::string artist;
  std::string album;
  std::vector<std::string> genre;  // each once; ID3's numbers as their names: "(17)" is "Rock"
  std::string language;            // as written: "eng", "en", "English"
  std::optional<long long> year;
  std::optional<double> duration_s;      // counted if that is quick, else by the header
  std::optional<long long> sample_rate;  // Hz, by the header
};

// A file without tags, with damaged tags or without sound is not an error: fields are missing then.
// Throws Error not_found or io if the file can't be opened, invalid_argument if it is not a regular
// file.
Tags read_tags(const std::string& path);
// The same for a file that is open already.  Throws Error io.
Tags read_tags(const TrackFile& file);

// The year of a date such as "1994", "1994-05-01" or "19940501"; nothing for other texts.
std::optional<long long> year_of_date(std::string_view date);

}  // namespace melsift::audio
