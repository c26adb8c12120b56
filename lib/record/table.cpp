#include "record/table.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include <unistd.h>

#include "base/error.h"
#include "base/name_list.h"
#include "base/number.h"
#include "base/percent.h"
#include "record/kaggle.h"
#include "record/piece_name.h"
#include "record/seekable.h"
#include "record/text_field.h"

namespace melsift::record {
namespace {

// `columns=` contains names separated by commas and ends at a blank.
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
    : name_(path), options_(std::move(options)) {
  LineSource lines(path);
  name_ = lines.name();
  open(seekable(path, lines));
}

FeatureTable::FeatureTable(std::string name, int descriptor, TableOptions options)
    : name_(std::move(name)), options_(std::move(options)) {
  open(descriptor);
}

// Takes over the descriptor.
void FeatureTable::open(int descriptor) {
  struct Closer {
    int descriptor;
    ~Closer() { ::close(descriptor); }
  } const closer{descriptor};
  LineSource lines = lines_of(name_, descriptor);
  const char separator = csv_separator(lines);
  csv_.emplace(std::move(lines), separator);
  if (!csv_->next(columns_)) throw Error(ErrorKind::corrupt, name_, "an empty table");
  for (std::string& name : columns_) name = trimmed(name);
  check_columns(columns_, csv_->where());
  assign_roles();
  if (!options_.array.empty()) {
    array_.emplace(options_.array);
    array_row_.emplace(options_.array, array_->shape());
    if (options_.front_end.empty()) options_.front_end = array_row_->front_end();
  }
  survey();
  csv_.emplace(lines_of(name_, descriptor), separator);
  csv_->next(columns_);
  for (std::string& name : columns_) name = trimmed(name);
}

std::size_t FeatureTable::column(std::string_view name) const {
  const auto found = std::ranges::find(columns_, name);
  if (found == columns_.end()) {
    std::string have;
    for (const std::string& other : columns_) have.append(have.empty() ? "" : ", ").append(other);
    throw Error(ErrorKind::invalid_argument, name_,
                "has no column \"" + std::string(name) + "\" (it has " + have + ")");
  }
  return static_cast<std::size_t>(found - columns_.begin());
}

void FeatureTable::assign_roles() {
  if (options_.id_column.empty())
    options_.id_column = !has(columns_, "path") && has(columns_, "filename") ? "filename" : "path";
  if (options_.label_column.empty() && has(columns_, "label")) options_.label_column = "label";
  is_kaggle_ = has(columns_, "filename") && has(columns_, "chroma_stft_mean");

  std::vector<std::string> dropped_names;
  for (const std::string& list : options_.dropped)
    std::ranges::copy(names_among(list, columns_), std::back_inserter(dropped_names));
  options_.dropped = std::move(dropped_names);
  Record ignored;
  for (const std::string& name : columns_) {
    const bool field = set_field(ignored, name, "");
    const bool index = is_index_name(name);
    if (index) report_.index.push_back(name);
    const bool dropped = index || has(options_.dropped, name) || (is_kaggle_ && name == "length");
    roles_.push_back(dropped ? Role::dropped : field ? Role::field : Role::extra);
  }
  for (const std::string& name : options_.dropped) column(name);  // that it exists
  if (!options_.split_column.empty()) roles_[column(options_.split_column)] = Role::split;
  if (!options_.label_column.empty()) roles_[column(options_.label_column)] = Role::label;
  roles_[column(options_.id_column)] = Role::id;
}

// The first pass.  Rows that can't be read are reported by the second.
void FeatureTable::survey() {
  std::vector<ColumnSurvey> columns(columns_.size());
  std::set<std::string> recordings;
  for (bool more = true; more;) {
    try {
      more = csv_->next(cells_);
      if (more && cells_.size() == columns.size()) survey_row(columns, recordings);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io) throw;
    }
  }
  report_.recordings = recordings.size();
  choose_feature_columns(columns);
}

void FeatureTable::survey_row(std::vector<ColumnSurvey>& columns,
                              std::set<std::string>& recordings) {
  bool trained = true;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string_view cell = trimmed(cells_[i]);
    if (roles_[i] == Role::id) {
      const std::string_view recording = recording_of_piece(cell);
      report_.pieces += !recording.empty();
      if (!recording.empty()) recordings.emplace(recording);
    }
    if (roles_[i] == Role::split && !cell.empty() && split_name(cell).empty() &&
        report_.unknown_splits++ == 0)
      report_.first_unknown_split = cell;
    if (roles_[i] == Role::split ||
        (roles_[i] == Role::field && lower_case(columns_[i]) == "split"))
      trained = split_name(cell) != "valid" && split_name(cell) != "test";
  }
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (roles_[i] == Role::extra) columns[i].add(cells_[i], report_.rows, csv_->where(), trained);
  ++report_.rows;
}

