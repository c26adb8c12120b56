// Tables of numbers, such as the Kaggle GTZAN features, as records.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "record/array_row.h"
#include "record/column_survey.h"
#include "record/csv.h"
#include "record/npy.h"
#include "record/record.h"

namespace melsift::record {

// Column names; an empty name means the default, which depends on the header.
struct TableOptions {
  std::string id_column;     // becomes `path`; default: "path", otherwise "filename"
  std::string label_column;  // becomes `label`; default: "label", if it exists
  std::string split_column;  // becomes `split` if it means train, valid or test (split_name)
  // Columns to leave out; each may be a list (see names_among).  `length` of the Kaggle tables, the
  // number of samples, is always left out.
  std::vector<std::string> dropped;
  std::string array;      // a .npy file whose row i belongs to the table's row i; "" is none
  std::string front_end;  // front end of all rows; default: see FeatureTable
  MissingValues missing = MissingValues::refuse;
};

// Whether a table with these columns says itself which of them are features, like a table of
// CsvWriter: it has a column front_end and no column features, or it has all columns of Kaggle's
// table.
bool is_feature_table(const std::vector<std::string>& columns);

// Reads a CSV table row by row, after a first pass over all rows that decides the role of each
// column.  A column is the first of these that applies: the role given by the options; the index of
// pandas, which is left out; a record's field of the same name (title, artist, ...); a value of
// `features`, if all its cells are numbers or missing and there is no array; or an unknown field
// that passes through.  In a table that says which columns are features (see is_feature_table),
// text in such a column is an error of its row.  The rows of an array with shape (n, d) become
// `features`, those of (n, bands, frames) become `mel`.
//
// A piece of a recording (see piece_name.h) without a group gets the recording as its group.
//
// For --missing mean, the mean is over the rows that are not of split valid or test.
//
// `front_end` comes from the options, or from a column with this name.  For exactly Kaggle's 57
// feature columns it is kKaggleFrontEnd, because the table is, or claims to be, that table.
// Otherwise it is "table columns=NAMES" (the feature columns' names, comma-separated, blanks and
// commas percent-encoded) or "array shape=128x130", so that a model refuses the rows of another
// table.
class FeatureTable {
 public:
  // Throws Error not_found or io; invalid_argument for a missing column; corrupt for an empty
  // table; the Errors of NpyFile; unsupported for an array that is neither (n, d) nor (n, bands,
  // frames).  Two columns of the same name are refused: see check_columns.
  FeatureTable(const std::string& path, TableOptions options);
  // The table in an open seekable file; takes over the descriptor.
  FeatureTable(std::string name, int descriptor, TableOptions options);

  // The next row; false at the end.  A bad row throws Error corrupt that begins "features.csv:17: "
  // and names the column; the next call continues after it.  At the end throws Error
  // invalid_argument, once, if the array has rows left.
  bool next(Record& record);

  // "features.csv:17": the beginning of the last row.
  const std::string& where() const { return csv_->where(); }
  // The columns that form `features`.
  const std::vector<std::string>& feature_columns() const { return feature_columns_; }
  const TableReport& report() const { return report_; }
  MissingValues missing() const { return options_.missing; }
  // The number of rows that next() has left out so far because a feature is missing.
  std::size_t dropped_rows() const { return dropped_rows_; }

 private:
  enum class Role { id, label, split, field, feature, extra, dropped };

  void open(int descriptor);
  std::size_t column(std::string_view name) const;
  void assign_roles();
  void survey();
  void survey_row(std::vector<ColumnSurvey>& columns, std::set<std::string>& recordings);
  void choose_feature_columns(const std::vector<ColumnSurvey>& columns);
  bool is_certain_feature(std::string_view name) const;
  void name_front_end();
  void read_row(Record& record);
  void read_feature(Record& record, std::size_t index, std::string_view cell) const;
  bool has_missing_feature() const;
  void read_array_row(Record& record);

  std::string name_;
  std::optional<CsvReader> csv_;
  TableOptions options_;
  std::optional<NpyFile> array_;
  std::optional<ArrayRow> array_row_;
  std::vector<std::string> columns_;
  std::vector<Role> roles_;
  std::vector<std::string> feature_columns_;
  std::vector<float> means_;  // of all columns
  bool is_kaggle_ = false;
  std::string front_end_;
  TableReport report_;
  std::vector<std::string> cells_;
  std::size_t rows_ = 0;
  std::size_t dropped_rows_ = 0;
};

}  // namespace melsift::record
