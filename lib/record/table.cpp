#include "record/table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "base/percent.h"
#include "record/kaggle.h"
#include "record/text_field.h"

namespace melsift::record {
namespace {

// `columns=` holds names separated by commas and ends at a blank.
bool is_plain(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != ',' && c != '%' && c != '=';
}

std::string table_front_end(const std::vector<std::string>& columns) {
  std::string text = "table columns=";
  for (const std::string& column : columns) {
    if (!text.ends_with('=')) text += ',';
    text += percent_encoded(column, is_plain);
  }
  return text;
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool is_feature_table(const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const std::string& column : columns) names.emplace_back(trimmed(column));
  if (has(names, "front_end")) return !has(names, "features");
  return has(names, "filename") &&
         std::ranges::all_of(kaggle_columns(), [&](const auto& name) { return has(names, name); });
}

FeatureTable::FeatureTable(const std::string& path, TableOptions options)
    : FeatureTable(CsvReader(LineSource(path), csv_separator(path)), {}, std::move(options)) {}

FeatureTable::FeatureTable(CsvReader csv, std::vector<std::string> columns, TableOptions options)
    : csv_(std::move(csv)), options_(std::move(options)), columns_(std::move(columns)) {
  if (columns_.empty() && !csv_.next(columns_))
    throw Error(ErrorKind::corrupt, csv_.name(), "an empty table");
  for (std::string& name : columns_) name = trimmed(name);
  assign_roles();
  if (options_.array.empty()) return;
  array_.emplace(options_.array);
  array_row_.emplace(options_.array, array_->shape());
  if (options_.front_end.empty()) options_.front_end = array_row_->front_end();
}

std::size_t FeatureTable::column(std::string_view name) const {
  const auto found = std::ranges::find(columns_, name);
  if (found == columns_.end()) {
    std::string have;
    for (const std::string& other : columns_) have.append(have.empty() ? "" : ", ").append(other);
    throw Error(ErrorKind::invalid_argument, csv_.name(),
                "has no column \"" + std::string(name) + "\" (it has " + have + ")");
  }
  return static_cast<std::size_t>(found - columns_.begin());
}

void FeatureTable::assign_roles() {
  if (options_.id_column.empty())
    options_.id_column = !has(columns_, "path") && has(columns_, "filename") ? "filename" : "path";
  if (options_.label_column.empty() && has(columns_, "label")) options_.label_column = "label";
  const bool kaggle = has(columns_, "filename") && has(columns_, "chroma_stft_mean");

  Record ignored;
  for (const std::string& name : columns_) {
    const bool field = set_field(ignored, name, "");
    const bool unnamed = name.empty();  // pandas' index
    const bool dropped = unnamed || has(options_.dropped, name) || (kaggle && name == "length");
    roles_.push_back(dropped ? Role::dropped : field ? Role::field : Role::extra);
  }
  for (const std::string& name : options_.dropped) column(name);  // that it exists
  if (!options_.split_column.empty()) roles_[column(options_.split_column)] = Role::split;
  if (!options_.label_column.empty()) roles_[column(options_.label_column)] = Role::label;
  roles_[column(options_.id_column)] = Role::id;
}

void FeatureTable::tell_features_from_text() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (roles_[i] != Role::extra || !parse_real(cells_[i])) continue;
    roles_[i] = Role::feature;
    feature_columns_.push_back(columns_[i]);
  }
  if (!options_.front_end.empty())
    front_end_ = options_.front_end;
  else if (feature_columns_ == kaggle_columns())
    front_end_ = kKaggleFrontEnd;
  else
    front_end_ = table_front_end(feature_columns_);
}

bool FeatureTable::next(Record& record) {
  record = Record();
  if (!csv_.next(cells_)) {
    if (array_ && rows_ < array_->rows()) {
      const std::size_t rows = std::exchange(rows_, array_->rows());
      throw Error(ErrorKind::invalid_argument, array_->path(),
                  "has " + std::to_string(array_->rows()) + " rows, " + csv_.name() + " has " +
                      std::to_string(rows));
    }
    return false;
  }
  ++rows_;
  try {
    read_row(record);
    if (array_) read_array_row(record);
  } catch (const Error& error) {
    record = Record();
    throw Error(error.kind(), csv_.where(), error.what());
  }
  return true;
}

void FeatureTable::read_row(Record& record) {
  if (cells_.size() != columns_.size())
    throw Error(ErrorKind::corrupt, std::to_string(cells_.size()) + " cells",
                "the header has " + std::to_string(columns_.size()));
  if (!array_ && front_end_.empty()) tell_features_from_text();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const std::string_view cell = trimmed(cells_[i]);
    switch (roles_[i]) {
      case Role::id:
        record.path = cell;
        break;
      case Role::label:
        record.label = cell;
        break;
      case Role::split:
        record.split = split_name(cell);
        break;
      case Role::field:
        set_field(record, columns_[i], cell);
        break;
      case Role::extra:
        add_extra(record, columns_[i], cell);
        break;
      case Role::dropped:
        break;
      case Role::feature:
        const auto value = parse_real(cell);
        if (!value || !(std::abs(*value) <= std::numeric_limits<float>::max()))
          throw Error(ErrorKind::corrupt, columns_[i],
                      "expected a finite number, got \"" + std::string(cell) + '"');
        record.features.push_back(static_cast<float>(*value));
    }
  }
  if (record.path.empty())
    throw Error(ErrorKind::corrupt, options_.id_column, "empty, expected the track's name");
  if (record.features.empty()) return;
  if (record.front_end.empty() || !options_.front_end.empty()) record.front_end = front_end_;
}

void FeatureTable::read_array_row(Record& record) {
  if (rows_ > array_->rows())
    throw Error(ErrorKind::invalid_argument, array_->path(),
                "has only " + std::to_string(array_->rows()) + " rows");
  const std::span<float> row = array_row_->room_in(record);
  array_->read_row(rows_ - 1, row);
  if (!std::ranges::all_of(row, [](float value) { return std::isfinite(value); }))
    throw Error(ErrorKind::corrupt, array_->path(), "holds a number that is not finite");
  record.front_end = options_.front_end;
}

}  // namespace melsift::record