bool FeatureTable::is_certain_feature(std::string_view name) const {
  return has(columns_, "front_end") || (is_kaggle_ && has(kaggle_columns(), name));
}

void FeatureTable::choose_feature_columns(const std::vector<ColumnSurvey>& columns) {
  means_.resize(columns.size());
  for (std::size_t i = 0; i < columns.size() && !array_; ++i) {
    const ColumnSurvey& column = columns[i];
    if (roles_[i] != Role::extra) continue;
    if (column.numbers == 0) {
      if (column.texts == 0 && report_.rows > 0) report_.empty.push_back(columns_[i]);
      continue;
    }
    if (column.texts > 0 && !is_certain_feature(columns_[i])) {
      report_.mixed.push_back({columns_[i], column});
      continue;
    }
    constexpr std::size_t kFewRows = 3;
    const bool numbers_rows = column.counts_rows && report_.rows >= kFewRows;
    if (numbers_rows && is_row_number_name(columns_[i]) && !is_certain_feature(columns_[i])) {
      roles_[i] = Role::dropped;
      report_.index.push_back(columns_[i]);
      continue;
    }
    roles_[i] = Role::feature;
    feature_columns_.push_back(columns_[i]);
    means_[i] = static_cast<float>(column.mean());
    if (column.missing > 0) report_.gaps.push_back({columns_[i], column.missing});
    if (numbers_rows) report_.row_numbers.push_back(columns_[i]);
  }
  name_front_end();
}

void FeatureTable::name_front_end() {
  if (!options_.front_end.empty())
    front_end_ = options_.front_end;
  else if (feature_columns_ == kaggle_columns())
    front_end_ = kKaggleFrontEnd;
  else
    front_end_ = table_front_end(feature_columns_);
}

bool FeatureTable::has_missing_feature() const {
  for (std::size_t i = 0; i < cells_.size() && i < roles_.size(); ++i)
    if (roles_[i] == Role::feature && is_missing(cells_[i])) return true;
  return false;
}

bool FeatureTable::next(Record& record) {
  record = Record();
  for (;;) {
    if (!csv_->next(cells_)) {
      if (array_ && rows_ < array_->rows()) {
        const std::size_t rows = std::exchange(rows_, array_->rows());
        throw Error(ErrorKind::invalid_argument, array_->path(),
                    "has " + std::to_string(array_->rows()) + " rows, " + name_ + " has " +
                        std::to_string(rows));
      }
      return false;
    }
    ++rows_;
    if (options_.missing != MissingValues::drop || !has_missing_feature()) break;
    ++dropped_rows_;
  }
  try {
    read_row(record);
    if (array_) read_array_row(record);
  } catch (const Error& error) {
    record = Record();
    throw Error(error.kind(), csv_->where(), error.what());
  }
  return true;
}

void FeatureTable::read_row(Record& record) {
  if (cells_.size() != columns_.size())
    throw Error(ErrorKind::corrupt, std::to_string(cells_.size()) + " cells",
                "the header has " + std::to_string(columns_.size()));
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
        read_feature(record, i, cell);
    }
  }
  if (record.path.empty())
    throw Error(ErrorKind::corrupt, options_.id_column, "empty, expected the track's name");
  if (record.group.empty()) record.group = recording_of_piece(record.path);
  if (record.features.empty()) return;
  if (record.front_end.empty() || !options_.front_end.empty()) record.front_end = front_end_;
}

void FeatureTable::read_feature(Record& record, std::size_t index, std::string_view cell) const {
  if (options_.missing == MissingValues::mean && is_missing(cell)) {
    record.features.push_back(means_[index]);
    return;
  }
  const auto value = parse_real(cell);
  if (!value || !(std::abs(*value) <= std::numeric_limits<float>::max()))
    throw Error(ErrorKind::corrupt, columns_[index],
                "expected a finite number, got \"" + std::string(cell) + '"');
  record.features.push_back(static_cast<float>(*value));
}

void FeatureTable::read_array_row(Record& record) {
  if (rows_ > array_->rows())
    throw Error(ErrorKind::invalid_argument, array_->path(),
                "has only " + std::to_string(array_->rows()) + " rows");
  const std::span<float> row = array_row_->room_in(record);
  array_->read_row(rows_ - 1, row);
  if (!std::ranges::all_of(row, [](float value) { return std::isfinite(value); }))
    throw Error(ErrorKind::corrupt, array_->path(), "contains a number that is not finite");
  record.front_end = options_.front_end;
}

}  // namespace melsift::record
