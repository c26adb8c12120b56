// The transforms against closed forms and against their definitions written out.
#include <cmath>
#include <complex>
#include <numbers>

#include <doctest/doctest.h>

#include "base/random.h"
#include "dsp/dct.h"
#include "dsp/decibel.h"
#include "dsp/fft.h"
#include "dsp/mel.h"
#include "dsp/stft.h"
#include "dsp/window.h"

using namespace melsift;
using std::numbers::pi;

namespace {

std::vector<float> noise(std::size_t count) {
  Random random(1);
  std::vector<float> out(count);
  for (float& x : out) x = static_cast<float>(random.uniform(-1.0, 1.0));
  return out;
}

// numpy.pad's definition, step by step: mirrored outwards, without repeating the end.
float padded(const std::vector<float>& signal, long at, dsp::Padding padding) {
  const long count = static_cast<long>(signal.size());
  if (padding == dsp::Padding::constant && (at < 0 || at >= count)) return 0.0F;
  while (count > 1 && (at < 0 || at >= count)) at = at < 0 ? -at : 2 * (count - 1) - at;
  return signal[static_cast<std::size_t>(count == 1 ? 0 : at)];
}

}  // namespace

TEST_CASE("hann is scipy's periodic window") {
  const auto window = dsp::hann(4);
  CHECK(window == std::vector<float>{0.0F, 0.5F, 1.0F, 0.5F});
  double sum = 0.0;
  for (const float w : dsp::hann(2048)) sum += w;
  CHECK(sum == doctest::Approx(1024.0));
}

TEST_CASE("the FFT is the DFT") {
  for (const int length : {1, 2, 16, 30, 512}) {
    CAPTURE(length);
    const dsp::RealFft fft(length);
    const auto signal = noise(static_cast<std::size_t>(length));
    std::vector<std::complex<float>> spectrum(static_cast<std::size_t>(fft.bins()));
    fft.forward(signal.data(), spectrum.data());
    for (int k = 0; k < fft.bins(); ++k) {
      std::complex<double> expected = 0.0;
      for (int n = 0; n < length; ++n)
        expected += static_cast<double>(signal[static_cast<std::size_t>(n)]) *
                    std::polar(1.0, -2.0 * pi * k * n / length);
      CHECK(std::abs(std::complex<double>(spectrum[static_cast<std::size_t>(k)]) - expected) <
            1e-6 * (length + 1));
    }
  }
}

TEST_CASE("STFT frames are padded, windowed and transformed as librosa's") {
  constexpr int kFft = 64, kHop = 24;
  const auto window = dsp::hann(kFft);
  for (const auto padding : {dsp::Padding::constant, dsp::Padding::reflect}) {
    for (const std::size_t count : {1UL, 20UL, 64UL, 333UL}) {
      CAPTURE(count);
      const auto signal = noise(count);
      const dsp::Stft stft(kFft, kHop, padding);
      const auto frames =
          static_cast<Eigen::Index>(stft.frame_count(static_cast<std::int64_t>(count)));
      CHECK(frames == static_cast<Eigen::Index>(1 + count / kHop));
      Matrix power(frames, stft.bins());
      stft.power(signal, 0, power);
      for (Eigen::Index t = 0; t < frames; ++t) {
        for (int k = 0; k < stft.bins(); ++k) {
          std::complex<double> expected = 0.0;
          for (int n = 0; n < kFft; ++n)
            expected += static_cast<double>(window[static_cast<std::size_t>(n)]) *
                        padded(signal, static_cast<long>(t) * kHop + n - kFft / 2, padding) *
                        std::polar(1.0, -2.0 * pi * k * n / kFft);
          CHECK(power(t, k) == doctest::Approx(std::norm(expected)).epsilon(1e-4));
        }
      }
      if (frames > 1) {  // any block of frames is the same as when all are done at once
        Matrix last(1, stft.bins());
        stft.power(signal, frames - 1, last);
        CHECK(last == power.bottomRows(1));
      }
    }
  }
}

