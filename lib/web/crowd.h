// What other listeners play, as a voice in recommendations.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "recommend/crowd_listener.h"
#include "recommend/request.h"
#include "web/library.h"

namespace melsift::web {

// Thread-safe.
class Crowd {
 public:
  // What a snapshot's tracks are to the listener.
  struct Scores {
    recommend::Voice voice;
    std::vector<record::Record> played;  // seeds; see recommend::played_tracks()
  };

  // Reads the model and the user's plays; without a `model`, nothing is known.  Throws Error as
  // crowd::load_crowd and catalogue::plays_of_user do.
  Crowd(const std::string& model, const std::string& listens, const std::string& user);

  bool is_known() const { return model_.has_value(); }
  // Null if nothing is known.  Made once for each snapshot.
  std::shared_ptr<const Scores> scores(const Snapshot& snapshot);

 private:
  std::optional<crowd::CrowdModel> model_;
  recommend::Plays plays_;
  std::mutex mutex_;  // one makes it, the others wait for it
  std::shared_ptr<const Scores> scores_;
  std::uint64_t snapshot_ = 0;
};

}  // namespace melsift::web
