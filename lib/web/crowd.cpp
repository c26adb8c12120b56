#include "web/crowd.h"

#include "catalogue/user_plays.h"
#include "crowd/crowd_model.h"
#include "recommend/crowd_voice.h"

namespace melsift::web {

Crowd::Crowd(const std::string& model, const std::string& listens, const std::string& user) {
  if (model.empty()) return;
  model_ = crowd::load_crowd(model);
  plays_ = catalogue::plays_of_user(listens, user);
}

std::shared_ptr<const Crowd::Scores> Crowd::scores(const Snapshot& snapshot) {
  if (!model_) return nullptr;
  const std::lock_guard lock(mutex_);
  if (!scores_ || snapshot_ != snapshot.number) {
    const auto items = recommend::unplayed_items(*model_, plays_);
    scores_ =
        std::make_shared<const Scores>(Scores{recommend::crowd_voice(items, snapshot.tracks, 1.0),
                                              recommend::played_tracks(plays_, snapshot.tracks)});
    snapshot_ = snapshot.number;
  }
  return scores_;
}

}  // namespace melsift::web
