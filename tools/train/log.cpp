#include "tools/train/log.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/number.h"

namespace melsift::tools {
namespace {

// Shorter remaining times are not shown.
constexpr double kShortest_s = 1.0;

std::string percent(double share) {
  return to_fixed(100.0 * share, 1) + " %";
}

// " 3/20"
std::string number_of(std::size_t number, std::size_t count) {
  const std::string of = std::to_string(count);
  std::string text = std::to_string(number);
  text.insert(0, of.size() - std::min(of.size(), text.size()), ' ');
  return text + "/" + of;
}

std::size_t networks(const model::TrainingSettings& settings, int folds) {
  return static_cast<std::size_t>(settings.ensemble) * static_cast<std::size_t>(std::max(folds, 1));
}

// The batches in all epochs of `count` networks.
std::size_t batches(const model::TrainingSettings& settings, int folds, std::size_t rows,
                    std::size_t count) {
  const auto size = static_cast<std::size_t>(settings.batch_size);
  const std::size_t trained = folds > 0 ? rows - rows / static_cast<std::size_t>(folds) : rows;
  return count * static_cast<std::size_t>(settings.epochs) * ((trained + size - 1) / size);
}

}  // namespace

TrainingLog::TrainingLog(const Command& command, const model::TrainingSettings& settings, int folds,
                         std::size_t rows, bool resumed, const TrainedNetworks& trained)
    : command_(command),
      epochs_(static_cast<std::size_t>(settings.epochs)),
      members_(static_cast<std::size_t>(settings.ensemble)),
      folds_(static_cast<std::size_t>(folds)),
      epochs_done_(networks(settings, folds), trained.count > 0 ? epochs_ : 0),
      latest_run_(trained.first + 1),
      progress_(command, "batches", [=](const std::stop_token&) -> std::optional<std::size_t> {
        if (resumed) return std::nullopt;  // only the checkpoint knows how much is left
        return batches(settings, folds, rows,
                       trained.count > 0 ? trained.count : networks(settings, folds));
      }) {
  for (std::size_t i = 0; i < trained.count; ++i) epochs_done_[trained.first + i] = 0;
}

std::string TrainingLog::network_name(std::size_t run) const {
  std::string name;
  if (folds_ > 0) name += "fold " + number_of((run - 1) / members_ + 1, folds_) + "  ";
  if (members_ > 1) name += "network " + number_of((run - 1) % members_ + 1, members_) + "  ";
  return name;
}

std::string TrainingLog::time_left(const model::EpochReport& report) {
  epochs_done_[report.run - 1] = report.done ? epochs_ : report.training.history.size();
  ++watched_;
  const std::size_t done =
      std::accumulate(epochs_done_.begin(), epochs_done_.end(), std::size_t{0});
  const auto left = static_cast<double>(epochs_ * epochs_done_.size() - done);  // of those trained
  const std::chrono::duration<double> took = Clock::now() - begin_;
  const double left_s = took.count() / static_cast<double>(watched_) * left;
  return left_s < kShortest_s ? "" : "  " + clock_text(left_s) + " left";
}

void TrainingLog::epoch(const model::EpochReport& report) {
  latest_run_ = report.run;
  const model::Epoch& epoch = report.training.history.back();
  std::string line = network_name(report.run) + "epoch " +
                     number_of(report.training.history.size(), epochs_) + "  loss " +
                     to_fixed(epoch.loss, 4) + "  accuracy " + percent(epoch.accuracy);
  if (std::isfinite(epoch.valid_loss))
    line += "  validation loss " + to_fixed(epoch.valid_loss, 4) + "  accuracy " +
            percent(epoch.valid_accuracy);
  line += time_left(report);
  if (folds_ > 0) {
    command_.info(line);
  } else {
    command_.note(line);
  }
  command_.info("learning rate " + to_text(static_cast<float>(report.learning_rate)));
  if (report.done && report.training.best_epoch > 0 && folds_ == 0)
    command_.note(network_name(report.run) + "the weights are those of epoch " +
                  std::to_string(report.training.best_epoch) +
                  ", the best on the validation tracks");
}

void TrainingLog::fold(long long number, const model::FoldResult& result) const {
  command_.note("fold " + std::to_string(number) + ": " + std::to_string(result.records.size()) +
                " tracks, accuracy " + percent(result.accuracy));
}

void TrainingLog::folds(const std::vector<model::FoldResult>& results) const {
  const auto spread = model::accuracy_spread(results);
  command_.note(std::to_string(results.size()) + " folds: accuracy " + percent(spread.mean) +
                ", standard deviation " + percent(spread.deviation));
}

void TrainingLog::interrupted(bool resumable) const {
  const std::size_t done = epochs_done_[latest_run_ - 1];
  command_.error("interrupted: " + network_name(latest_run_) + "in epoch " +
                 std::to_string(std::min(done + 1, epochs_)) + " of " + std::to_string(epochs_) +
                 (resumable ? "; run the same command with --resume to continue" : ""));
}

}  // namespace melsift::tools
