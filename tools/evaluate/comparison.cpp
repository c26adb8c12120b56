#include "tools/evaluate/comparison.h"

#include <array>
#include <cstdio>
#include <set>

#include "base/file.h"
#include "base/number.h"
#include "model/overlap.h"
#include "model/paired_comparison.h"
#include "tools/kit/table_text.h"
#include "tools/records/read_records.h"

namespace melsift::tools {
namespace {

constexpr double kSignificant = 0.05;

std::string percent(double fraction) {
  return to_fixed(100.0 * fraction, 1);
}

// "0.0268", "4.4e-06".
std::string p_text(double p) {
  if (p >= 0.0001) return to_fixed(p, 4);
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.1e", p);
  return text.data();
}

std::string report(const model::Comparison& result, const std::vector<std::string>& inputs,
                   std::size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (const std::size_t side : {0, 1}) {
    const auto interval = model::wilson_interval(result.correct.at(side), result.count);
    rows.push_back(
        {side == 0 ? "A" : "B", inputs.at(side),
         percent(static_cast<double>(result.correct.at(side)) / static_cast<double>(result.count)),
         percent(interval.low) + " to " + percent(interval.high),
         std::to_string(result.only_correct.at(side))});
  }
  std::string text = table_text({{""},
                                 {"file", false, true},
                                 {"accuracy %", true},
                                 {"95 % interval", true},
                                 {"only correct here", true}},
                                rows, width);
  text += "\nBoth classify " + std::to_string(result.count) + " tracks.  p = " + p_text(result.p) +
          " (McNemar's exact test): ";
  if (result.p >= kSignificant) return text + "the difference may be due to chance.\n";
  return text + (result.correct[0] > result.correct[1] ? "A" : "B") + " is more accurate.\n";
}

}  // namespace

void check_compare(Command& command, const std::vector<std::string>& inputs) {
  for (const char* option : {"--recommender", "--neighbours"})
    if (command.parser().count(option) > 0)
      throw UsageError(std::string(option) + ": can't be combined with --compare");
  if (inputs.size() != 2) throw UsageError("--compare: expected two files of classified records");
}

void compare(const Judging& judging, const std::vector<std::string>& inputs,
             const std::string& output, bool json) {
  using Side = model::PairedComparison::Side;
  OutputFile out(output);
  model::PairedComparison comparison;
  std::array<model::Overlap, 2> overlaps;
  std::set<std::string> present;
  for (const Side side : {Side::a, Side::b}) {
    const auto at = static_cast<std::size_t>(side);
    for_each_record(judging.command, {inputs.at(at)}, [&](const auto& record, const auto& where) {
      comparison.add(side, record, judging.label_of(record, where), where);
      overlaps.at(at).add(record, where);
      present.insert(record.split);
    });
  }
  const auto splits = judging.splits(present);
  for (const model::Overlap& overlap : overlaps) judging.check(overlap, splits);
  const auto result = comparison.compare(splits);
  for (const std::size_t side : {0, 1})
    if (result.unpaired.at(side) > 0)
      judging.command.warning(std::to_string(result.unpaired.at(side)) + " tracks are only in " +
                              inputs.at(side) + ": left out");
  out.write(json ? model::to_json(result) + "\n" : report(result, inputs, terminal_width()));
  out.close();
}

}  // namespace melsift::tools
