// evaluate: how well predicted classes agree with the true ones.  See melsift-evaluate(1).
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "common/command.h"
#include "common/read_records.h"
#include "common/table_text.h"
#include "model/dataset.h"
#include "model/metrics.h"

namespace {

using namespace melsift;

std::string percent(double share) {
  return to_fixed(100.0 * share, 1);
}

std::string report(const model::Evaluation& result, std::size_t width) {
  std::string text = "accuracy  " + percent(result.accuracy) + " %  (95 % interval " +
                     percent(result.interval.low) + " to " + percent(result.interval.high) +
                     " %), " + std::to_string(result.count) + " tracks\n" + "macro F1  " +
                     percent(result.macro_f1) + " %\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const model::ClassQuality& c : result.classes)
    rows.push_back({c.label, percent(c.precision), percent(c.recall), percent(c.f1),
                    std::to_string(c.support)});
  text += tools::table_text({{"class", false, true},
                             {"precision %", true, false},
                             {"recall %", true, false},
                             {"F1 %", true, false},
                             {"tracks", true, false}},
                            rows, width);
  text += "\nconfusion: rows are the true classes, columns the predicted ones\n";
  std::vector<tools::TableColumn> columns = {{"", false, true}};
  rows.clear();
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    columns.push_back({result.classes[i].label, true, true});
    std::vector<std::string> row = {result.classes[i].label};
    for (const long count : result.confusion[i])
      row.push_back(count == 0 ? "." : std::to_string(count));
    rows.push_back(std::move(row));
  }
  return text + tools::table_text(columns, rows, width);
}

// The records to judge by: those of the splits asked for, or the test part where there is one, the
// validation part where there is that, else all.
model::Tally chosen(tools::Command& command, const std::map<std::string, model::Tally>& by_split,
                    std::vector<std::string> use) {
  if (use.empty()) {
    use = {by_split.contains("test") ? "test" : by_split.contains("valid") ? "valid" : "all"};
    if (use.front() != "all")
      command.note("judging by the records with split=" + use.front() + " (--use all takes all)");
  }
  model::Tally tally;
  const auto wanted = [&](const std::string& split) {
    return std::any_of(use.begin(), use.end(),
                       [&](const std::string& word) { return word == split || word == "all"; });
  };
  for (const auto& [split, part] : by_split)
    if (wanted(split)) tally.add(part);
  if (tally.count() == 0)
    throw Error(ErrorKind::invalid_argument, "records",
                by_split.empty() ? "none has both a label and a prediction to judge by"
                                 : "none has split=" + use.front());
  return tally;
}

void evaluate(tools::Command& command) {
  std::string target = "label", use;
  bool json = false;
  command.app()
      .add_option("--target", target, "field that holds the true class")
      ->type_name("FIELD")
      ->capture_default_str();
  command.app()
      .add_option("--use", use, "splits to judge by, such as test or train,valid; all")
      ->type_name("SPLITS");
  command.app().add_flag("--json", json, "one JSON object");
  const auto& operands =
      command.operands("records", "classified records: files, or - for standard input");
  const auto& output = command.output();
  command.set_items("records");
  command.parse();
  command.check([&] { model::target_of(record::Record(), target); });

  OutputFile out(output);
  std::map<std::string, model::Tally> by_split;
  tools::for_each_record(command, operands, [&](const auto& record, const auto& where) {
    const std::string label = model::target_of(record, target);
    if (label.empty())
      throw Error(ErrorKind::invalid_argument, where, "the record has no " + target);
    if (record.predicted.empty())
      throw Error(ErrorKind::invalid_argument, where,
                  "the record has no prediction (run melsift classify first)");
    by_split[record.split].add(label, record.predicted);
  });
  const auto result = chosen(command, by_split, split_list(use, ',')).evaluation();
  out.write(json ? model::to_json(result) + "\n" : report(result, tools::terminal_width()));
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("evaluate", "Measure classified records against their labels.", argc, argv,
                    evaluate);
}
