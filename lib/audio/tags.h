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

#include "base/text_encoding.h"

namespace melsift::audio {

class TrackFile;

// An empty string, vector or optional is a missing field.  Text is UTF-8, without control
// characters, and without blanks at its ends.
struct Tags {
  std::string title;
  std::string artist;                // as credited; several values are joined by ", "
  std::vector<std::string> artists;  // each artist once; empty if it is `artist` alone
  std::string album;
  std::string album_artist;        // "Various Artists" of a compilation without one
  std::vector<std::string> genre;  // each once; ID3's numbers as their names: "(17)" is "Rock"
  std::string language;            // as written: "eng", "en", "English"
  std::optional<long long> year;   // of this release
  std::optional<long long> original_year;  // of the first release of the recording
  std::optional<double> duration_s;        // counted if that is quick, else by the header
  bool duration_estimated = false;         // by a header, which may be 0.1 s off
  std::optional<long long> sample_rate;    // Hz, by the header
};

// A file without tags, with damaged tags or without sound is not an error: fields are missing then.
// Throws Error not_found or io if the file can't be opened, invalid_argument if it is not a regular
// file.
// `old_text` is the encoding of ID3v1, of RIFF INFO and of ID3v2's Latin-1; without it,
// legacy_text() guesses.
Tags read_tags(const std::string& path, const std::optional<TextEncoding>& old_text = {});
// The same for a file that is open already.  Throws Error io.
Tags read_tags(const TrackFile& file, const std::optional<TextEncoding>& old_text = {});

// The year of a date such as "1994", "1994-05-01" or "19940501"; nothing for other texts.
std::optional<long long> year_of_date(std::string_view date);

}  // namespace melsift::audio
