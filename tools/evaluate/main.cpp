// evaluate: how well predicted classes agree with the true ones, or recommendations with listens.
// See melsift-evaluate(1).
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/extension.h"
#include "base/file.h"
#include "base/number.h"
#include "model/dataset.h"
#include "model/metrics.h"
#include "model/overlap.h"
#include "model/split.h"
#include "record/confidence.h"
#include "tools/evaluate/comparison.h"
#include "tools/evaluate/crowd.h"
#include "tools/evaluate/judging.h"
#include "tools/evaluate/neighbours.h"
#include "tools/evaluate/report.h"
#include "tools/kit/command.h"
#include "tools/kit/table_text.h"
#include "tools/records/read_records.h"

namespace {

using namespace melsift;

void evaluate(tools::Command& command) {
  std::string target = "label", use;
  bool json = false, allow_overlap = false, compare = false;
  command.parser()
      .option("--target", target, "field with the true class")
      .value_name("label|genre|artist|language|liked")
      .show_default();
  command.parser()
      .option("--use", use, "splits to evaluate, such as test or train,valid, or all")
      .value_name("SPLITS");
  command.parser().flag("--allow-overlap", allow_overlap,
                        "also evaluate tracks that the model was trained on");
  command.parser().flag("--json", json, "print the result as one JSON object");
  command.parser().flag("--compare", compare,
                        "compare two files of classified records by a paired test");
  tools::NeighbourOptions neighbour_options;
  tools::add_options(command, neighbour_options);
  tools::CrowdEvaluation crowd_options;
  tools::add_options(command, crowd_options);
  const auto& operands =
      command.operands("records", "files of classified records, or - for standard input");
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
  if (compare) tools::check_compare(command, operands);
  if (!crowd_options.recommender.empty())
    return tools::evaluate_crowd(command, crowd_options, output, json, threads);
  command.check([&] { model::target_of(record::Record(), target); });
  const auto wanted = model::split_words(use);
  if (neighbour_options.k > 0) {
    const bool all = std::ranges::find(wanted, "all") != wanted.end();
    const auto queries = all ? std::vector<std::string>() : wanted;
    return tools::evaluate_neighbours(command, neighbour_options, operands, target, queries, output,
                                      json, threads);
  }

  const tools::Judging judging{command, target, wanted, allow_overlap};
  if (compare) return tools::compare(judging, operands, output, json);

  OutputFile out(output);
  std::map<std::string, model::Tally> by_split;
  model::Overlap overlap;
  tools::for_each_record(command, operands, [&](const auto& record, const auto& where) {
    const std::string label = judging.label_of(record, where);
    by_split[record.split].add(label, record.predicted, record::confidence(record));
    overlap.add(record, where);
  });
  std::set<std::string> present;
  for (const auto& [split, part] : by_split) present.insert(split);
  const auto splits = judging.splits(present);
  judging.check(overlap, splits);
  model::Tally tally;
  for (const std::string& split : splits) tally.add(by_split[split]);
  const auto result = tally.evaluation();
  out.write(json ? model::to_json(result) + "\n"
                 : tools::evaluation_report(result, tools::terminal_width(), command.verbose()));
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("evaluate", "Compare predicted classes with the true ones.", argc, argv,
                    evaluate);
}
