// Reads records from any supported format: JSON Lines, a CSV table of tracks or of features, NumPy
// arrays, or an M3U playlist.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/csv.h"
#include "record/lines.h"
#include "record/npz_reader.h"
#include "record/reader.h"
#include "record/record.h"
#include "record/table.h"

namespace melsift::record {

// Recognises the format by the first bytes: '{' is JSON Lines, or like '<' a document as in
// list_document.h, a zip archive is NumPy's .npz (see
// NpzReader), '#' or the extension .m3u or .m3u8 is a playlist (see read_playlist), anything else
// is CSV (with the separator of its header: comma, tab or semicolon).  The first row of a CSV names
// the columns.  Columns with the name of a record's field (see set_field) become this field; in a
// table that says which columns are features (see is_feature_table), the numbers become `features`;
// other columns pass through as unknown fields.
class Source {
 public:
  // Throws Error not_found or io; corrupt for a CSV whose header has no field of a record; the
  // Errors of NpzReader.
  explicit Source(LineSource lines);
  // `begun` are bytes that the caller has already read from `path`, as for LineSource.
  explicit Source(const std::string& path, std::string_view begun = {});

  // Like Reader::next: false at the end; a bad line or row throws Error corrupt that begins
  // "tracks.csv:17: ", and the next call continues after it.
  bool next(Record& record);
  // "tracks.csv:17": the place of the last record.
  std::string where() const;
  // Arrays of an .npz that are left out: see NpzReader::left_out.
  std::vector<std::string> left_out() const {
    return npz_ ? npz_->left_out() : std::vector<std::string>();
  }
  // The table of features that is read; nullptr for other formats.
  const FeatureTable* table() const { return table_ ? &*table_ : nullptr; }

 private:
  // `path` can be opened again if it is a regular file; "-" for none.
  void open_lines(const std::string& path, LineSource lines);
  void open_csv(const std::string& path, LineSource lines);
  void read_row(Record& record) const;

  std::string name_;
  std::optional<NpzReader> npz_;
  std::optional<Reader> json_;
  std::optional<FeatureTable> table_;
  std::optional<CsvReader> csv_;
  std::deque<Record> playlist_;
  std::vector<std::string> columns_;
  std::vector<std::string> cells_;
};

// Whether a file or stream that begins with these bytes contains records, and not sound or a list
// of paths: JSON Lines, a zip archive, or CSV whose header names the tracks' `path` or `filename`
// among other columns.
bool begins_as_records(std::string_view first_bytes);

}  // namespace melsift::record
