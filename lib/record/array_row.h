// The rows of NumPy arrays as features or mel of records.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "record/record.h"

namespace melsift::record {

class ArrayRow {
 public:
  // For the array `name` with this shape: (rows, numbers) or (rows, bands, frames), with or without
  // Keras' channel axis, a last extent of 1.  Throws Error unsupported for other shapes.
  ArrayRow(const std::string& name, std::vector<std::size_t> shape);

  // "array shape=128x130": all that is known about such features.
  std::string front_end() const;
  // Space for a row in the record: its features, or its mel.
  std::span<float> room_in(Record& record) const;

 private:
  std::vector<std::size_t> shape_;  // of one row
};

}  // namespace melsift::record
