#include "tools/records/table_report.h"

#include <algorithm>
#include <vector>

namespace melsift::tools {
namespace {

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text.append(text.empty() ? "" : ", ").append("\"" + name + "\"");
  return text;
}

void report_gaps(const Command& command, const std::string& begin,
                 const record::FeatureTable& table) {
  constexpr std::size_t kFew = 3;
  const auto& gaps = table.report().gaps;
  for (std::size_t i = 0; i < std::min(gaps.size(), kFew); ++i)
    command.note(begin + "column \"" + gaps[i].column + "\" lacks values in " +
                 std::to_string(gaps[i].rows) + " of " +
                 counted(table.report().rows, "row", "rows"));
  if (gaps.size() > kFew)
    command.note(begin + counted(gaps.size() - kFew, "more column lacks", "more columns lack") +
                 " values");
  if (gaps.empty()) return;
  switch (table.missing()) {
    case record::MissingValues::refuse:
      command.note(begin +
                   "rows that lack a value are refused (--table FILE --missing drop leaves "
                   "them out, --missing mean fills in means)");
      break;
    case record::MissingValues::drop:
      command.note(begin + counted(table.dropped_rows(), "row", "rows") + " left out");
      break;
    case record::MissingValues::mean:
      command.note(begin + "missing values are replaced by the column's mean");
  }
}

}  // namespace

void report_table(const Command& command, const std::string& name,
                  const record::FeatureTable& table) {
  const record::TableReport& report = table.report();
  const std::string begin = name + ": ";
  if (!report.index.empty())
    command.note(begin + (report.index.size() == 1 ? "the index column is" : "index columns are") +
                 " left out: " + quoted(report.index));
  if (!report.empty.empty())
    command.note(begin + "columns without any value are left out: " + quoted(report.empty));
  for (const auto& [column, survey] : report.mixed)
    command.warning(begin + "column \"" + column + "\" is not a feature: it contains text in " +
                    std::to_string(survey.texts) + " of " + counted(report.rows, "row", "rows") +
                    " (first in " + survey.first_text_where + ": \"" + survey.first_text + "\")");
  for (const std::string& column : report.row_numbers)
    command.warning(begin + "column \"" + column +
                    "\" numbers the rows and is a feature (--drop-columns leaves it out)");
  if (report.unknown_splits > 0)
    command.note(begin + counted(report.unknown_splits, "row has", "rows have") +
                 " a split other than train, valid and test, such as \"" +
                 report.first_unknown_split + "\": it is ignored");
  report_gaps(command, begin, table);
}

void report_table(const Command& command, const std::string& name, const record::Source& source) {
  if (source.table() != nullptr) report_table(command, name, *source.table());
  const auto left_out = source.left_out();
  if (!left_out.empty())
    command.note(name + ": " + counted(left_out.size(), "array is", "arrays are") +
                 " left out, because their type is not supported: " + quoted(left_out));
}

}  // namespace melsift::tools
