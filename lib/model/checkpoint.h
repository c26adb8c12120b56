// Files from which an interrupted training resumes, with results equal to the last bit.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "model/training_run.h"

namespace melsift::model {

// Convert a state to the bytes of a checkpoint, a safetensors file, and back.  Throws Error
// corrupt, beginning with `name`.
std::string encode_state(const TrainingState& state, const std::string& identity);
TrainingState decode_state(std::string_view bytes, const std::string& name, std::string& identity);

// A hash of the rows for training and validation.
std::string rows_hash(const TrainingTask& task);

// Identifies a training, "key=value ...": its settings and seed, and hashes of the network and of
// the rows for training and validation.
std::string training_identity(const TrainingTask& task, std::uint64_t seed);

// The checkpoint of one network's training.  It is replaced as a whole: if the process is killed,
// either the latest or the previous checkpoint exists.
class CheckpointFile {
 public:
  // `run` distinguishes the files of several networks: 1 is `path` itself, 2 is `path`-2, ...
  CheckpointFile(const std::string& path, std::size_t run, std::string identity);

  // Nothing if there is no file.  Throws Error invalid_argument, naming the difference, if the file
  // belongs to another training; corrupt, io.
  std::optional<TrainingState> load() const;
  // Throws Error io.
  void save(const TrainingState& state);
  // Saves if `interval` has passed since the last checkpoint: an epoch of a small network takes
  // less time than its checkpoint.
  void save_when_due(const TrainingRun& run, std::chrono::milliseconds interval);

 private:
  using Clock = std::chrono::steady_clock;

  std::string path_;
  std::string identity_;
  Clock::time_point saved_;
};

// Whether there is a checkpoint at `path`, of any training.
bool has_checkpoints(const std::string& path);
// Removes the checkpoints of all runs.  Throws Error io.
void remove_checkpoints(const std::string& path);

}  // namespace melsift::model
