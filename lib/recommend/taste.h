// The taste of a listener: a network that was trained on liked and disliked tracks, as a voice in a
// recommendation.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/classifier.h"
#include "recommend/request.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

// The class of liked tracks in models that predict the field `liked`.
inline constexpr std::string_view kLiked = "liked";

class Taste {
 public:
  // Throws Error invalid_argument, beginning with `name`, if the model has no class "liked".
  Taste(model::Model model, const std::string& name);

  // The probability that the listener likes each of the tracks; NaN for tracks without the model's
  // input: features or mel matrices of its front end.  A model that was trained on metadata (see
  // MetadataFeatures) needs no input.
  Voice voice(const Tracks& tracks, double weight) const;

 private:
  model::Classifier classifier_;
  std::size_t liked_ = 0;  // index of the class
};

}  // namespace melsift::recommend
