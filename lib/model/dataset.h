// Records gathered for training: features or mel matrices as rows of a matrix, classes as numbers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/sample_rows.h"
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
  SampleRows x;                      // (rows, shape.size())
  std::vector<int> y;                // index into classes
  // Each row's path, label (its class), group, split and fold, by which splits are made.
  std::vector<record::Record> records;
  std::size_t cut_rows = 0;  // rows that lost frames
  std::string shortest;      // `where` of the shortest record; empty for features

  std::size_t rows() const { return y.size(); }
};

// Takes records one by one and makes a Dataset of them.  A record's row is its `features`, or its
// `mel` if it has no features.  The values are kept once.
class DatasetBuilder {
 public:
  // If the values are large, they are kept in a temporary file in the folder of `beside`, see
  // SampleCollector.
  explicit DatasetBuilder(std::string target = "label", std::string beside = {});

  // Throws Error, beginning with `where`, for a record without target, features and mel, of another
  // kind, with another number of features or bands than the first, or from another front end; it
  // is then not taken.
  void add(const record::Record& record, const std::string& where);

  // The dataset of all that were added, of which there must be some; leaves the builder empty.
  Dataset build();

  std::size_t rows() const { return records_.size(); }

 private:
  std::string target_;
  std::string beside_;
  std::string front_end_;
  nn::Shape shape_{0, 0, 0};
  std::string shortest_;
  SampleCollector samples_;
  std::vector<nn::Index> widths_;  // frames of each row that is a matrix
  std::vector<record::Record> records_;
};

}  // namespace melsift::model
