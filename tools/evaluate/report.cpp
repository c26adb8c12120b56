#include "tools/evaluate/report.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/display_text.h"
#include "base/number.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

constexpr std::size_t kPageColumns = 80;         // width of a report that does not go to a terminal
constexpr std::size_t kFrequentConfusions = 20;  // of a matrix that does not fit

std::string percent(double share) {
  return to_fixed(100.0 * share, 1);
}

// How many predictions of each probability were correct.
std::string reliability_table(const model::Reliability& reliability, std::size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (const model::ReliabilityBin& bin : reliability.bins()) {
    if (bin.count == 0) continue;
    rows.push_back({percent(bin.low) + " to " + percent(bin.high), percent(bin.confidence),
                    percent(bin.accuracy), std::to_string(bin.count)});
  }
  return "\nreliability: how often predictions of a probability are correct\n" +
         table_text({{"probability %", true, false},
                     {"mean %", true, false},
                     {"correct %", true, false},
                     {"tracks", true, false}},
                    rows, width);
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    widest = std::max(widest, display_width(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return widest;
}

// The confusion matrix, with numbers instead of labels above its columns if `numbered`.
std::string confusion_table(const model::Evaluation& result, bool numbered) {
  std::vector<TableColumn> columns;
  if (numbered) columns.push_back({"", true});
  columns.push_back({""});
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    columns.push_back({numbered ? number : result.classes[i].label, true});
    std::vector<std::string> row;
    if (numbered) row.push_back(number);
    row.push_back(result.classes[i].label);
    for (const long count : result.confusion[i])
      row.push_back(count == 0 ? "." : std::to_string(count));
    rows.push_back(std::move(row));
  }
  return table_text(columns, rows);
}

// The most frequent confusions, for matrices that are wider than the page.
std::string frequent_confusions(const model::Evaluation& result, std::size_t width) {
  struct Cell {
    long count;
    std::size_t label, predicted;
  };
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < result.classes.size(); ++i)
    for (std::size_t j = 0; j < result.classes.size(); ++j)
      if (i != j && result.confusion[i][j] > 0) cells.push_back({result.confusion[i][j], i, j});
  std::ranges::stable_sort(cells, std::greater(), &Cell::count);
  if (cells.size() > kFrequentConfusions) cells.resize(kFrequentConfusions);
  std::vector<std::vector<std::string>> rows;
  for (const Cell& cell : cells) {
    const model::ClassQuality& label = result.classes[cell.label];
    rows.push_back({label.label, result.classes[cell.predicted].label, std::to_string(cell.count),
                    percent(static_cast<double>(cell.count) / static_cast<double>(label.support))});
  }
  return table_text({{"class", false, true},
                     {"predicted", false, true},
                     {"tracks", true},
                     {"% of the class", true}},
                    rows, width);
}

std::string confusion_text(const model::Evaluation& result, std::size_t width) {
  const std::string rows = "confusion: rows are the true classes, columns the predicted ones";
  for (const bool numbered : {false, true}) {
    const std::string table = confusion_table(result, numbered);
    if (widest_line(table) <= width) return rows + (numbered ? " by number" : "") + "\n" + table;
  }
  return "most frequent confusions (--json has the whole matrix)\n" +
         frequent_confusions(result, width);
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
            " %  (expected calibration error: mean difference of probability and accuracy)\n";
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
  text += '\n' + confusion_text(result, width > 0 ? width : kPageColumns);
  if (verbose && calibration) text += reliability_table(result.reliability, width);
  return text;
}

}  // namespace melsift::tools
