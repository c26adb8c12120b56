// The spectra of a track's frames, in two passes.
#pragma once

#include <complex>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/matrix.h"
#include "dsp/frames.h"
#include "dsp/mel.h"
#include "dsp/stft.h"
#include "feature/signal.h"

namespace melsift::feature {

// A frame in the first pass.
struct SpectralFrame {
  const dsp::Frame& samples;                 // not windowed
  const std::complex<float>* spectrum;       // bins values
  const Eigen::Ref<const RowVector>& power;  // their squares
};
using FrameVisitor = std::function<void(const SpectralFrame&)>;

// Some frames at a time in the second pass: mel bands in dB re 1 (not yet clipped) and power
// spectra, frames in rows.
using BlockVisitor = std::function<void(const Eigen::Ref<const Matrix>& mel_db,
                                        const Eigen::Ref<const Matrix>& power)>;

// The first pass transforms every frame and finds the loudest mel band; it keeps the values for the
// second pass if they are small enough; otherwise the second pass computes them again from the
// signal.
class TrackSpectra {
 public:
  // `wants_power`: whether the second pass uses the power spectra.
  TrackSpectra(const dsp::Stft& stft, const dsp::MelBank& bank, dsp::Padding padding,
               bool wants_power);

  // Throws Error invalid_argument if the signal has no samples.
  void first_pass(const Signal& signal, const FrameVisitor& visit);
  void second_pass(const Signal& signal, const BlockVisitor& visit) const;

  // A single pass over the frames for whose number (from 0) `wanted` is true.  The others are not
  // transformed.  Throws the same errors.
  void pass(const Signal& signal, const std::function<bool(std::int64_t)>& wanted,
            const BlockVisitor& visit) const;

  // Call it after first_pass().
  float loudest_db() const { return loudest_db_; }
  std::int64_t frames() const { return frames_; }
  std::int64_t samples() const { return samples_; }

 private:
  // Visits all frames of the signal, or only the wanted ones; returns the number of its samples.
  std::int64_t run(const Signal& signal, const FrameVisitor& on_frame, const BlockVisitor& on_block,
                   const std::function<bool(std::int64_t)>& wanted = {}) const;
  void keep(const Eigen::Ref<const Matrix>& mel_db, const Eigen::Ref<const Matrix>& power);

  const dsp::Stft& stft_;
  const dsp::MelBank& bank_;
  dsp::Padding padding_;
  bool wants_power_;

  float loudest_db_ = 0.0F;
  std::int64_t frames_ = 0;
  std::int64_t samples_ = 0;
  bool kept_ = true;  // whether the two members below contain all frames
  // Block by block: one growing matrix would be copied again and again.
  std::vector<Matrix> kept_mel_db_;
  std::vector<Matrix> kept_power_;
};

}  // namespace melsift::feature
