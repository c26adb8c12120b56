#include "tools/evaluate/report.h"

#include <vector>

#include "base/number.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

std::string percent(double share) {
  return to_fixed(100.0 * share, 1);
}

// How right the predictions were that were made with such a probability.
std::string reliability_table(const model::Reliability& reliability, std::size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (const model::ReliabilityBin& bin : reliability.bins()) {
    if (bin.count == 0) continue;
    rows.push_back({percent(bin.low) + " to " + percent(bin.high), percent(bin.confidence),
                    percent(bin.accuracy), std::to_string(bin.count)});
  }
  return "\nreliability: how often predictions of a probability are right\n" +
         table_text({{"probability %", true, false},
                     {"mean %", true, false},
                     {"right %", true, false},
                     {"tracks", true, false}},
                    rows, width);
}

}  // namespace

std::string evaluation_report(const model::Evaluation& result, std::size_t width, bool verbose) {
  std::string text = "accuracy  " + percent(result.accuracy) + " %  (95 % interval " +
                     percent(result.interval.low) + " to " + percent(result.interval.high) +
                     " %), " + std::to_string(result.count) + " tracks\n" + "macro F1  " +
                     percent(result.macro_f1) + " %\n";
  const bool calibration = result.reliability.count() > 0;
  if (calibration)
    text += "ECE       " + percent(result.reliability.expected_error()) +
            " %  (expected calibration error: how far probabilities are from what is right)\n";
  text += '\n';
  std::vector<std::vector<std::string>> rows;
  for (const model::ClassQuality& c : result.classes)
    rows.push_back({c.label, percent(c.precision), percent(c.recall), percent(c.f1),
                    std::to_string(c.support)});
  text += table_text({{"class", false, true},
                      {"precision %", true, false},
                      {"recall %", true, false},
                      {"F1 %", true, false},
                      {"tracks", true, false}},
                     rows, width);
  text += "\nconfusion: rows are the true classes, columns the predicted ones\n";
  std::vector<TableColumn> columns = {{"", false, true}};
  rows.clear();
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    columns.push_back({result.classes[i].label, true, true});
    std::vector<std::string> row = {result.classes[i].label};
    for (const long count : result.confusion[i])
      row.push_back(count == 0 ? "." : std::to_string(count));
    rows.push_back(std::move(row));
  }
  text += table_text(columns, rows, width);
  if (verbose && calibration) text += reliability_table(result.reliability, width);
  return text;
}

}  // namespace melsift::tools
