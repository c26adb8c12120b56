#include "dsp/hpss.h"

#include <algorithm>
#include <limits>

#include "dsp/running_median.h"

namespace melsift::dsp {
namespace {

constexpr int kHalf = kMedianSize / 2;
// Frames processed at a time: few enough that their data fit a second-level cache.
constexpr Eigen::Index kBlock = 64;

// Divides a frame among its parts: masks x^2 / (x^2 + y^2) and y^2 / (x^2 + y^2), halves where both
// are silent (librosa.util.softmask, which scales by the larger first; magnitudes below 1e-19 are
// silence here).
void divide(const std::complex<float>* spectrum, const float* x, const float* y, Eigen::Index count,
            std::complex<float>* x_part, std::complex<float>* y_part) {
  constexpr float kTiny = std::numeric_limits<float>::min();
  for (Eigen::Index i = 0; i < count; ++i) {
    const float a = x[i] * x[i], b = y[i] * y[i];
    const float total = a + b;
    const bool silent = total < kTiny;
    const float scale = 1.0F / (silent ? 1.0F : total);
    x_part[i] = spectrum[i] * (silent ? 0.5F : a * scale);
    y_part[i] = spectrum[i] * (silent ? 0.5F : b * scale);
  }
}

}  // namespace

Hpss::Hpss(Eigen::Index bins)
    : spectra_(kBlock + kMedianSize, bins), magnitude_(kBlock + kMedianSize, bins) {}

void Hpss::push(const std::complex<float>* spectrum, const HpssSink& sink) {
  if (frames_ - first_ == spectra_.rows()) {
    process(frames_ - kHalf, false, sink);
    // Moves the frames that later medians still need to the front.
    const std::int64_t keep = std::max(first_, done_ - kHalf);
    const auto kept = static_cast<Eigen::Index>(frames_ - keep);
    const auto from = static_cast<Eigen::Index>(keep - first_);
    for (Eigen::Index t = 0; t < kept; ++t) {
      spectra_.row(t) = spectra_.row(from + t);
      magnitude_.row(t) = magnitude_.row(from + t);
    }
    first_ = keep;
  }
  const auto row = static_cast<Eigen::Index>(frames_ - first_);
  spectra_.row(row) = Eigen::Map<const ComplexMatrix>(spectrum, 1, spectra_.cols());
  magnitude_.row(row) = spectra_.row(row).cwiseAbs2().cwiseSqrt();
  ++frames_;
}

void Hpss::finish(const HpssSink& sink) {
  process(frames_, true, sink);
}

void Hpss::process(std::int64_t until, bool at_end, const HpssSink& sink) {
  const auto count = static_cast<Eigen::Index>(until - done_);
  if (count <= 0) return;
  const auto from = static_cast<Eigen::Index>(done_ - first_);
  const Eigen::Index bins = magnitude_.cols();
  // Until the end of the track, no window reaches beyond the buffered frames, so the number of rows
  // does not matter for the mirror.
  const auto have = static_cast<Eigen::Index>(frames_ - first_);
  harmonic_.resize(count, bins);
  running_median(magnitude_.topRows(have), first_,
                 at_end ? frames_ : std::numeric_limits<std::int64_t>::max() / 4, done_, harmonic_);
  // Medians across frequency: down the columns of the transposed block.
  transposed_ = magnitude_.middleRows(from, count).transpose();
  across_.resize(bins, count);
  running_median(transposed_, 0, bins, 0, across_);
  percussive_ = across_.transpose();

  parts_.resize(2, bins);
  for (Eigen::Index t = 0; t < count; ++t) {
    divide(spectra_.row(from + t).data(), harmonic_.row(t).data(), percussive_.row(t).data(), bins,
           parts_.row(0).data(), parts_.row(1).data());
    sink(parts_.row(0).data(), parts_.row(1).data());
  }
  done_ = until;
}

}  // namespace melsift::dsp
