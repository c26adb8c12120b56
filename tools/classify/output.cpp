#include "tools/classify/output.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/extension.h"
#include "base/number.h"
#include "record/confidence.h"
#include "record/csv.h"
#include "record/writer.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

constexpr int kBarCells = 10;

std::string probability(float value) {
  return to_fixed(static_cast<double>(value), 2);
}

// A probability as a bar of eighths of a cell, U+2588 to U+258F, and a number.
std::string bar(float value) {
  constexpr std::array kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<int>(std::lround(value * 8.0F * kBarCells));
  std::string text;
  for (int cell = 0; cell < eighths / 8; ++cell) text += "█";
  text += kEighths.at(static_cast<std::size_t>(eighths % 8));
  return probability(value) + " " + text;
}

// The most probable class except the predicted one, with its probability.
std::string runner_up(const record::Record& record) {
  const record::Score* best = nullptr;
  for (const record::Score& score : record.scores)
    if (score.label != record.predicted && (best == nullptr || score.value > best->value))
      best = &score;
  return best == nullptr ? "" : best->label + " " + probability(best->value);
}

// The names of the CSV columns before those of the classes.
const std::vector<std::string>& csv_columns() {
  static const std::vector<std::string> columns = {"path",      "start_s",    "label",
                                                   "predicted", "confidence", "unsure"};
  return columns;
}

}  // namespace

ClassifyFormat classify_format(std::string_view name, const std::string& output, bool on_terminal) {
  if (name == "table") return ClassifyFormat::table;
  if (name == "jsonl") return ClassifyFormat::jsonl;
  if (name == "csv") return ClassifyFormat::csv;
  if (!name.empty())
    throw Error(ErrorKind::invalid_argument, "--format",
                '"' + std::string(name) + "\", expected table, jsonl or csv");
  constexpr std::array<std::string_view, 3> kSupported = {"jsonl", "csv", "tsv"};
  const std::string extension = supported_extension(output, kSupported);
  if (extension == "csv" || extension == "tsv") return ClassifyFormat::csv;
  return extension.empty() && on_terminal ? ClassifyFormat::table : ClassifyFormat::jsonl;
}

ClassifyOutput::ClassifyOutput(const std::string& path, std::string_view format,
                               std::vector<std::string> labels)
    : file_(path),
      format_(classify_format(format, path, file_.is_terminal())),
      separator_(record::csv_separator(path)),
      labels_(std::move(labels)) {
  if (format_ != ClassifyFormat::csv) return;
  std::vector<std::string> header = csv_columns();
  for (const std::string& label : labels_) header.push_back("score_" + label);
  write_row(header);
}

void ClassifyOutput::write(record::Record record) {
  if (format_ == ClassifyFormat::table) {
    record.features = {};
    record.embedding = {};
    table_.push_back(std::move(record));
  } else if (format_ == ClassifyFormat::jsonl) {
    line_.clear();
    record::append_json(line_, record);
    file_.write(line_ += '\n');
    file_.flush();
  } else {
    const auto confidence = record::confidence(record);
    std::vector<std::string> cells = {record.path,
                                      record.segment ? to_text(record.segment->start_s) : "",
                                      record.label,
                                      record.predicted,
                                      confidence ? to_text(*confidence) : "",
                                      record::is_unsure(record) ? "true" : "false"};
    for (const record::Score& score : record.scores) cells.push_back(to_text(score.value));
    write_row(cells);
    file_.flush();
  }
}

void ClassifyOutput::close() {
  if (format_ == ClassifyFormat::table)
    file_.write(classification_table(table_, file_.is_terminal() ? terminal_width() : 0));
  file_.close();
}

void ClassifyOutput::write_row(const std::vector<std::string>& cells) {
  line_.clear();
  record::append_csv_row(line_, cells, separator_);
  file_.write(line_);
}

std::string classification_table(const std::vector<record::Record>& records, std::size_t width) {
  const std::vector<TableColumn> columns = {
      {"track", false, true}, {"class"}, {"confidence"}, {"runner-up"}, {""}};
  std::vector<std::vector<std::string>> rows;
  for (const record::Record& record : records)
    rows.push_back({record.path, record.predicted, bar(record::confidence(record).value_or(0.0F)),
                    runner_up(record), record::is_unsure(record) ? "unsure" : ""});
  return table_text(columns, rows, width);
}

}  // namespace melsift::tools
