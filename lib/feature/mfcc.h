// Mel-frequency cepstral coefficients (Davis & Mermelstein 1980) of a track and their statistics.
#pragma once

#include <vector>

#include "base/matrix.h"
#include "feature/signal.h"
#include "feature/tables.h"

namespace melsift::feature {

// The features of the sets "mel" and "mfcc".
struct CepstralFeatures {
  std::vector<float> vector;
  Matrix matrix;  // (bands or coefficients, frames)
};
CepstralFeatures mel_features(const Tables& tables, const Signal& signal);
CepstralFeatures mfcc_features(const Tables& tables, const Signal& signal);

}  // namespace melsift::feature
