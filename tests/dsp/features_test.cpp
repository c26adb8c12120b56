// Descriptions of frames and tracks, against closed forms.
#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "dsp/chroma.h"
#include "dsp/delta.h"
#include "dsp/onset.h"
#include "dsp/spectral.h"
#include "dsp/tempo.h"

using namespace melsift;

TEST_CASE("root mean square and zero crossings") {
  const float samples[] = {1, -1, 1, -1, 2, 2, -0.0F, 0.0F};
  CHECK(dsp::root_mean_square(samples, 8) == doctest::Approx(std::sqrt(12.0 / 8)));
  // Between 1 and -1 three times, -1 and 2 once; zeros count as positive.
  CHECK(dsp::zero_crossing_rate(samples, 8, 0, 8) == 4.0F / 8);
  // Padding has no crossings, and neither has the step from padding to the signal.
  CHECK(dsp::zero_crossing_rate(samples, 8, 3, 8) == 1.0F / 8);
  CHECK(dsp::zero_crossing_rate(samples, 8, 3, 3) == 0.0F);
}

TEST_CASE("centroid, bandwidth and rolloff of two lines") {
  const RowVector f = dsp::bin_frequencies(1000.0, 101);  // every 5 Hz
  CHECK(f(100) == 500.0F);
  RowVector magnitude = RowVector::Zero(101);
  magnitude(20) = 3.0F;  // 100 Hz
  magnitude(60) = 1.0F;  // 300 Hz
  const auto shape = dsp::spectral_shape(magnitude, f);
  CHECK(shape.centroid == doctest::Approx(150.0));
  CHECK(shape.bandwidth == doctest::Approx(std::sqrt((3 * 50.0 * 50.0 + 150.0 * 150.0) / 4)));
  CHECK(shape.rolloff == 300.0F);  // three quarters are not 85 %
  magnitude(20) = 9.0F;
  CHECK(dsp::spectral_shape(magnitude, f).rolloff == 100.0F);
  const auto silent = dsp::spectral_shape(RowVector::Zero(101), f);
  CHECK(silent.centroid == 0.0F);
  CHECK(silent.bandwidth == 0.0F);
  CHECK(silent.rolloff == 0.0F);
}

TEST_CASE("spectral contrast takes the extremes of octave bands") {
  const dsp::SpectralContrast contrast(22050.0, 1025);
  CHECK(contrast.bands() == 7);
  RowVector magnitude = RowVector::Constant(1025, 0.5F), peak(7), valley(7);
  const auto bin = [](double hz) {
    return static_cast<Eigen::Index>(std::lround(hz / (22050.0 / 2048)));
  };
  magnitude(bin(100)) = 4.0F;   // below 200 Hz: 18 bins, of which 2 % are one
  magnitude(bin(300)) = 0.25F;  // 200 to 400 Hz
  contrast(magnitude, peak, valley);
  CHECK(peak(0) == 4.0F);
  CHECK(valley(0) == 0.5F);
  CHECK(peak(1) == 0.5F);
  CHECK(valley(1) == 0.25F);
  CHECK(peak(6) == 0.5F);
  CHECK_THROWS_AS(dsp::SpectralContrast(8000.0, 1025), Error);
}

TEST_CASE("an A is recognised in every octave") {
  const Matrix bank = dsp::chroma_bank(22050.0, 8192, 0.0);
  RowVector chroma(12);
  for (const double hz : {220.0, 440.0, 880.0}) {
    RowVector power = RowVector::Zero(4097);
    power(static_cast<Eigen::Index>(std::lround(hz / (22050.0 / 8192)))) = 1.0F;
    dsp::chroma(bank, power, chroma);
    Eigen::Index loudest = 0;
    CHECK(chroma.maxCoeff(&loudest) == 1.0F);
    CHECK(loudest == 9);  // C is 0
  }
}

TEST_CASE("the tuning of detuned partials") {
  for (const double cents : {-31.0, 0.0, 22.0}) {
    dsp::TuningEstimator estimator(22050.0, 2048);
    // A peak whose parabola has its maximum at the note: values of a parabola around it.
    for (int note = 0; note < 24; ++note) {
      const double hz = 440.0 * std::exp2((note + cents / 100.0) / 12.0);
      const double at = hz / (22050.0 / 2048);
      RowVector power = RowVector::Zero(1025);
      const auto k = static_cast<Eigen::Index>(std::lround(at));
      for (Eigen::Index i = k - 1; i <= k + 1; ++i)
        power(i) = static_cast<float>(1.0 - 0.3 * (static_cast<double>(i) - at) *
                                                (static_cast<double>(i) - at));
      estimator.add(power);
    }
    CHECK(std::abs(estimator.tuning() - cents / 100.0) <
          0.0101);  // the histogram's bins are hundredths
  }
  CHECK(dsp::TuningEstimator(22050.0, 2048).tuning() == 0.0);
}

