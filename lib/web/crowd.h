// The plays of other listeners as a voice in recommendations.
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
  // The scores of a snapshot's tracks for the listener.
  struct Scores {
    recommend::Voice voice;
    std::vector<record::Record> played;  // seeds; see recommend::played_tracks()
  };

  // Reads the model and the user's plays; without a `model` there are no scores.  Throws the Errors
  // of crowd::load_crowd and catalogue::plays_of_user.
  Crowd(const std::string& model, const std::string& listens, const std::string& user);

  bool is_known() const { return model_.has_value(); }
  // Null if there is no model.  Computed once for each snapshot.
  std::shared_ptr<const Scores> scores(const Snapshot& snapshot);

 private:
  std::optional<crowd::CrowdModel> model_;
  recommend::Plays plays_;
  std::mutex mutex_;  // one thread computes the scores, the others wait
  std::shared_ptr<const Scores> scores_;
  std::uint64_t snapshot_ = 0;
};

}  // namespace melsift::web
