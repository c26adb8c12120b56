#include "record/array_row.h"

#include <algorithm>

#include "base/error.h"

namespace melsift::record {

ArrayRow::ArrayRow(const std::string& name, std::vector<std::size_t> shape) {
  while (shape.size() > 3 && shape.back() == 1) shape.pop_back();
  if (!shape.empty()) shape_.assign(shape.begin() + 1, shape.end());
  if (shape_.empty() || shape_.size() > 2 || std::ranges::count(shape_, std::size_t{0}) > 0)
    throw Error(ErrorKind::unsupported, name,
                "its shape is neither (rows, numbers) nor (rows, bands, frames)");
}

std::string ArrayRow::front_end() const {
  std::string text = "array shape=";
  for (const std::size_t extent : shape_) {
    if (!text.ends_with('=')) text += 'x';
    text += std::to_string(extent);
  }
  return text;
}

std::span<float> ArrayRow::room_in(Record& record) const {
  if (shape_.size() == 1) {
    record.features.resize(shape_[0]);
    return record.features;
  }
  record.mel.resize(static_cast<Eigen::Index>(shape_[0]), static_cast<Eigen::Index>(shape_[1]));
  return {record.mel.data(), static_cast<std::size_t>(record.mel.size())};
}

}  // namespace melsift::record
