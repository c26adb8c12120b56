#include "tools/evaluate/crowd.h"

#include "base/file.h"
#include "base/number.h"
#include "base/parallel.h"
#include "crowd/crowd_model.h"
#include "crowd/listen_history.h"
#include "crowd/ranking_evaluation.h"
#include "tools/kit/table_text.h"
#include "tools/records/read_records.h"

namespace melsift::tools {
namespace {

const std::vector<std::size_t> kLengths = {10, 20};
constexpr int kLongest = 10'000;

std::string report(const crowd::RankingEvaluation& result, std::size_t width) {
  std::string text = std::to_string(result.users) + " users, " + std::to_string(result.test_items) +
                     " items to be found, " + std::to_string(result.unknown_items) +
                     " of them unknown to the model\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const crowd::RankingQuality& q : result.at)
    rows.push_back({std::to_string(q.k), to_fixed(q.ndcg, 4), to_fixed(q.recall, 4),
                    to_fixed(q.map, 4), to_fixed(q.coverage, 4), to_fixed(q.diversity, 4),
                    to_fixed(q.novelty, 2)});
  return text + table_text({{"k", true, false},
                            {"NDCG@k", true, false},
                            {"recall@k", true, false},
                            {"MAP@k", true, false},
                            {"coverage", true, false},
                            {"diversity", true, false},
                            {"novelty bits", true, false}},
                           rows, width);
}

}  // namespace

void add_options(Command& command, CrowdEvaluation& options) {
  OptionParser& parser = command.parser();
  parser
      .option("--recommender", options.recommender,
              "evaluate this recommender (from train --arch als, ease, ...)")
      .value_name("FILE");
  parser
      .option("--listens", options.listens,
              "listening history of the users: table of user, item, plays")
      .value_name("FILE");
  parser.option("--test", options.test, "held-out listens to predict: table of user, item, plays")
      .value_name("FILE");
  parser.option("--k", options.k, "lengths of recommendation lists (default: 10,20)")
      .value_name("N,...")
      .separated_by(',')
      .range(1, kLongest);
}

void check(Command& command, const CrowdEvaluation& options) {
  const OptionParser& parser = command.parser();
  if (parser.count("--recommender") == 0) {
    for (const char* option : {"--listens", "--test", "--k"})
      if (parser.count(option) > 0) throw UsageError(std::string(option) + ": needs --recommender");
    return;
  }
  for (const char* option : {"--listens", "--test"})
    if (parser.count(option) == 0) throw UsageError(std::string("--recommender: needs ") + option);
  for (const char* option : {"--target", "--use", "--allow-overlap", "records"})
    if (parser.count(option) > 0)
      throw UsageError(std::string(option) + ": can't be combined with --recommender");
  if (options.listens == "-" && options.test == "-")
    throw UsageError("standard input can't be both the listens and the test");
}

void evaluate_crowd(Command& command, const CrowdEvaluation& options, const std::string& output,
                    bool json, unsigned threads) {
  OutputFile out(output);
  command.set_items("rows");
  const auto model = crowd::load_crowd(options.recommender);
  const auto listens = crowd::read_listens(listen_files(command, {options.listens}));
  const auto test = crowd::read_listens(listen_files(command, {options.test}));
  const auto result = crowd::evaluate_ranking(
      model, listens, test, options.k.empty() ? kLengths : options.k, thread_count(threads));
  if (result.known_listens > 0)
    command.warning(options.test + ": " + std::to_string(result.known_listens) +
                    " rows are among the users' listens: left out");
  if (result.unknown_users > 0)
    command.note(std::to_string(result.unknown_users) + " of " + std::to_string(result.users) +
                 " users have no listens that the model knows: they get popular items");
  out.write(json ? crowd::to_json(result) + "\n" : report(result, terminal_width()));
  out.close();
}

}  // namespace melsift::tools
