#include "record/row_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/utf8.h"
#include "record/text_field.h"

namespace melsift::record {
namespace {

std::string shape_text(const std::vector<std::size_t>& shape) {
  if (shape.size() == 1) return std::to_string(shape[0]) + " features";
  return "a matrix of " + std::to_string(shape[0]) + " x " + std::to_string(shape[1]);
}

}  // namespace

std::span<const float> row_of(const Record& record) {
  if (!record.features.empty()) return record.features;
  return {record.mel.data(), static_cast<std::size_t>(record.mel.size())};
}

std::string_view culprit(const Record& record) {
  return record.path.empty() ? "a record" : std::string_view(record.path);
}

RowLayout::RowLayout(std::vector<std::string> columns, std::span<const std::string_view> fields)
    : columns_(std::move(columns)), wanted_(fields.begin(), fields.end()) {}

void RowLayout::hold(const Record& record) {
  const auto refuse = [&](std::string_view detail) {
    throw Error(ErrorKind::invalid_argument, culprit(record), detail);
  };
  const bool vector = !record.features.empty();
  const bool matrix = record.mel.size() > 0;
  if (!vector && !matrix) refuse("the record has no features");
  if (vector && matrix) refuse("has both features and mel; a table can contain only one of them");
  if (!std::ranges::all_of(row_of(record), [](float value) { return std::isfinite(value); }))
    refuse(vector ? "features contains a number that is not finite"
                  : "mel contains a number that is not finite");
  std::vector<std::size_t> shape = {record.features.size()};
  if (matrix)
    shape = {static_cast<std::size_t>(record.mel.rows()),
             static_cast<std::size_t>(record.mel.cols())};
  check_fields(record);

  if (!begun()) return begin(record, std::move(shape));
  if (shape != shape_)
    refuse(shape_text(shape) + ", the first record has " + shape_text(shape_) +
           "; all rows of a table must match");
  if (record.front_end != front_end_)
    refuse("its front end is \"" + record.front_end + "\", the first record's is \"" + front_end_ +
           "\"; all rows of a table must match");
}

void RowLayout::check_fields(const Record& record) const {
  const auto check = [&](std::string_view name) {
    const std::string text = field_text(record, name);
    if (!is_utf8(text))
      throw Error(ErrorKind::invalid_argument, culprit(record),
                  std::string(name) + " is not valid UTF-8");
    return !text.empty();
  };
  for (const std::string_view name : {"path", "label", "front_end"}) check(name);
  for (const std::string_view name : wanted_) {
    if (check(name) && begun() && std::ranges::find(fields_, name) == fields_.end())
      throw Error(ErrorKind::invalid_argument, culprit(record),
                  "has the field " + std::string(name) +
                      ", for which there is no column because the first record has none");
  }
}

void RowLayout::begin(const Record& record, std::vector<std::size_t> shape) {
  if (shape.size() == 1) {
    if (columns_.empty())
      for (std::size_t i = 0; i < shape[0]; ++i) columns_.push_back("f" + std::to_string(i));
    if (columns_.size() != shape[0])
      throw Error(ErrorKind::invalid_argument, culprit(record),
                  shape_text(shape) + ", expected " + std::to_string(columns_.size()));
  }
  for (const std::string_view name : wanted_)
    if (!field_text(record, name).empty()) fields_.push_back(name);
  front_end_ = record.front_end;
  shape_ = std::move(shape);
}

}  // namespace melsift::record
