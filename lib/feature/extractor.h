// From a clip of audio to its features.
#pragma once

#include <memory>
#include <vector>

#include "audio/read.h"
#include "base/matrix.h"
#include "feature/front_end.h"

namespace melsift::feature {

// Computes what a front end describes.  Holds the tables that all tracks share (window, FFT plan,
// mel bank, DCT).  Thread-safe: one extractor serves many threads.
class Extractor {
 public:
  // Throws Error invalid_argument for parameters that can't be met, naming the first.
  explicit Extractor(FrontEnd front_end);
  ~Extractor();
  Extractor(Extractor&&) noexcept;
  Extractor& operator=(Extractor&&) noexcept;

  const FrontEnd& front_end() const;

  // The track's feature vector; the clip must be at the front end's rate and hold a sample at
  // least. Set mfcc, stat mean: n_mfcc values, librosa.feature.mfcc(...).mean(axis=1).
  std::vector<float> operator()(const audio::Clip& clip) const;

  // The steps on the way, frames in rows (librosa has them in columns):
  // melspectrogram, power_to_db(ref=1, amin=1e-10, top_db=80) of it, and the MFCCs.
  Matrix mel_power(const audio::Clip& clip) const;
  Matrix mel_db(const audio::Clip& clip) const;
  Matrix mfcc(const audio::Clip& clip) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace melsift::feature
