#include "model/dataset.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "feature/front_end.h"
#include "record/json_text.h"

namespace melsift::model {
namespace {

using nn::Index;

// {1, 1, n} for features, {bands, frames, 1} for a matrix.
nn::Shape shape_of(const record::Record& record) {
  if (!record.features.empty()) return {1, 1, static_cast<Index>(record.features.size())};
  return {record.mel.rows(), record.mel.cols(), record.mel.size() > 0 ? 1 : 0};
}

// The name of an unknown field that holds a number, as the column of a table.
std::optional<std::string> number_field(const record::Record& record) {
  for (const auto& [name, raw] : record.extra)
    if (record::is_json_number(raw)) return name;
  return std::nullopt;
}

std::string in_words(const nn::Shape& shape) {
  return shape.is_vector() ? "features" : "a mel matrix";
}

}  // namespace

std::string target_of(const record::Record& record, std::string_view target) {
  if (target == "label") return record.label;
  if (target == "genre") return record.genre.empty() ? std::string() : record.genre.front();
  if (target == "artist") return record.artist;
  if (target == "language") return record.language;
  if (target == "liked") return !record.liked ? "" : *record.liked ? "liked" : "disliked";
  throw Error(ErrorKind::invalid_argument, "target",
              "\"" + std::string(target) + "\", expected label, genre, artist, language or liked");
}

DatasetBuilder::DatasetBuilder(std::string target, std::string beside)
    : target_(std::move(target)), beside_(std::move(beside)), samples_(beside_) {
  target_of(record::Record(), target_);  // an unknown name is reported before any work
}

void DatasetBuilder::add(const record::Record& record, const std::string& where) {
  const std::string label = target_of(record, target_);
  const nn::Shape shape = shape_of(record);
  const auto refuse = [&](const std::string& detail) {
    throw Error(ErrorKind::invalid_argument, where, detail);
  };
  if (shape.size() == 0) {
    if (const auto column = number_field(record))
      refuse("the record has no features, only numbers such as \"" + *column +
             "\" (run melsift prepare --table first, which makes features of a table's columns)");
    refuse("the record has no features (run melsift extract first)");
  }
  if (label.empty()) refuse("the record has no " + target_);
  if (rows() > 0) {
    if (const auto differs = feature::difference(record.front_end, front_end_))
      refuse("its front end differs from the first record's: " + *differs);
    if (shape.is_vector() != shape_.is_vector())
      refuse("has " + in_words(shape) + ", expected " + in_words(shape_) + ", as the first record");
    if (shape.is_vector() && shape != shape_)
      refuse(std::to_string(shape.channels) + " features, expected " +
             std::to_string(shape_.channels));
    if (shape.height != shape_.height)
      refuse(std::to_string(shape.height) + " mel bands, expected " +
             std::to_string(shape_.height));
  }
  if (!shape.is_vector() && (rows() == 0 || shape.width < shape_.width)) shortest_ = where;
  shape_ = rows() == 0 || shape.width < shape_.width ? shape : shape_;
  front_end_ = record.front_end;
  if (shape.is_vector()) {
    samples_.append(record.features.data(), shape.size());
  } else {
    samples_.append(record.mel.data(), shape.size());
    widths_.push_back(shape.width);
  }
  record::Record key;
  key.path = record.path;
  key.label = label;
  key.group = record.group;
  key.split = record.split;
  key.fold = record.fold;
  records_.push_back(std::move(key));
}

Dataset DatasetBuilder::build() {
  Dataset dataset;
  dataset.front_end = front_end_;
  dataset.shape = shape_;
  dataset.shortest = shortest_;
  auto& classes = dataset.classes;
  for (const auto& record : records_) classes.push_back(record.label);
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  for (const auto& record : records_)
    dataset.y.push_back(static_cast<int>(
        std::lower_bound(classes.begin(), classes.end(), record.label) - classes.begin()));
  dataset.cut_rows = static_cast<std::size_t>(std::count_if(
      widths_.begin(), widths_.end(), [&](Index width) { return width > shape_.width; }));
  dataset.x = shape_.is_vector() ? samples_.build(1, shape_.size())
                                 : samples_.build(shape_.height, shape_.width);
  dataset.records = std::move(records_);
  *this = DatasetBuilder(target_, beside_);
  return dataset;
}

}  // namespace melsift::model
