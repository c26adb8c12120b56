// Running medians, harmonic-percussive separation and the inverse transform, against their
// definitions written out.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "dsp/four_lanes.h"
#include "dsp/frames.h"
#include "dsp/hpss.h"
#include "dsp/istft.h"
#include "dsp/running_median.h"
#include "dsp/stft.h"

using namespace melsift;

namespace {

Matrix noise(Eigen::Index rows, Eigen::Index columns) {
  Random random(4);
  // Few different values, because running medians may fail at ties.
  return Matrix::NullaryExpr(rows, columns,
                             [&] { return static_cast<float>(random.below(20)) / 7.0F; });
}

// The oracle: the window written out, mirrored with the end repeated, and sorted.
float plain_median(const Matrix& m, Eigen::Index row, Eigen::Index column) {
  std::vector<float> window;
  for (Eigen::Index i = row - 15; i <= row + 15; ++i) {
    Eigen::Index at = i;
    while (at < 0 || at >= m.rows()) at = at < 0 ? -1 - at : 2 * m.rows() - 1 - at;
    window.push_back(m(at, column));
  }
  std::sort(window.begin(), window.end());
  return window[15];
}

std::vector<float> signal(std::size_t count) {
  Random random(9);
  std::vector<float> out(count);
  for (float& x : out) x = static_cast<float>(random.uniform(-0.5, 0.5));
  return out;
}

// All spectra of a signal, through the streams that extraction uses.
std::vector<std::vector<std::complex<float>>> spectra(const std::vector<float>& samples, int n_fft,
                                                      int hop) {
  const dsp::Stft stft(n_fft, hop, dsp::Padding::constant);
  std::vector<std::vector<std::complex<float>>> out;
  std::vector<float> windowed(static_cast<std::size_t>(n_fft));
  const auto sink = [&](const dsp::Frame& frame) {
    stft.transform(frame.samples, windowed.data(),
                   out.emplace_back(static_cast<std::size_t>(stft.bins())).data());
  };
  dsp::FrameStream frames(n_fft, hop, dsp::Padding::constant);
  frames.push(samples, sink);
  frames.finish(sink);
  return out;
}

}  // namespace

TEST_CASE("the running median is the median") {
  for (const Eigen::Index rows : {1, 2, 14, 31, 32, 100}) {
    for (const Eigen::Index columns : {1, 7, 8, 9, 21}) {
      CAPTURE(rows);
      CAPTURE(columns);
      const Matrix m = noise(rows, columns);
      Matrix medians(rows, columns);
      dsp::running_median(m, 0, rows, 0, medians);
      for (Eigen::Index t = 0; t < rows; ++t)
        for (Eigen::Index c = 0; c < columns; ++c) CHECK(medians(t, c) == plain_median(m, t, c));
      if (rows < 100) continue;
      // A part of the rows, computed from the necessary rows alone.
      Matrix part(30, columns);
      dsp::running_median(m.middleRows(25, 60), 25, rows, 40, part);
      CHECK(part == medians.middleRows(40, 30));
    }
  }
}

TEST_CASE("the running median is the same at any width of registers") {
  constexpr Eigen::Index kRows = 50, kColumns = 21;
  const Matrix m = noise(kRows + dsp::kMedianSize - 1, kColumns);
  std::vector<const float*> rows;
  for (Eigen::Index t = 0; t < m.rows(); ++t) rows.push_back(m.row(t).data());
  Matrix portable(kRows, kColumns), four_lanes(kRows, kColumns), chosen(kRows, kColumns);
  dsp::medians_portable({rows.data(), kColumns, kRows, portable.data(), portable.outerStride()});
  test::medians_four_lanes(
      {rows.data(), kColumns, kRows, four_lanes.data(), four_lanes.outerStride()});
  dsp::running_median(m, 0, m.rows(), dsp::kMedianSize / 2, chosen);
  for (Eigen::Index t = 0; t < kRows; ++t)
    for (Eigen::Index c = 0; c < kColumns; ++c)
      CHECK(chosen(t, c) == plain_median(m, t + dsp::kMedianSize / 2, c));
  CHECK(portable == chosen);
  CHECK(four_lanes == chosen);
}

