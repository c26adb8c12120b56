// Records gathered for training: features as rows of a matrix, classes as numbers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/matrix.h"
#include "record/record.h"

namespace melsift::model {

// What a record is to be told apart by: "label", or "genre", "artist", "language" (a genre's
// first). Throws Error invalid_argument for another name.
std::string target_of(const record::Record& record, std::string_view target);

// Rows that belong together by index.
struct Dataset {
  std::string front_end;             // of all rows
  std::vector<std::string> classes;  // in bytewise order
  Matrix x;                          // (rows, features)
  std::vector<int> y;                // index into classes
  // What a split goes by: each row's path, label (the target), group and split; no features.
  std::vector<record::Record> records;

  std::size_t rows() const { return y.size(); }
  // The rows numbered in `wanted`, in that order; front_end and classes stay.
  Dataset subset(const std::vector<std::size_t>& wanted) const;
};

// Takes records one by one and makes a Dataset of them.
class DatasetBuilder {
 public:
  explicit DatasetBuilder(std::string target = "label");

  // Throws Error, beginning with `where`, for a record without target or features, with another
  // number of features than the first, or from another front end; it is then not taken.
  void add(const record::Record& record, const std::string& where);

  // The dataset of all that were added, of which there must be some; leaves the builder empty.
  Dataset build();

  std::size_t rows() const { return records_.size(); }

 private:
  std::string target_;
  std::string front_end_;
  std::size_t width_ = 0;
  std::vector<float> values_;
  std::vector<record::Record> records_;
};

}  // namespace melsift::model
