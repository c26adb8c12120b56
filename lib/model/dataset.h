// Records gathered for training: features or mel matrices as rows of a matrix, classes as numbers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/matrix.h"
#include "nn/shape.h"
#include "record/record.h"

namespace melsift::model {

// The class of a record: its field "label", "genre" (the first), "artist" or "language", or for
// "liked" the word "liked" or "disliked".  Empty if the record has none.  Throws Error
// invalid_argument for another name.
std::string target_of(const record::Record& record, std::string_view target);

// Rows that belong together by index.
struct Dataset {
  std::string front_end;  // of all rows
  // Of a row: {1, 1, n} for n features, {bands, frames, 1} for a mel matrix, which is stored band
  // by band.  `frames` is that of the shortest record; longer ones are cut at their end.
  nn::Shape shape;
  std::vector<std::string> classes;  // in bytewise order
  Matrix x;                          // (rows, shape.size())
  std::vector<int> y;                // index into classes
  // Each row's path, label (its class), group, split and fold, by which splits are made.
  std::vector<record::Record> records;
  std::size_t cut_rows = 0;  // rows that lost frames
  std::string shortest;      // `where` of the shortest record; empty for features

  std::size_t rows() const { return y.size(); }
};

// Takes records one by one and makes a Dataset of them.  A record's row is its `features`, or its
// `mel` if it has no features.  The values are in memory once.
class DatasetBuilder {
 public:
  explicit DatasetBuilder(std::string target = "label");

  // Throws Error, beginning with `where`, for a record without target, features and mel, of another
  // kind, with another number of features or bands than the first, or from another front end; it
  // is then not taken.
  void add(const record::Record& record, const std::string& where);

  // The dataset of all that were added, of which there must be some; leaves the builder empty.
  Dataset build();

  std::size_t rows() const { return records_.size(); }

 private:
  void append(const float* values, nn::Index count);
  void cut_to(nn::Index frames);

  std::string target_;
  std::string front_end_;
  nn::Shape shape_{0, 0, 0};
  std::string shortest_;
  Matrix values_{0, 1};            // the rows one behind another, in one column, with room to grow
  nn::Index size_ = 0;             // values in use
  std::vector<nn::Index> widths_;  // frames of each row that is a matrix
  std::vector<record::Record> records_;
};

}  // namespace melsift::model
