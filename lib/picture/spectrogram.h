// A mel spectrogram with a fixed number of columns, for a picture of a track of any length.
#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"

namespace melsift::picture {

inline constexpr int kNfft = 2048;
inline constexpr int kHopSamples = 512;
inline constexpr int kMels = 128;
inline constexpr float kTopDb = 80.0F;

// (columns, kMels) in dB below the loudest, from -kTopDb to 0: librosa.power_to_db(
// librosa.feature.melspectrogram(y, sr), ref=np.max) with librosa's defaults.  A column is the mean
// power of its frames; if there are more columns than frames, each column shows the nearest frame.
// All of a silent track is 0 dB, as in librosa.  Memory is that of the columns.  `samples` must not
// be empty.
Matrix mel_spectrogram(std::span<const float> samples, double sample_rate_hz, int columns);

// The part of the signal in a column of the waveform.
struct Extent {
  float low = 0.0F, high = 0.0F;
};

// The smallest and the largest sample of each of `columns` equal parts, in the order of time; a
// part without a sample uses the nearest one.
std::vector<Extent> extents(std::span<const float> samples, int columns);

}  // namespace melsift::picture
