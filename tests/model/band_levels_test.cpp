#include "model/band_levels.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/matrix.h"

using namespace melsift;

namespace {

nn::ConstMatrixView view(const Matrix& matrix) {
  return {matrix.data(), matrix.rows(), matrix.cols()};
}

}  // namespace

TEST_CASE("each band loses its mean, and all bands share one scale") {
  Matrix mel(2, 4);
  mel << -41, -39, -41, -39,  //
      -5, -1, -5, -1;
  const auto levels = model::BandLevels::of(view(mel));
  CHECK(levels.means(0) == -40.0F);
  CHECK(levels.means(1) == -3.0F);
  const double deviation = std::sqrt((1.0 + 4.0) / 2.0);
  CHECK(levels.scale == doctest::Approx(1.0 / deviation));
  levels.remove({mel.data(), mel.rows(), mel.cols()});
  CHECK(mel(0, 1) == doctest::Approx(1.0 / deviation));
  CHECK(mel(1, 2) == doctest::Approx(-2.0 / deviation));
  CHECK(mel.sum() == doctest::Approx(0.0));
  CHECK(mel.squaredNorm() / 8.0F == doctest::Approx(1.0));
}

TEST_CASE("the gain of a recording and a constant gain of each band do not matter") {
  Matrix mel = Matrix::NullaryExpr(5, 30, [](Eigen::Index band, Eigen::Index frame) {
    return std::sin(0.3F * static_cast<float>(frame * (band + 1))) - 20.0F;
  });
  Matrix filtered = mel;
  for (Eigen::Index band = 0; band < 5; ++band)
    filtered.row(band).array() += 7.0F - 3.0F * static_cast<float>(band);
  for (Matrix* matrix : {&mel, &filtered})
    model::BandLevels::of(view(*matrix)).remove({matrix->data(), 5, 30});
  CHECK((mel - filtered).cwiseAbs().maxCoeff() < 1e-5F);
}

TEST_CASE("a window loses the means of its track") {
  Matrix track(1, 4);
  track << 0, 0, 4, 4;
  const auto levels = model::BandLevels::of(view(track));
  Matrix window = track.rightCols(2);
  levels.remove({window.data(), 1, 2});
  CHECK(window(0, 0) == doctest::Approx(1.0));  // (4 - 2) / 2
  CHECK(window(0, 1) == doctest::Approx(1.0));
}

TEST_CASE("silence becomes zeros") {
  Matrix mel = Matrix::Constant(3, 5, -80.0F);
  const auto levels = model::BandLevels::of(view(mel));
  CHECK(levels.scale == 1.0F);
  levels.remove({mel.data(), 3, 5});
  CHECK(mel.cwiseAbs().maxCoeff() == 0.0F);
}