TEST_CASE("Slaney's mel scale") {
  // librosa's documentation: hz_to_mel(60) is 0.9, hz_to_mel([110, 220, 440]) is [1.65, 3.3, 6.6].
  CHECK(dsp::hz_to_mel(60.0) == doctest::Approx(0.9));
  CHECK(dsp::hz_to_mel(440.0) == doctest::Approx(6.6));
  CHECK(dsp::hz_to_mel(6400.0) == doctest::Approx(42.0));  // 15 + 27: the scale's second anchor
  for (const double hz : {0.0, 500.0, 1000.0, 3000.0, 11025.0})
    CHECK(dsp::mel_to_hz(dsp::hz_to_mel(hz)) == doctest::Approx(hz));
}

TEST_CASE("mel bands are triangles of unit area") {
  const dsp::MelBank bank(22050.0, 65536, 128, 0.0, 11025.0);
  const Matrix dense = bank.dense();
  const double bin_hz = 22050.0 / 65536;
  for (int b = 0; b < 128; ++b)
    CHECK(dense.row(b).sum() * bin_hz == doctest::Approx(1.0).epsilon(0.01));
}

TEST_CASE("the sparse bank is the dense one") {
  const dsp::MelBank bank(22050.0, 2048, 128, 20.0, 8000.0);
  const Matrix power = Matrix::Random(5, 1025).cwiseAbs();
  Matrix mel(5, 128);
  bank.apply(power, mel);
  const Matrix expected = power * bank.dense().transpose();
  CHECK((mel - expected).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("decibels") {
  Matrix power(1, 5);
  power << 1.0F, 100.0F, 0.001F, 0.0F, 1e-20F;
  CHECK(dsp::power_to_db(power) == doctest::Approx(20.0));
  CHECK(power(0, 0) == doctest::Approx(0.0));
  CHECK(power(0, 2) == doctest::Approx(-30.0));
  CHECK(power(0, 3) == doctest::Approx(-100.0));  // amin = 1e-10
  CHECK(power(0, 4) == doctest::Approx(-100.0));
  Matrix relative(1, 2);
  relative << 5.0F, 0.5F;
  dsp::power_to_db(relative, 5.0F);
  CHECK(relative(0, 0) == doctest::Approx(0.0));
  CHECK(relative(0, 1) == doctest::Approx(-10.0));
}

TEST_CASE("decibels are the logarithm's, to the last place") {
  // The clear version is the oracle: 10 log10(x) in double.
  Matrix power(1, 1 << 20);
  Random random(2);
  for (Eigen::Index i = 0; i < power.size(); ++i)
    power(0, i) = static_cast<float>(std::pow(10.0, random.uniform(-10.0, 10.0)));
  Matrix db = power;
  dsp::power_to_db(db);
  double largest = 0.0;
  for (Eigen::Index i = 0; i < power.size(); ++i)
    largest =
        std::max(largest, std::abs(db(0, i) - 10.0 * std::log10(static_cast<double>(power(0, i)))));
  CHECK(largest < 7.7e-6);  // one unit in the last place between 64 and 128 dB
  Matrix exact(1, 3);
  exact << 1e-10F, 1.0F, 1e10F;
  dsp::power_to_db(exact);
  CHECK(exact(0, 0) == -100.0F);
  CHECK(exact(0, 1) == 0.0F);
  CHECK(exact(0, 2) == 100.0F);
}

TEST_CASE("the DCT matrix is orthonormal and SciPy's") {
  const Eigen::MatrixXd full = dsp::dct_matrix(32, 32);
  CHECK((full * full.transpose() - Eigen::MatrixXd::Identity(32, 32)).cwiseAbs().maxCoeff() <
        1e-12);
  // scipy.fft.dct([1, 2, 3, 4], norm="ortho")
  Eigen::VectorXd x(4);
  x << 1, 2, 3, 4;
  const Eigen::VectorXd y = dsp::dct_matrix(4, 4) * x;
  CHECK(y(0) == doctest::Approx(5.0));
  CHECK(y(1) == doctest::Approx(-2.23044250).epsilon(1e-6));
  CHECK(std::abs(y(2)) < 1e-6);
  CHECK(y(3) == doctest::Approx(-0.15851267).epsilon(1e-6));
}
