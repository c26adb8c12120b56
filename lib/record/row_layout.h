// The common layout of all rows of a table.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::record {

// The fields that a table contains in addition to path, label and front_end: those that splits
// need, the piece of the track, and the length and rate of the source.
inline constexpr std::string_view kRowFields[] = {
    "group",      "split",      "fold", "segment_index", "segment_start_s", "segment_duration_s",
    "duration_s", "sample_rate"};

// Every record of a table must have this layout.  The row of a record is its `features`, or its
// `mel` if it has only that.
class RowLayout {
 public:
  // `columns` are the names of the features; none: f0, f1, ...  The table contains those of
  // `fields` that the first record has.
  explicit RowLayout(std::vector<std::string> columns, std::span<const std::string_view> fields);

  // The first record decides the layout, and the others must have it.  Throws Error
  // invalid_argument, the record's path first: no features or two kinds, another count of them or
  // another front end than the first record's, a field that the first record lacks, a number that
  // is not finite, text that is not UTF-8.  The layout then stays as it was.
  void hold(const Record& record);

  // Whether hold() has accepted a record; before that there are no fields, front end and shape.
  bool begun() const { return !shape_.empty(); }
  const std::string& front_end() const { return front_end_; }
  const std::vector<std::size_t>& shape() const { return shape_; }  // {width} or {bands, frames}
  bool is_matrix() const { return shape_.size() == 2; }
  // One for each feature; none for a matrix.
  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<std::string_view>& fields() const { return fields_; }

 private:
  void check_fields(const Record& record) const;
  void begin(const Record& record, std::vector<std::size_t> shape);

  std::vector<std::string> columns_;
  std::vector<std::string_view> wanted_;
  std::vector<std::string_view> fields_;
  std::string front_end_;
  std::vector<std::size_t> shape_;
};

// The numbers of a record's row, in C order.
std::span<const float> row_of(const Record& record);

// A record's name in messages.
std::string_view culprit(const Record& record);

}  // namespace melsift::record
