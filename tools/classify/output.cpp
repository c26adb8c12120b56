#include "tools/classify/output.h"

#include <algorithm>

#include "base/number.h"
#include "record/confidence.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

std::string probability(float value) {
  return to_fixed(static_cast<double>(value), 2);
}

// The most probable class except the predicted one, with its probability.
std::string runner_up(const record::Record& record) {
  const record::Score* best = nullptr;
  for (const record::Score& score : record.scores)
    if (score.label != record.predicted && (best == nullptr || score.value > best->value))
      best = &score;
  return best == nullptr ? "" : best->label + " " + probability(best->value);
}

}  // namespace

std::string classification_table(const std::vector<record::Record>& records, std::size_t width) {
  const std::vector<TableColumn> columns = {
      {"track", false, true}, {"class"}, {"probability", true}, {"next"}, {""}};
  std::vector<std::vector<std::string>> rows;
  for (const record::Record& record : records)
    rows.push_back({record.path, record.predicted,
                    probability(record::confidence(record).value_or(0.0F)), runner_up(record),
                    record::is_unsure(record) ? "unsure" : ""});
  return table_text(columns, rows, width);
}

}  // namespace melsift::tools
