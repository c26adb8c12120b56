// Reports the progress of a training on standard error.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "model/cross_validation.h"
#include "model/trainer.h"
#include "tools/kit/command.h"
#include "tools/kit/progress.h"

namespace melsift::tools {

// A contiguous run of the networks of an ensemble or a cross-validation.
struct TrainedNetworks {
  std::size_t first = 0;
  std::size_t count = 0;  // 0: all
};

class TrainingLog {
 public:
  // For `folds` (0: no cross-validation) times `settings.ensemble` networks, on `rows` rows in
  // total; only the networks `trained` of them are trained.
  TrainingLog(const Command& command, const model::TrainingSettings& settings, int folds,
              std::size_t rows, bool resumed, const TrainedNetworks& trained = {});

  // Prints a line per epoch; in a cross-validation only with -v.
  void epoch(const model::EpochReport& report);
  // Shows the progress on a terminal.
  void batch() { progress_.step(); }
  // "fold 3: 71 tracks, accuracy 74.6 %".
  void fold(long long number, const model::FoldResult& result) const;
  // "10 folds: accuracy 74.8 %, standard deviation 3.1 %".
  void folds(const std::vector<model::FoldResult>& results) const;
  // Says why there is no model; `resumable`: a later run can resume.
  void interrupted(bool resumable) const;

 private:
  using Clock = std::chrono::steady_clock;

  std::string network_name(std::size_t run) const;
  std::string time_left(const model::EpochReport& report);

  const Command& command_;
  std::size_t epochs_;
  std::size_t members_;
  std::size_t folds_;
  std::vector<std::size_t> epochs_done_;  // of each network; all of them after it has stopped
  std::size_t latest_run_;
  std::size_t watched_ = 0;  // finished epochs
  Clock::time_point begin_ = Clock::now();
  Progress progress_;
};

}  // namespace melsift::tools
