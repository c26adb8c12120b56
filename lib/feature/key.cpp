#include "feature/key.h"

#include <cmath>
#include <complex>
#include <vector>

#include "dsp/frames.h"
#include "feature/signal_error.h"

namespace melsift::feature {
namespace {

// The power of two that is nearest to a length in seconds.
int frame_length(int sample_rate) {
  constexpr double kFrame_s = 0.37;
  return 1 << static_cast<int>(std::lround(std::log2(kFrame_s * sample_rate)));
}

}  // namespace

KeyEstimator::KeyEstimator(int sample_rate)
    : sample_rate_(sample_rate),
      stft_(frame_length(sample_rate), frame_length(sample_rate) / 2, dsp::Padding::constant) {}

dsp::PitchHistogram KeyEstimator::histogram(const Signal& signal) const {
  dsp::PitchHistogram pitches(sample_rate_, stft_.n_fft());
  RowVector windowed(stft_.n_fft());
  Eigen::Matrix<std::complex<float>, 1, Eigen::Dynamic, Eigen::RowMajor> spectrum(stft_.bins());
  RowVector power(stft_.bins());
  const auto on_frame = [&](const dsp::Frame& frame) {
    stft_.transform(frame.samples, windowed.data(), spectrum.data());
    power = spectrum.cwiseAbs2();
    pitches.add(power);
  };
  dsp::FrameStream frames(stft_.n_fft(), stft_.hop_length(), dsp::Padding::constant);
  std::vector<float> samples;
  for (bool more = true; more;) {
    more = signal.read(samples);
    frames.push(samples, on_frame);
    samples.clear();
  }
  if (frames.samples() == 0) throw SignalError("has no samples");
  frames.finish(on_frame);
  return pitches;
}

std::optional<dsp::KeyEstimate> KeyEstimator::operator()(const Signal& signal) const {
  return dsp::estimate_key(histogram(signal).pitch_classes());
}

}  // namespace melsift::feature
