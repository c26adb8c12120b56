// Harmonic-percussive source separation by median filtering (Fitzgerald 2010): sounds that last in
// time are harmonic, sounds that spread over frequencies are percussive.  librosa.decompose.hpss
// with its defaults: kernels of 31 frames and 31 bins, soft masks of power 2, margin 1.
#pragma once

#include <complex>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/matrix.h"

namespace melsift::dsp {

using ComplexMatrix =
    Eigen::Matrix<std::complex<float>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// One frame of the two parts of a spectrum.
using HpssSink =
    std::function<void(const std::complex<float>* harmonic, const std::complex<float>* percussive)>;

// Frames in, frames out, in order; memory is a block of frames, for a track of any length.
class Hpss {
 public:
  explicit Hpss(Eigen::Index bins);

  void push(const std::complex<float>* spectrum, const HpssSink& sink);
  void finish(const HpssSink& sink);

 private:
  void process(std::int64_t until, bool at_end, const HpssSink& sink);

  ComplexMatrix spectra_;                               // the frames from first_ on
  Matrix magnitude_;                                    // and their absolute values
  Matrix harmonic_, transposed_, across_, percussive_;  // medians, and working space
  ComplexMatrix parts_;
  std::int64_t first_ = 0;   // frame of row 0
  std::int64_t frames_ = 0;  // so far
  std::int64_t done_ = 0;    // frames passed on
};

}  // namespace melsift::dsp
