#include "tools/evaluate/judging.h"

#include <algorithm>

#include "base/error.h"
#include "model/dataset.h"

namespace melsift::tools {
namespace {

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

std::string Judging::label_of(const record::Record& record, const std::string& where) const {
  std::string label = model::target_of(record, target);
  if (label.empty()) throw Error(ErrorKind::invalid_argument, where, "the record has no " + target);
  if (record.predicted.empty())
    throw Error(ErrorKind::invalid_argument, where,
                "the record has no prediction (run melsift classify first)");
  return label;
}

std::vector<std::string> Judging::splits(const std::set<std::string>& present) const {
  std::vector<std::string> wanted = use;
  if (wanted.empty()) {
    wanted = {present.contains("test") ? "test" : present.contains("valid") ? "valid" : "all"};
    if (wanted.front() != "all")
      command.note("evaluating the records with split=" + wanted.front() +
                   " (--use all: all records)");
  }
  std::vector<std::string> splits;
  for (const std::string& split : present)
    if (has(wanted, split) || has(wanted, "all")) splits.push_back(split);
  if (splits.empty())
    throw Error(ErrorKind::invalid_argument, "records",
                present.empty() ? "none has both a label and a prediction"
                                : "none has split=" + wanted.front());
  return splits;
}

void Judging::check(const model::Overlap& overlap, const std::vector<std::string>& splits) const {
  if (const auto refusal = overlap.refusal(splits)) {
    if (!allow_overlap)
      throw Error(ErrorKind::invalid_argument, *refusal,
                  "this is not a fair test (--allow-overlap evaluates anyway)");
    command.warning(*refusal + ": this is not a fair test");
  }
  const auto warning = overlap.warning(splits);
  if (warning && !has(use, "train")) command.warning(*warning);
}

}  // namespace melsift::tools