TEST_CASE("the tonal centroid") {
  // A single class C lies at angle 0 of every circle; all twelve alike balance.
  RowVector chroma = RowVector::Zero(12);
  chroma(0) = 1.0F;
  RowVector expected(6);
  expected << 0.0F, 1.0F, 0.0F, 1.0F, 0.0F, 0.5F;
  CHECK((dsp::tonal_centroid(chroma) - expected).cwiseAbs().maxCoeff() < 1e-6);
  CHECK(dsp::tonal_centroid(RowVector::Ones(12)).cwiseAbs().maxCoeff() < 1e-6);
  CHECK(dsp::tonal_centroid(RowVector::Zero(12)).cwiseAbs().maxCoeff() == 0.0F);
}

TEST_CASE("deltas are slopes") {
  Matrix line(30, 2);
  for (int t = 0; t < 30; ++t) line.row(t) << 3.0F * static_cast<float>(t), 5.0F;
  const Matrix slopes = dsp::delta(line);
  for (int t = 0; t < 30; ++t) {
    CHECK(slopes(t, 0) == doctest::Approx(3.0));
    CHECK(slopes(t, 1) == doctest::Approx(0.0));
  }
  // scipy.signal.savgol_filter of an impulse: -4..4 over 60, backwards.
  Matrix impulse = Matrix::Zero(21, 1);
  impulse(10, 0) = 60.0F;
  const Matrix response = dsp::delta(impulse);
  for (int i = -4; i <= 4; ++i) CHECK(response(10 + i, 0) == doctest::Approx(-i));
  // The second derivative of t^2 is 2; savgol_filter(polyorder=2, deriv=2) of an impulse is
  // (28, 7, -8, -17, -20, -17, -8, 7, 28) / 462.
  Matrix parabola(30, 1), pulse = Matrix::Zero(21, 1);
  for (int t = 0; t < 30; ++t) parabola(t, 0) = static_cast<float>(t * t);
  const Matrix second = dsp::delta(parabola, 2);
  for (int t = 0; t < 30; ++t) CHECK(second(t, 0) == doctest::Approx(2.0).epsilon(1e-4));
  pulse(10, 0) = 462.0F;
  const Matrix curvature = dsp::delta(pulse, 2);
  const int expected[] = {28, 7, -8, -17, -20, -17, -8, 7, 28};
  for (int i = 0; i < 9; ++i) CHECK(curvature(6 + i, 0) == doctest::Approx(expected[i]));
  CHECK(dsp::delta(line.topRows(2), 2)(0, 0) == 0.0F);
  CHECK(dsp::delta(line.topRows(1))(0, 0) == 0.0F);
  CHECK(dsp::delta(line.topRows(5))(2, 0) == doctest::Approx(3.0));
}

TEST_CASE("onset strength is the mean or median rise, four frames on") {
  Matrix mel = Matrix::Zero(10, 4);
  mel.row(3) << 4.0F, 2.0F, 0.0F, -8.0F;
  for (const bool median : {false, true}) {
    dsp::OnsetStrength onsets(
        2048, 512,
        median ? dsp::OnsetStrength::Aggregate::median : dsp::OnsetStrength::Aggregate::mean);
    for (int t = 0; t < 10; ++t) onsets.add(mel.row(t));
    const auto strength = onsets.strength();
    REQUIRE(strength.size() == 10);
    // Rises of 4, 2, 0 and none from frame 2 to 3; the band that fell rises again by 8 after it.
    CHECK(strength[3 + 2] == (median ? 1.0F : 1.5F));
    CHECK(strength[4 + 2] == (median ? 0.0F : 2.0F));
    CHECK(strength[4] == 0.0F);
  }
}

TEST_CASE("a click every half second gives 120 beats and 120 onsets per minute") {
  constexpr double kRate = 22050.0;
  constexpr int kHop = 512;
  std::vector<float> strength(1292, 0.0F);
  int clicks = 0;
  for (double seconds = 0.5; seconds < 29.5; seconds += 0.5, ++clicks)
    strength[static_cast<std::size_t>(std::lround(seconds * kRate / kHop))] = 1.0F;
  CHECK(dsp::tempo(strength, kRate, kHop) == doctest::Approx(120.0).epsilon(0.03));
  CHECK(dsp::onset_frames(strength, kRate, kHop).size() == static_cast<std::size_t>(clicks));
  CHECK(dsp::onset_frames(std::vector<float>(100, 0.0F), kRate, kHop).empty());
  // Without information: the tempo of the prior, as in librosa (117.45 is the lag nearest to 120).
  CHECK(dsp::tempo(std::vector<float>(100, 0.0F), kRate, kHop) ==
        doctest::Approx(117.45).epsilon(1e-4));
}
