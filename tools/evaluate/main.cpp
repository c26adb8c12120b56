// evaluate: how well predicted classes agree with the true ones, or recommendations with listens.
// See melsift-evaluate(1).
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/extension.h"
#include "base/file.h"
#include "base/number.h"
#include "model/dataset.h"
#include "model/metrics.h"
#include "model/overlap.h"
#include "record/confidence.h"
#include "tools/evaluate/crowd.h"
#include "tools/evaluate/neighbours.h"
#include "tools/evaluate/report.h"
#include "tools/kit/command.h"
#include "tools/kit/read_records.h"
#include "tools/kit/table_text.h"

namespace {

using namespace melsift;

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The splits to judge by: those asked for, or test where there is one, valid where there is that,
// else all, also the records without one.
std::vector<std::string> judged_splits(tools::Command& command,
                                       const std::map<std::string, model::Tally>& by_split,
                                       std::vector<std::string> use) {
  if (use.empty()) {
    use = {by_split.contains("test") ? "test" : by_split.contains("valid") ? "valid" : "all"};
    if (use.front() != "all")
      command.note("judging by the records with split=" + use.front() + " (--use all takes all)");
  }
  std::vector<std::string> splits;
  for (const auto& [split, part] : by_split)
    if (has(use, split) || has(use, "all")) splits.push_back(split);
  if (splits.empty())
    throw Error(ErrorKind::invalid_argument, "records",
                by_split.empty() ? "none has both a label and a prediction to judge by"
                                 : "none has split=" + use.front());
  return splits;
}

// Refuses, or warns, where what is measured would be no test.
void check_overlap(tools::Command& command, const model::Overlap& overlap,
                   const std::vector<std::string>& splits, bool train_is_wanted, bool allowed) {
  if (const auto objection = overlap.objection(splits)) {
    if (!allowed)
      throw Error(ErrorKind::invalid_argument, *objection,
                  "this is no test (--allow-overlap judges all the same)");
    command.warning(*objection + ": this is no test");
  }
  const auto caution = overlap.caution(splits);
  if (caution && !train_is_wanted) command.warning(*caution);
}

void evaluate(tools::Command& command) {
  std::string target = "label", use;
  bool json = false, allow_overlap = false;
  command.parser()
      .option("--target", target, "field that holds the true class")
      .value_name("label|genre|artist|language|liked")
      .show_default();
  command.parser()
      .option("--use", use, "splits to judge by, such as test or train,valid; all")
      .value_name("SPLITS");
  command.parser().flag("--allow-overlap", allow_overlap,
                        "judge also by what the model was trained on");
  command.parser().flag("--json", json, "one JSON object");
  tools::NeighbourOptions neighbour_options;
  tools::add_options(command, neighbour_options);
  tools::CrowdEvaluation crowd_options;
  tools::add_options(command, crowd_options);
  const auto& operands =
      command.operands("records", "classified records: files, or - for standard input");
  const auto& output = command.output();
  const auto& threads = command.threads();
  command.set_items("records");
  command.parse();
  command.check([&] {
    constexpr std::array<std::string_view, 2> kSupported = {"json", "txt"};
    if (supported_extension(output, kSupported) == "json") json = true;
  });
  tools::check(command, neighbour_options);
  tools::check(command, crowd_options);
  if (!crowd_options.recommender.empty())
    return tools::evaluate_crowd(command, crowd_options, output, json, threads);
  command.check([&] { model::target_of(record::Record(), target); });
  const auto wanted = split_list(use, ',');
  if (neighbour_options.k > 0) {
    const auto queries = has(wanted, "all") ? std::vector<std::string>() : wanted;
    return tools::evaluate_neighbours(command, neighbour_options, operands, target, queries, output,
                                      json, threads);
  }

  OutputFile out(output);
  std::map<std::string, model::Tally> by_split;
  model::Overlap overlap;
  tools::for_each_record(command, operands, [&](const auto& record, const auto& where) {
    const std::string label = model::target_of(record, target);
    if (label.empty())
      throw Error(ErrorKind::invalid_argument, where, "the record has no " + target);
    if (record.predicted.empty())
      throw Error(ErrorKind::invalid_argument, where,
                  "the record has no prediction (run melsift classify first)");
    by_split[record.split].add(label, record.predicted, record::confidence(record));
    overlap.add(record, where);
  });
  const auto splits = judged_splits(command, by_split, wanted);
  check_overlap(command, overlap, splits, has(wanted, "train"), allow_overlap);
  model::Tally tally;
  for (const std::string& split : splits) tally.add(by_split[split]);
  const auto result = tally.evaluation();
  out.write(json ? model::to_json(result) + "\n"
                 : tools::evaluation_report(result, tools::terminal_width(), command.verbose()));
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("evaluate", "Measure classified records against their labels.", argc, argv,
                    evaluate);
}
