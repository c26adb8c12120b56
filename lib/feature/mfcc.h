// Mel-frequency cepstral coefficients (Davis & Mermelstein 1980) of a track and their statistics.
#pragma once

#include <functional>
#include <vector>

#include "base/matrix.h"
#include "feature/excerpt.h"
#include "feature/signal.h"
#include "feature/tables.h"

namespace melsift::feature {

// Calls visit(block) with the track's mel bands in dB, in blocks of frames (rows).  They are
// clipped top_db below the loudest band, and relative to it if the front end has ref=max.
using MelVisitor = std::function<void(const Matrix&)>;
void each_mel_block(const Tables& tables, const Signal& signal, const MelVisitor& visit);

// The features of the sets "mel" and "mfcc".
struct CepstralFeatures {
  std::vector<float> vector;
  Matrix matrix;  // (bands or coefficients, frames)
};
CepstralFeatures mel_features(const Tables& tables, const Signal& signal);
CepstralFeatures mfcc_features(const Tables& tables, const Signal& signal);

// The matrix of the set "mel" for an excerpt of a track.  For a track of at most `most_blocks`
// blocks it equals that of mel_features() to the last bit.  Blocks outside the excerpt are not
// transformed: the loudest band, mean and variance are those of the excerpt.  Memory grows only
// with the logarithm of the track's length.
MelExcerpt mel_excerpt(const Tables& tables, const Signal& signal, const Excerpt& excerpt);

// Scales all values of a matrix to mean 0 and variance 1 (divisor n), as zscore=1 does.  If all are
// equal, as for silence, they become 0.
void standardize(Matrix& matrix);

}  // namespace melsift::feature
