// Changes of a file's tags: tempo, key and genres.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/musical_key.h"

namespace melsift::audio {

// An absent value is no wish.
struct TagWish {
  std::optional<double> tempo_bpm;  // written as a whole number
  std::optional<MusicalKey> key;    // written as ID3 has it: "Am"
  std::vector<std::string> genre;
};

// A field as TagLib names it, whatever the format: BPM, INITIALKEY or GENRE.
struct TagEdit {
  std::string field;
  std::vector<std::string> before, after;

  bool operator==(const TagEdit&) const = default;
};

// What is to be changed to fulfil the wish.  A field that the file has stays, unless `overwrite`.
// Throws Error not_found or io; unsupported if the file has a format whose tags can't be written,
// or an ID3v2 tag that TagLib misreads.
std::vector<TagEdit> tag_edits(const std::string& path, const TagWish& wish, bool overwrite);

// Writes the changes.  The file is replaced by a changed copy, with its permissions and times of
// access and modification; if anything fails, it is left as it is.  All other tags and the sound
// stay.  Throws the same errors, io and corrupt.
void write_tags(const std::string& path, std::span<const TagEdit> edits);

}  // namespace melsift::audio
