#include "model/cross_validation.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <iterator>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/parallel.h"
#include "model/classifier.h"
#include "model/partition.h"
#include "model/split.h"

namespace melsift::model {
namespace {

bool is_used(const std::string& split, const std::vector<std::string>& use) {
  if (use.empty()) return split != "test";
  return std::ranges::any_of(use, [&](const auto& word) { return word == "all" || word == split; });
}

std::vector<std::string> torn_groups(const Dataset& data, const Folds& folds) {
  std::map<std::string, std::set<std::size_t>> where;
  for (std::size_t fold = 0; fold < folds.rows.size(); ++fold)
    for (const std::size_t row : folds.rows[fold])
      if (const std::string& group = data.records[row].group; !group.empty())
        where[group].insert(fold);
  std::vector<std::string> groups;
  for (const auto& [group, in] : where)
    if (in.size() > 1) groups.push_back(group);
  return groups;
}

// Rows that are classified at a time: as records, they are a second copy of the data.
constexpr std::size_t kRowsAtOnce = 256;

// The row in the form that a classifier needs.
record::Record record_of(const Dataset& data, std::size_t row) {
  record::Record record = data.records[row];
  record.front_end = data.front_end;
  const float* values = data.x.row(static_cast<Eigen::Index>(row)).data();
  if (data.shape.is_vector()) {
    record.features.assign(values, values + data.shape.size());
  } else {
    record.mel = nn::ConstMatrixView(values, data.shape.height, data.shape.width);
  }
  return record;
}

FoldResult judge(const Dataset& data, std::span<const std::size_t> rows, Model model) {
  const Classifier classifier(std::move(model));
  FoldResult result;
  std::size_t right = 0;
  for (std::size_t first = 0; first < rows.size(); first += kRowsAtOnce) {
    std::vector<record::Record> records;
    for (const std::size_t row : rows.subspan(first, std::min(kRowsAtOnce, rows.size() - first)))
      records.push_back(record_of(data, row));
    std::vector<ClassifierTask> tasks;
    for (record::Record& record : records) tasks.push_back({&record, record.path, {}});
    classifier(tasks);
    for (ClassifierTask& task : tasks) {
      if (task.failure) throw *task.failure;
      task.record->features = {};
      task.record->mel = {};
      right += task.record->predicted == task.record->label;
    }
    std::ranges::move(records, std::back_inserter(result.records));
  }
  result.accuracy = static_cast<double>(right) / static_cast<double>(rows.size());
  return result;
}

}  // namespace

Folds make_folds(const Dataset& data, const std::vector<std::string>& use, int count,
                 std::uint64_t seed) {
  std::vector<std::size_t> rows;
  std::vector<record::Record> records;
  for (std::size_t row = 0; row < data.rows(); ++row) {
    if (!is_used(data.records[row].split, use)) continue;
    rows.push_back(row);
    records.push_back(data.records[row]);
    records.back().split.clear();  // assign_folds would leave out some
  }
  const auto named =
      std::ranges::count_if(records, [](const auto& r) { return r.fold.has_value(); });
  if (named == 0) assign_folds(records, count, seed);
  std::map<long long, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!records[i].fold)
      throw Error(ErrorKind::invalid_argument, "folds",
                  std::to_string(named) + " records name their fold, " +
                      std::to_string(static_cast<std::ptrdiff_t>(rows.size()) - named) + " don't");
    members[*records[i].fold].push_back(rows[i]);
  }
  if (members.size() != static_cast<std::size_t>(count))
    throw Error(ErrorKind::invalid_argument, "folds",
                std::to_string(count) + ", but the records name " + std::to_string(members.size()));
  Folds folds;
  for (auto& [number, of_fold] : members) {
    folds.numbers.push_back(number);
    folds.rows.push_back(std::move(of_fold));
  }
  folds.torn_groups = torn_groups(data, folds);
  return folds;
}

std::vector<std::size_t> all_folds(const Folds& folds) {
  std::vector<std::size_t> all(folds.rows.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::vector<std::size_t> fold_numbered(const Folds& folds, long long number) {
  const auto found = std::ranges::find(folds.numbers, number);
  if (found != folds.numbers.end())
    return {static_cast<std::size_t>(found - folds.numbers.begin())};
  throw Error(ErrorKind::invalid_argument, "fold",
              std::to_string(number) + ", but the folds are " +
                  std::to_string(folds.numbers.front()) + " to " +
                  std::to_string(folds.numbers.back()));
}

std::optional<std::vector<FoldResult>> cross_validate(
    const Dataset& data, const Folds& folds, std::span<const std::size_t> chosen, double validation,
    const TrainingSettings& settings, const std::string& target, const TrainingControl& control,
    const std::function<void(const FoldResult&)>& on_fold) {
  const bool shared = control.group != nullptr && control.group->size() > 1;
  const bool small = data.shape.is_vector() && !shared;  // else the folds are one after the other
  std::mutex reporting;
  std::atomic<bool> failed = false;  // in one fold: the others stop
  const auto is_stopped = [&] { return failed || (control.stop && control.stop()); };
  std::vector<std::optional<FoldResult>> results(chosen.size());
  parallel_for(results.size(), small ? control.threads : 1, [&](std::size_t i) {
    if (shared ? control.group->any(is_stopped()) : is_stopped()) return;
    const std::size_t fold = chosen[i];
    std::vector<std::size_t> others;
    for (std::size_t other = 0; other < folds.rows.size(); ++other)
      if (other != fold)
        others.insert(others.end(), folds.rows[other].begin(), folds.rows[other].end());
    std::ranges::sort(others);

    TrainingControl own = control;
    if (small) own.threads = 1;
    own.stop = is_stopped;
    own.on_divergence = {};  // a fold whose training failed has no accuracy
    own.first_run = control.first_run + fold * static_cast<std::size_t>(settings.ensemble);
    if (control.on_epoch) {
      own.on_epoch = [&](const EpochReport& report) {
        const std::lock_guard lock(reporting);
        control.on_epoch(report);
      };
    }
    if (control.on_batch) {
      own.on_batch = [&] {
        const std::lock_guard lock(reporting);
        control.on_batch();
      };
    }
    try {
      auto model = train(data, hold_out(data, std::move(others), validation, settings.seed),
                         settings, target, own);
      if (!model) return;
      results[i] = judge(data, folds.rows[fold], std::move(*model));
    } catch (...) {
      failed = true;
      throw;
    }
    results[i]->fold = fold;
    const std::lock_guard lock(reporting);
    if (on_fold) on_fold(*results[i]);
  });
  std::vector<FoldResult> done;
  for (auto& result : results) {
    if (!result) return std::nullopt;
    done.push_back(std::move(*result));
  }
  return done;
}

Spread accuracy_spread(const std::vector<FoldResult>& results) {
  const auto count = static_cast<double>(results.size());
  Spread spread;
  for (const FoldResult& result : results) spread.mean += result.accuracy / count;
  double squares = 0.0;
  for (const FoldResult& result : results)
    squares += (result.accuracy - spread.mean) * (result.accuracy - spread.mean);
  spread.deviation = std::sqrt(squares / (count - 1.0));
  return spread;
}

}  // namespace melsift::model