TEST_CASE("the parts of a track are those of the whole matrix, and their sum is the track") {
  constexpr Eigen::Index kBins = 40;
  for (const Eigen::Index frames : {5, 31, 94, 95, 96, 287, 288, 700}) {
    CAPTURE(frames);
    Random random(1);
    dsp::ComplexMatrix spectrum(frames, kBins);
    for (Eigen::Index i = 0; i < spectrum.size(); ++i)
      spectrum.data()[i] = std::polar(static_cast<float>(random.uniform()),
                                      static_cast<float>(random.uniform(0, 6.28)));
    spectrum.row(frames / 2).setZero();
    const Matrix magnitude = spectrum.cwiseAbs();
    const Matrix transposed = magnitude.transpose();
    dsp::Hpss hpss(kBins);
    Eigen::Index t = 0;
    double largest = 0.0;
    const auto check = [&](const std::complex<float>* harmonic,
                           const std::complex<float>* percussive) {
      for (Eigen::Index k = 0; k < kBins; ++k) {
        const double h = plain_median(magnitude, t, k), p = plain_median(transposed, k, t);
        const double mask = h * h + p * p > 0.0 ? h * h / (h * h + p * p) : 0.5;
        const std::complex<double> whole(spectrum(t, k));
        largest = std::max(largest, std::abs(std::complex<double>(harmonic[k]) - mask * whole));
        largest =
            std::max(largest, std::abs(std::complex<double>(harmonic[k] + percussive[k]) - whole));
      }
      ++t;
    };
    for (Eigen::Index row = 0; row < frames; ++row) hpss.push(spectrum.row(row).data(), check);
    hpss.finish(check);
    CHECK(t == frames);
    CHECK(largest < 1e-6);
  }
}

TEST_CASE("the inverse transform restores the signal") {
  for (const std::size_t count : {1UL, 100UL, 512UL, 5000UL}) {
    for (const int hop : {64, 128}) {
      CAPTURE(count);
      const auto samples = signal(count);
      dsp::InverseStft inverse(256, hop);
      std::vector<float> back;
      const auto collect = [&](std::span<const float> out) {
        back.insert(back.end(), out.begin(), out.end());
      };
      for (const auto& spectrum : spectra(samples, 256, hop))
        inverse.push(spectrum.data(), collect);
      inverse.finish(static_cast<std::int64_t>(count), collect);
      REQUIRE(back.size() == count);
      for (std::size_t i = 0; i < count; ++i) CHECK(std::abs(back[i] - samples[i]) < 1e-5);
    }
  }
}

TEST_CASE("frames do not depend on the blocks that the samples come in") {
  for (const auto padding : {dsp::Padding::constant, dsp::Padding::reflect}) {
    for (const std::size_t count : {1UL, 3UL, 64UL, 65UL, 1000UL}) {
      const auto samples = signal(count);
      const auto frames_by = [&](std::size_t block) {
        std::vector<std::vector<float>> out;
        const auto sink = [&](const dsp::Frame& frame) {
          CHECK(frame.index == static_cast<std::int64_t>(out.size()));
          out.emplace_back(frame.samples, frame.samples + 64);
        };
        dsp::FrameStream frames(64, 24, padding);
        for (std::size_t at = 0; at < count; at += block)
          frames.push(std::span(samples).subspan(at, std::min(block, count - at)), sink);
        frames.finish(sink);
        return out;
      };
      const auto whole = frames_by(count);
      CHECK(whole.size() == 1 + count / 24);
      for (const std::size_t block : {1UL, 7UL, 100UL}) CHECK(frames_by(block) == whole);
    }
  }
}
