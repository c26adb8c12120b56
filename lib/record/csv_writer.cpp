#include "record/csv_writer.h"

#include <span>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "record/csv.h"
#include "record/kaggle.h"
#include "record/text_field.h"

namespace melsift::record {
namespace {

constexpr std::size_t kSourceFields = 2;  // duration_s and sample_rate, the last of kRowFields

// In Kaggle's table, `length` replaces the last two.
std::span<const std::string_view> fields_beside(bool kaggle) {
  const std::span<const std::string_view> all = kRowFields;
  return kaggle ? all.first(all.size() - kSourceFields) : all;
}

}  // namespace

CsvWriter::CsvWriter(const std::string& path, std::vector<std::string> columns)
    : file_(path),
      separator_(csv_separator(path)),
      kaggle_(columns == kaggle_columns()),
      layout_(std::move(columns), fields_beside(kaggle_)) {}

std::vector<std::string> CsvWriter::header() const {
  std::vector<std::string> cells;
  if (kaggle_)
    cells = {"filename", "length"};
  else
    cells = {"path"};
  for (const std::string_view field : layout_.fields()) cells.emplace_back(field);
  if (!kaggle_ || layout_.front_end() != kKaggleFrontEnd) cells.emplace_back("front_end");
  cells.insert(cells.end(), layout_.columns().begin(), layout_.columns().end());
  cells.emplace_back("label");
  return cells;
}

std::vector<std::string> CsvWriter::row(const Record& record) const {
  std::vector<std::string> cells = {record.path};
  if (kaggle_) {
    const auto length = kaggle_length(record);
    cells.push_back(length ? std::to_string(*length) : "");
  }
  for (const std::string_view field : layout_.fields()) cells.push_back(field_text(record, field));
  if (!kaggle_ || layout_.front_end() != kKaggleFrontEnd) cells.push_back(record.front_end);
  for (const float value : record.features) cells.push_back(to_text(value));
  cells.push_back(record.label);
  return cells;
}

void CsvWriter::append(const std::vector<std::string>& cells) {
  line_.clear();
  append_csv_row(line_, cells, separator_);
  file_.write(line_);
}

void CsvWriter::write(const Record& record) {
  if (record.features.empty() && record.mel.size() > 0)
    throw Error(ErrorKind::unsupported, culprit(record),
                "CSV can't contain a matrix (use --format npz or jsonl)");
  const bool first = !layout_.begun();
  layout_.hold(record);
  if (first) append(header());
  append(row(record));
}

void CsvWriter::close() {
  if (!layout_.begun()) append(header());
  file_.close();
}

}  // namespace melsift::record
