// The kinds of a table's columns, decided by all rows.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/choice.h"

namespace melsift::record {

// What happens to a row of a table without a value for a feature.
enum class MissingValues {
  refuse,  // the row is an error
  drop,    // the row is left out and counted
  mean,    // the value is the mean of the column
};

// Whether a cell is a missing value: it is empty, "?" or one of the words that pandas.read_csv
// treats so by default ("NA", "NaN", "null", "None", ...).
bool is_missing(std::string_view cell);

// Whether this is the row-number column of pandas: it has no name, or "Unnamed: 0".
bool is_index_name(std::string_view name);

// Whether a column of this name may number the rows, in any case: "index", "id", "row", ...
bool is_row_number_name(std::string_view name);

// Counts of a column's cells.
struct ColumnSurvey {
  std::size_t numbers = 0;
  std::size_t texts = 0;  // neither numbers nor missing
  std::size_t missing = 0;
  std::string first_text;        // the first of the texts ...
  std::string first_text_where;  // ... and its row, "t.csv:3"
  bool counts_rows = true;       // whether the cells are 0, 1, 2, ... or 1, 2, 3, ...

  // The mean of the numbers that were added with `counts_for_mean`; 0 if there are none.
  double mean() const { return counted > 0 ? sum / static_cast<double>(counted) : 0.0; }

  // `row` counts from 0.
  void add(std::string_view cell, std::size_t row, std::string_view where, bool counts_for_mean);

  double sum = 0.0;
  std::size_t counted = 0;
  double begin = 0.0;  // of a column that numbers the rows: its first number
};

// The findings about a table, for people.
struct TableReport {
  // A column with both numbers and text, which is therefore not a feature.
  struct MixedColumn {
    std::string name;
    ColumnSurvey survey;
  };
  // A feature that is missing in some rows.
  struct Gap {
    std::string column;
    std::size_t rows = 0;
  };
  std::size_t rows = 0;                  // rows that could be read
  std::vector<std::string> index;        // columns left out because they number the rows
  std::vector<std::string> row_numbers;  // features that look like row numbers
  std::vector<std::string> empty;        // columns without any value
  std::vector<MixedColumn> mixed;
  std::vector<Gap> gaps;
  std::size_t unknown_splits = 0;  // rows with an unknown split ...
  std::string first_unknown_split;
  std::size_t pieces = 0;  // rows that are pieces of recordings (see piece_name.h) ...
  std::size_t recordings = 0;
};

}  // namespace melsift::record

namespace melsift {

template <>
struct Choice<record::MissingValues> {
  static constexpr std::string_view kNoun = "policy";
  static constexpr std::array<std::string_view, 3> kNames = {"refuse", "drop", "mean"};
};

}  // namespace melsift
