// Records from whichever text form they come in: JSON Lines, a CSV table of tracks, or
// an M3U playlist.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "record/csv.h"
#include "record/lines.h"
#include "record/reader.h"
#include "record/record.h"

namespace melsift::record {

// Told apart by the name (.m3u, .m3u8) and the first byte: '{' is JSON Lines, '#' a playlist (see
// read_playlist), anything else CSV (tabs for a .tsv).  A CSV's
// first row names the columns; those named as a record's fields (see set_field) become these, the
// others are passed on as unknown fields.
class Source {
 public:
  // Throws Error not_found or io; corrupt for a CSV whose header has none of a record's fields.
  explicit Source(LineSource lines);
  explicit Source(const std::string& path) : Source(LineSource(path)) {}

  // As Reader::next: false at the end; a bad line or row throws Error corrupt that begins
  // "tracks.csv:17: ", and the next call goes on behind it.
  bool next(Record& record);
  // "tracks.csv:17": where the last record is.
  std::string where() const;

 private:
  void read_header();
  void read_row(Record& record) const;

  std::string name_;
  std::optional<Reader> json_;
  std::optional<CsvReader> csv_;
  std::deque<Record> playlist_;
  std::vector<std::string> columns_;
  std::vector<std::string> cells_;
};

}  // namespace melsift::record
