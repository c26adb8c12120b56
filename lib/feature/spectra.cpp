#include "feature/spectra.h"

#include <algorithm>
#include <limits>

#include "dsp/decibel.h"
#include "feature/signal_error.h"

namespace melsift::feature {
namespace {

// Frames at a time, so that they stay in the caches: 16 spectra of 1025 bins are 64 KB.
constexpr Eigen::Index kBlock = 16;
// The number of values of each kind that the first pass keeps, 64 MB: mel bands of 48 minutes, or
// power spectra of 6 minutes, at 22 kHz.  For longer tracks the second pass computes them again,
// which is faster than a disk.
constexpr std::int64_t kMaxKept = std::int64_t{1} << 24;

}  // namespace

TrackSpectra::TrackSpectra(const dsp::Stft& stft, const dsp::MelBank& bank, dsp::Padding padding,
                           bool wants_power)
    : stft_(stft), bank_(bank), padding_(padding), wants_power_(wants_power) {}

std::int64_t TrackSpectra::run(const Signal& signal, const FrameVisitor& on_frame,
                               const BlockVisitor& on_block,
                               const std::function<bool(std::int64_t)>& wanted) const {
  RowVector windowed(stft_.n_fft());
  Eigen::Matrix<std::complex<float>, 1, Eigen::Dynamic, Eigen::RowMajor> spectrum(stft_.bins());
  Matrix power(kBlock, stft_.bins()), mel(kBlock, bank_.bands());
  Eigen::Index count = 0;
  const auto flush = [&] {
    if (count == 0) return;
    bank_.apply(power.topRows(count), mel.topRows(count));
    dsp::power_to_db(mel.topRows(count));
    on_block(mel.topRows(count), power.topRows(count));
    count = 0;
  };
  std::int64_t number = 0;
  const auto on_samples = [&](const dsp::Frame& frame) {
    if (wanted && !wanted(number++)) return;
    stft_.transform(frame.samples, windowed.data(), spectrum.data());
    power.row(count) = spectrum.cwiseAbs2();
    if (on_frame) on_frame({frame, spectrum.data(), power.row(count)});
    if (++count == kBlock) flush();
  };

  dsp::FrameStream frames(stft_.n_fft(), stft_.hop_length(), padding_);
  std::vector<float> samples;
  for (bool more = true; more;) {
    more = signal.read(samples);
    frames.push(samples, on_samples);
    samples.clear();
  }
  if (frames.samples() == 0) throw SignalError("has no samples");
  frames.finish(on_samples);
  flush();
  return frames.samples();
}

void TrackSpectra::first_pass(const Signal& signal, const FrameVisitor& visit) {
  loudest_db_ = -std::numeric_limits<float>::infinity();
  samples_ =
      run(signal, visit,
          [&](const Eigen::Ref<const Matrix>& mel_db, const Eigen::Ref<const Matrix>& power) {
            loudest_db_ = std::max(loudest_db_, mel_db.maxCoeff());
            frames_ += mel_db.rows();
            keep(mel_db, power);
          });
}

void TrackSpectra::pass(const Signal& signal, const std::function<bool(std::int64_t)>& wanted,
                        const BlockVisitor& visit) const {
  run(signal, {}, visit, wanted);
}

void TrackSpectra::keep(const Eigen::Ref<const Matrix>& mel_db,
                        const Eigen::Ref<const Matrix>& power) {
  if (!kept_) return;
  kept_mel_db_.emplace_back(mel_db);
  if (wants_power_) kept_power_.emplace_back(power);
  const std::int64_t widest = wants_power_ ? stft_.bins() : bank_.bands();
  if (frames_ * widest <= kMaxKept) return;
  kept_ = false;
  kept_mel_db_ = {};
  kept_power_ = {};
}

void TrackSpectra::second_pass(const Signal& signal, const BlockVisitor& visit) const {
  if (!kept_) {
    signal.rewind();
    run(signal, {}, visit);
    return;
  }
  const Matrix none(0, stft_.bins());
  for (std::size_t i = 0; i < kept_mel_db_.size(); ++i)
    visit(kept_mel_db_[i], wants_power_ ? kept_power_[i] : none);
}

}  // namespace melsift::feature
