// Files from which a training that was interrupted goes on, to the same last bit.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "model/training_run.h"

namespace melsift::model {

// The bytes of a checkpoint, a safetensors file; and back.  Throws Error corrupt, beginning with
// `name`.
std::string encode_state(const TrainingState& state, const std::string& identity);
TrainingState decode_state(std::string_view bytes, const std::string& name, std::string& identity);

// What tells a training from every other, "key=value ...": its settings and seed, and hashes of the
// network and of the rows that it learns from and is judged by.
std::string training_identity(const TrainingTask& task, std::uint64_t seed);

// The checkpoint of one network's training.  It is replaced as a whole: whenever the process is
// killed, there is the latest one or that before it.
class CheckpointFile {
 public:
  // `run` tells the files of several networks apart: 1 is `path` itself, 2 `path`-2, ...
  CheckpointFile(const std::string& path, std::size_t run, std::string identity);

  // Nothing where there is no file.  Throws Error invalid_argument, naming what differs, where it
  // is of another training; corrupt, io.
  std::optional<TrainingState> load() const;
  // Throws Error io.
  void save(const TrainingState& state);
  // Saves where the latest one is more than a second old: a small network's epoch takes less time
  // than its checkpoint.
  void save_when_due(const TrainingRun& run);

 private:
  using Clock = std::chrono::steady_clock;

  std::string path_;
  std::string identity_;
  Clock::time_point due_;
};

// Whether there is any checkpoint at `path`, of whatever training.
bool has_checkpoints(const std::string& path);
// Removes those of all runs.  Throws Error io.
void remove_checkpoints(const std::string& path);

}  // namespace melsift::model
