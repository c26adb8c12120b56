// The data of a training: features or mel matrices as rows, and classes as numbers.
//
//   model::DatasetBuilder builder("genre");
//   for (record::Record record; reader.next(record);) builder.add(record, reader.where());
//   const model::Dataset data = builder.build();
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

// Row i of each member belongs to the same record.
struct Dataset {
  std::string front_end;  // of all rows
  // Of a row: {1, 1, n} for n features, {bands, frames, 1} for a mel matrix, which is stored band
  // by band.  `frames` is that of the shortest record; longer ones are cut at their end.
  nn::Shape shape;
  std::vector<std::string> classes;  // in bytewise order
  SampleRows x;                      // (rows, shape.size())
  std::vector<int> y;                // of each row, the index of its class in `classes`
  // Of each row: path, label (its class), group, split and fold; other fields are empty.
  std::vector<record::Record> records;
  std::size_t cut_rows = 0;  // rows that lost frames
  std::string shortest;      // `where` of the record with the fewest frames; empty for features

  std::size_t rows() const { return y.size(); }
};

// Collects records, one at a time, and makes a Dataset of them.  A record's row is its `features`,
// or its `mel` if it has no features.  The values are kept once.
class DatasetBuilder {
 public:
  // If the values are large, they are kept in a temporary file in the folder of `beside`, see
  // SampleCollector.
  explicit DatasetBuilder(std::string target = "label", std::string beside = {});

  // Throws Error invalid_argument, beginning with `where`, for a record without target, a record
  // without features and mel, and a record that differs from the first in kind, number of features
  // or bands, or front end; the record is then left out.  Throws Error io for a temporary file.
  void add(const record::Record& record, const std::string& where);

  // The dataset of all added records, at least one.  Leaves the builder empty.  Throws Error io.
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
