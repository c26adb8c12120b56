#include "model/feature_count.h"

#include "base/error.h"
#include "feature/columns.h"
#include "feature/front_end.h"

namespace melsift::model {
namespace {

std::size_t count_of(const std::string& front_end) {
  try {
    return feature::column_names(feature::FrontEnd::parse(front_end)).size();
  } catch (const Error&) {  // a table's columns, or of another program
    return 0;
  }
}

}  // namespace

void FeatureCounts::check(const record::Record& record) {
  if (record.features.empty() || record.front_end.empty()) return;
  const auto [known, is_new] = counts_.try_emplace(record.front_end);
  if (is_new) known->second = count_of(record.front_end);
  const std::size_t count = known->second;
  if (count == 0 || count == record.features.size()) return;
  const std::string set = record.front_end.substr(0, record.front_end.find(' '));
  throw Error(ErrorKind::invalid_argument, record.path.empty() ? "features" : record.path,
              "has " + std::to_string(record.features.size()) + " features, " + set + " has " +
                  std::to_string(count) +
                  ": another version of melsift made them (run melsift extract again)");
}

}  // namespace melsift::model
