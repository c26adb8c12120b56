#include "dsp/hpss.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace melsift::dsp {
namespace {

constexpr int kKernel = 31;
constexpr int kHalf = kKernel / 2;
constexpr Eigen::Index kBlock = 256;  // frames handled at a time
constexpr Eigen::Index kLanes = 8;    // floats of an AVX register
// The compilers' own vectors (gcc, clang): Eigen 3.4 has no vectorised choice between two values.
using Lanes [[gnu::vector_size(kLanes * sizeof(float))]] = float;

inline Lanes smaller(const Lanes& a, const Lanes& b) {
  return a < b ? a : b;
}
inline Lanes larger(const Lanes& a, const Lanes& b) {
  return a > b ? a : b;
}

// ... c b a | a b c ... x y z | z y x ...
std::int64_t mirrored(std::int64_t at, std::int64_t count) {
  const std::int64_t period = 2 * count;
  at = ((at % period) + period) % period;
  return at < count ? at : period - 1 - at;
}

// The last kKernel values of each of eight columns, in ascending order.
class SortedWindow {
 public:
  void fill(const std::array<Lanes, kKernel>& values) {
    sorted_ = values;
    // Odd-even transposition sort: eight columns at once, as often as windows begin, which is
    // rarely.
    for (int pass = 0; pass < kKernel; ++pass) {
      for (std::size_t i = static_cast<std::size_t>(pass % 2); i + 1 < kKernel; i += 2) {
        const Lanes low = smaller(sorted_[i], sorted_[i + 1]);
        sorted_[i + 1] = larger(sorted_[i], sorted_[i + 1]);
        sorted_[i] = low;
      }
    }
  }

  // Replaces one `old`, which must be there, by `fresh`.  Without the old value the i-th is
  // sorted[i] where that is smaller than it, else sorted[i + 1]; the fresh one is then sifted in:
  // the i-th becomes the middle one of its lower neighbour, itself and the fresh one.
  void replace(const Lanes& old, const Lanes& fresh) {
    Lanes below = Lanes{} - std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i + 1 < kKernel; ++i) {
      const Lanes current = sorted_[i] < old ? sorted_[i] : sorted_[i + 1];
      sorted_[i] = larger(below, smaller(current, fresh));
      below = current;
    }
    sorted_[kKernel - 1] = larger(below, fresh);
  }

  const Lanes& median() const { return sorted_[kHalf]; }

 private:
  std::array<Lanes, kKernel> sorted_;
};

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

Lanes load_lanes(const float* values, Eigen::Index count) {
  Lanes lanes{};
  if (count == kLanes) {
    std::memcpy(&lanes, values, sizeof lanes);  // of a constant size: one instruction
  } else {
    std::memcpy(&lanes, values, static_cast<std::size_t>(count) * sizeof(float));
  }
  return lanes;
}

void store_lanes(const Lanes& lanes, float* values, Eigen::Index count) {
  if (count == kLanes) {
    std::memcpy(values, &lanes, sizeof lanes);
  } else {
    std::memcpy(values, &lanes, static_cast<std::size_t>(count) * sizeof(float));
  }
}

}  // namespace

void running_median(const Eigen::Ref<const Matrix>& in, std::int64_t first, std::int64_t rows,
                    std::int64_t begin, Eigen::Ref<Matrix> out) {
  const auto row_at = [&](std::int64_t at) {
    const std::int64_t row = mirrored(at, rows) - first;
    return in.row(static_cast<Eigen::Index>(row)).data();
  };
  for (Eigen::Index column = 0; column < in.cols(); column += kLanes) {
    // The last columns are done together with some before them, once more.
    const Eigen::Index c = std::max<Eigen::Index>(0, std::min(column, in.cols() - kLanes));
    const Eigen::Index lanes = std::min(kLanes, in.cols());
    const auto load = [&](std::int64_t at) { return load_lanes(row_at(at) + c, lanes); };
    std::array<Lanes, kKernel> values;
    for (int i = 0; i < kKernel; ++i) values[static_cast<std::size_t>(i)] = load(begin + i - kHalf);
    SortedWindow window;
    window.fill(values);
    for (Eigen::Index t = 0; t < out.rows(); ++t) {
      if (t > 0) window.replace(load(begin + t - 1 - kHalf), load(begin + t + kHalf));
      store_lanes(window.median(), out.row(t).data() + c, lanes);
    }
  }
}

Hpss::Hpss(Eigen::Index bins)
    : spectra_(kBlock + kKernel, bins), magnitude_(kBlock + kKernel, bins) {}

void Hpss::push(const std::complex<float>* spectrum, const HpssSink& sink) {
  if (frames_ - first_ == spectra_.rows()) {
    process(frames_ - kHalf, false, sink);
    // The frames that medians to come still look back at move to the front.
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
  // Until the track has ended no window reaches beyond the frames that are here, so any count of
  // rows will do for the mirror.
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
