#include "record/column_survey.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/number.h"

namespace melsift::record {

bool is_missing(std::string_view cell) {
  // pandas 2.2, pandas.read_csv, na_values; and "?" of Weka and the UCI repository.
  constexpr std::string_view kWords[] = {"?",        "#N/A", "#N/A N/A", "#NA",    "-1.#IND",
                                         "-1.#QNAN", "-NaN", "-nan",     "1.#IND", "1.#QNAN",
                                         "<NA>",     "N/A",  "NA",       "NULL",   "NaN",
                                         "None",     "n/a",  "nan",      "null"};
  cell = trimmed(cell);
  return cell.empty() || std::ranges::find(kWords, cell) != std::end(kWords);
}

bool is_index_name(std::string_view name) {
  constexpr std::string_view kUnnamed = "Unnamed: ";
  if (name.empty()) return true;
  return name.starts_with(kUnnamed) && name.size() > kUnnamed.size() &&
         name.find_first_not_of("0123456789.", kUnnamed.size()) == std::string_view::npos;
}

bool is_row_number_name(std::string_view name) {
  constexpr std::string_view kNames[] = {"index", "idx", "id",     "row",     "row_id",
                                         "no",    "nr",  "number", "level_0", "#"};
  return std::ranges::find(kNames, lower_case(name)) != std::end(kNames);
}

void ColumnSurvey::add(std::string_view cell, std::size_t row, std::string_view where,
                       bool counts_for_mean) {
  if (is_missing(cell)) {
    ++missing;
    counts_rows = false;
    return;
  }
  const auto value = parse_real(cell);
  if (!value) {
    counts_rows = false;
    if (texts++ > 0) return;
    first_text = cell;
    first_text_where = where;
    return;
  }
  ++numbers;
  const double from_0 = *value - static_cast<double>(row);
  // All rows follow the first: numbers that begin with 0 or 1 and rise by 1.
  if (row == 0) begin = from_0;
  counts_rows = counts_rows && from_0 == begin && (begin == 0.0 || begin == 1.0);
  if (!counts_for_mean || !std::isfinite(*value)) return;
  sum += *value;
  ++counted;
}

}  // namespace melsift::record
