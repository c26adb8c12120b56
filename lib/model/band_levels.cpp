#include "model/band_levels.h"

#include <cmath>

namespace melsift::model {

using nn::Index;

// A band at a time, in double: a track of ten hours has half a million frames.
BandLevels BandLevels::of(const nn::ConstMatrixView& mel) {
  BandLevels levels;
  levels.means.resize(mel.rows());
  double squares = 0.0;
  for (Index band = 0; band < mel.rows(); ++band) {
    const double mean = mel.row(band).cast<double>().mean();
    levels.means(band) = static_cast<float>(mean);
    squares += (mel.row(band).cast<double>().array() - mean).square().sum();
  }
  const double deviation = std::sqrt(squares / static_cast<double>(mel.size()));
  // Because of rounding, constant bands have a small deviation.
  if (deviation > 1e-6) levels.scale = static_cast<float>(1.0 / deviation);
  return levels;
}

void BandLevels::remove(nn::MatrixView window) const {
  for (Index band = 0; band < window.rows(); ++band)
    window.row(band).array() = (window.row(band).array() - means(band)) * scale;
}

}  // namespace melsift::model
