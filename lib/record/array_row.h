// The rows of NumPy's arrays as records' features or mel.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "record/record.h"

namespace melsift::record {

class ArrayRow {
 public:
  // Of the array `name` of this shape: (rows, numbers) or (rows, bands, frames), with or without
  // Keras' channel, a last extent of 1.  Throws Error unsupported for others.
  ArrayRow(const std::string& name, std::vector<std::size_t> shape);

  // "array shape=128x130": what is known of how such features were made.
  std::string front_end() const;
  // Room for a row in the record: its features, or its mel.
  std::span<float> room_in(Record& record) const;

 private:
  std::vector<std::size_t> shape_;  // of one row
};

}  // namespace melsift::record
