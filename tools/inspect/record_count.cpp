#include "tools/inspect/record_count.h"

#include <vector>

#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

std::string table(const std::string& name, const std::map<std::string, long>& counts,
                  std::size_t width) {
  if (counts.empty()) return "";
  std::vector<std::vector<std::string>> rows;
  for (const auto& [value, count] : counts) rows.push_back({value, std::to_string(count)});
  return "\n" + table_text({{name, false, true}, {"records", true, false}}, rows, width);
}

}  // namespace

void RecordCount::add(const record::Record& record) {
  ++records;
  ++labels[record.label.empty() ? "(none)" : record.label];
  if (!record.split.empty()) ++splits[record.split];
  if (!record.front_end.empty()) ++front_ends[record.front_end];
  features += !record.features.empty();
  mels += record.mel.size() > 0;
  predictions += !record.predicted.empty();
}

std::string count_report(const RecordCount& count, std::size_t width) {
  return std::to_string(count.records) + " records: " + std::to_string(count.features) +
         " with features, " + std::to_string(count.mels) + " with mel, " +
         std::to_string(count.predictions) + " classified\n" +
         table("front end", count.front_ends, width) + table("split", count.splits, width) +
         table("label", count.labels, width);
}

}  // namespace melsift::tools
