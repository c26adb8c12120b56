// Mel matrices without the mean of each band.
#pragma once

#include <Eigen/Core>

#include "base/choice.h"
#include "nn/layer.h"

namespace melsift::model {

// Which networks of a model get mel matrices without band means.
enum class BandMeans {
  keep,    // none
  remove,  // all
  both,    // every second network of an ensemble, from the second on
};

// The mean of each band over a track, and the scale of the rest.  Removing the means removes the
// equalisation of a recording, as cepstral mean normalization does for speech (Atal 1974).  This
// also removes information about instruments, so a network that keeps the means makes different
// errors.
struct BandLevels {
  Eigen::VectorXf means;  // of each band
  float scale = 1.0F;     // reciprocal of the standard deviation (divisor n) from these means

  // The levels of a matrix (bands, frames) with at least one frame.  The scale is 1 if no band
  // changes.
  static BandLevels of(const nn::ConstMatrixView& mel);

  // Makes x (x - mean of its band) * scale.  The window has the same bands and any frames.
  void remove(nn::MatrixView window) const;
};

}  // namespace melsift::model

template <>
struct melsift::Choice<melsift::model::BandMeans> {
  static constexpr std::string_view kNoun = "treatment of band means";
  static constexpr std::array<std::string_view, 3> kNames = {"keep", "remove", "both"};
};
