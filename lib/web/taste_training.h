// The listener's taste, trained in the background on likes and dislikes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "recommend/taste.h"
#include "web/library.h"

namespace melsift::web {

// The minimum number of likes, and of dislikes, for a training.
inline constexpr std::size_t kMinLiked = 3;

// Thread-safe.
class TasteTraining {
 public:
  enum class State { none, training, ready, failed };
  struct Status {
    State state = State::none;
    int epoch = 0, epochs = 0;
    std::string error;
  };

  // `model` is the file of the initial taste; empty: none.  A trained taste is written to the file
  // `output`.  `changed` is called at each change of the status, from the training's thread.
  // Throws the Errors of model::load and recommend::Taste.
  TasteTraining(const std::string& model, std::string output,
                std::function<void(const Status&)> changed);
  ~TasteTraining();  // interrupts a training
  TasteTraining(const TasteTraining&) = delete;
  TasteTraining& operator=(const TasteTraining&) = delete;

  Status status() const;
  // False if one runs already.  Throws Error io, with nothing changed, if the system refuses a
  // thread.
  bool start(std::shared_ptr<const Snapshot> snapshot);
  bool has_taste() const;
  // The taste's scores of the snapshot's tracks; null if there is no taste.  Computed once for each
  // snapshot.
  std::shared_ptr<const recommend::Voice> voice(const Snapshot& snapshot);

 private:
  void run(const std::stop_token& stop, const Snapshot& snapshot);
  void set(const Status& status);

  const std::string output_;
  const std::function<void(const Status&)> changed_;
  mutable std::mutex mutex_;
  Status status_;
  std::shared_ptr<const recommend::Taste> taste_;
  std::mutex voice_mutex_;  // one thread computes it, the others wait
  std::shared_ptr<const recommend::Voice> voice_;
  std::shared_ptr<const recommend::Taste> voice_taste_;
  std::uint64_t voice_snapshot_ = 0;
  std::jthread thread_;
};

}  // namespace melsift::web
