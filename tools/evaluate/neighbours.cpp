#include "tools/evaluate/neighbours.h"

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "base/parallel.h"
#include "model/dataset.h"
#include "recommend/neighbours.h"
#include "tools/kit/table_text.h"
#include "tools/records/read_records.h"

namespace melsift::tools {
namespace {

constexpr int kMaxNeighbours = 1000;

std::string percent(double share) {
  return to_fixed(100.0 * share, 1);
}

std::string report(const recommend::NeighbourQuality& result, std::size_t width) {
  std::string text = "agreement  " + percent(result.agreement) + " % of each track's " +
                     std::to_string(result.k) + " nearest tracks have its class; " +
                     std::to_string(result.queries) + " tracks\n";
  text += "skewness   " + to_fixed(result.skewness, 2) +
          " of how often a track is among the nearest (0: all equally often)\n";
  text += "never      " + percent(result.never) + " % of " + std::to_string(result.tracks) +
          " tracks are never among the nearest\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const recommend::ClassAgreement& c : result.classes)
    rows.push_back({c.label, percent(c.agreement), std::to_string(c.tracks)});
  return text +
         table_text({{"class", false, true}, {"agreement %", true, false}, {"tracks", true, false}},
                    rows, width);
}

}  // namespace

void add_options(Command& command, NeighbourOptions& options) {
  OptionParser& parser = command.parser();
  parser
      .option("--neighbours", options.k,
              "evaluate vectors: the fraction of the K nearest tracks with the same class")
      .value_name("K")
      .range(1, kMaxNeighbours);
  parser.option("--by", options.by, "vectors to compare with --neighbours")
      .value_name("embedding|features|scores")
      .one_of({"embedding", "features", "scores"})
      .show_default();
}

void check(Command& command, const NeighbourOptions& options) {
  const OptionParser& parser = command.parser();
  if (options.k == 0) {
    if (parser.count("--by") > 0) throw UsageError("--by: needs --neighbours");
    return;
  }
  for (const char* option : {"--recommender", "--allow-overlap"})
    if (parser.count(option) > 0)
      throw UsageError(std::string(option) + ": can't be combined with --neighbours");
}

void evaluate_neighbours(Command& command, const NeighbourOptions& options,
                         const std::vector<std::string>& inputs, const std::string& target,
                         const std::vector<std::string>& splits, const std::string& output,
                         bool json, unsigned threads) {
  OutputFile out(output);
  recommend::NeighbourEvaluation evaluation(*recommend::parse_vector_kind(options.by));
  for_each_record(command, inputs, [&](const auto& record, const auto& where) {
    const std::string label = model::target_of(record, target);
    if (label.empty())
      throw Error(ErrorKind::invalid_argument, where, "the record has no " + target);
    evaluation.add(record, label, where);
  });
  const auto result = evaluation.evaluate(options.k, splits, thread_count(threads));
  out.write(json ? recommend::to_json(result) + "\n" : report(result, terminal_width()));
  out.close();
}

}  // namespace melsift::tools
