#include "nn/panel_product.h"

#include <vector>

#include <doctest/doctest.h>

#include "gradient_check.h"
#include "nn/cook_toom.h"
#include "nn/four_lanes.h"
#include "nn/tile_transform.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

// A product of rows whose values have the distance `step`.
struct Product {
  Product(Index row_count, Index column_count, Index value_step)
      : rows(row_count),
        columns(column_count),
        step(value_step),
        a(test::gaussian(rows, kLength * step, 1)),
        b(test::gaussian(kLength, columns, 2)),
        start(test::gaussian(1, kPanelColumns, 3)),
        c(test::gaussian(rows, columns, 4)),
        panels(kLength * kPanelColumns) {
    pack_panels(b.data(), b.rows(), b.cols(), panels.data());
    for (Index row = 0; row < rows; ++row) a_rows.push_back(a.row(row).data());
    for (Index k = 0; k < kLength; ++k) offsets.push_back(k * step);
  }

  Matrix by(void (*multiply_by)(const PanelBlock&), bool with_start, bool add) const {
    Matrix result = c;
    std::vector<float*> c_rows;
    for (Index row = 0; row < rows; ++row) c_rows.push_back(result.row(row).data());
    multiply_by({.rows = rows,
                 .columns = columns,
                 .a = a_rows.data(),
                 .offsets = offsets.data(),
                 .length = kLength,
                 .panel = panels.data(),
                 .start = with_start ? start.data() : nullptr,
                 .c = c_rows.data(),
                 .add = add});
    return result;
  }

  Matrix by_definition(bool with_start, bool add) const {
    Matrix result(rows, columns);
    for (Index row = 0; row < rows; ++row) {
      for (Index column = 0; column < columns; ++column) {
        double sum = (with_start ? start(0, column) : 0.0) + (add ? c(row, column) : 0.0);
        for (Index k = 0; k < b.rows(); ++k) {
          sum += static_cast<double>(a(row, k * step)) * b(k, column);
        }
        result(row, column) = static_cast<float>(sum);
      }
    }
    return result;
  }

  static constexpr Index kLength = 19;
  Index rows, columns, step;
  Matrix a, b, start, c;
  AlignedFloats panels;
  std::vector<const float*> a_rows;
  std::vector<Index> offsets;
};

}  // namespace

TEST_CASE("panel product: agrees with the definition, at any width of registers to the bit") {
  for (Index rows = 1; rows <= kBlockRows; ++rows) {
    for (const Index columns : {1, 15, 31, 32}) {
      const Product product(rows, columns, 1 + rows % 3);
      for (const bool with_start : {false, true}) {
        for (const bool add : {false, true}) {
          const Matrix got = product.by(multiply_portable, with_start, add);
          const Matrix expected = product.by_definition(with_start, add);
          CHECK((got - expected).cwiseAbs().maxCoeff() < 1e-5);
          CHECK(got == product.by(test::multiply_four_lanes, with_start, add));
          if (has_avx512()) CHECK(got == product.by(multiply_avx512, with_start, add));
        }
      }
    }
  }
}

TEST_CASE("panel product: a row's sums don't depend on the block that it is in") {
  const Product whole(kBlockRows, kPanelColumns, 1);
  const Matrix together = whole.by(multiply, true, false);
  for (Index row = 0; row < kBlockRows; ++row) {
    Product single(kBlockRows, kPanelColumns, 1);
    single.a_rows = {single.a.row(row).data()};
    single.rows = 1;
    CHECK(single.by(multiply, true, false).row(0) == together.row(row));
  }
}

TEST_CASE("panel product: of whole matrices") {
  const Matrix a = test::gaussian(29, 13, 1);
  const Matrix b = test::gaussian(13, 70, 2);
  AlignedFloats panels(panel_count(70) * 13 * kPanelColumns);
  pack_panels(b.data(), 13, 70, panels.data());
  Matrix c(29, 70);
  multiply_matrix(a.data(), 29, 13, panels.data(), 70, c.data());
  CHECK((c - a * b).cwiseAbs().maxCoeff() < 1e-5);

  const Matrix d = test::gaussian(29, 70, 3);
  Matrix e(13, 70);
  multiply_transposed(a.data(), 29, 13, d.data(), 70, e.data(), false);
  CHECK((e - a.transpose() * d).cwiseAbs().maxCoeff() < 2e-5);
  multiply_transposed(a.data(), 29, 13, d.data(), 70, e.data(), true);
  CHECK((e - 2.0F * a.transpose() * d).cwiseAbs().maxCoeff() < 4e-5);
}

namespace {

constexpr Index kTileSide = 7;  // points of the largest tile
constexpr Index kChannels = 48;

// The result of a transform that adds to a tile with fixed content; both tiles are kTileSide pixels
// wide.
Matrix transformed(TileTransform transform, const Matrix& from) {
  Matrix to = test::gaussian(kTileSide * kTileSide, kChannels, 2);
  constexpr Index kRow = kTileSide * kChannels;
  transform({from.data(), kRow, kChannels}, {to.data(), kRow, kChannels}, kChannels, {.add = true});
  return to;
}

// The same by definition, M X M' of each channel, in double precision.
template <int R, int C>
Matrix transformed_by_definition(const Coefficients<R, C>& coefficients, const Matrix& from) {
  Matrix to = test::gaussian(kTileSide * kTileSide, kChannels, 2);
  for (Index channel = 0; channel < kChannels; ++channel) {
    for (int r = 0; r < R; ++r) {
      for (int c = 0; c < R; ++c) {
        double sum = to(r * kTileSide + c, channel);
        for (int i = 0; i < C; ++i) {
          for (int j = 0; j < C; ++j)
            sum += coefficients.at[r][i] * from(i * kTileSide + j, channel) * coefficients.at[c][j];
        }
        to(r * kTileSide + c, channel) = static_cast<float>(sum);
      }
    }
  }
  return to;
}

template <int R, int C>
void check_transform(const Coefficients<R, C>& coefficients, TileTransform TileTransforms::*which,
                     Index taps) {
  const Matrix from = test::gaussian(kTileSide * kTileSide, kChannels, 1);
  const Matrix expected = transformed_by_definition(coefficients, from);
  const Matrix got = transformed(tile_transforms_portable(taps).*which, from);
  CHECK((got - expected).cwiseAbs().maxCoeff() < 1e-6 * expected.cwiseAbs().maxCoeff());
  CHECK(got == transformed(test::tile_transforms_four_lanes(taps).*which, from));
  if (has_avx512()) CHECK(got == transformed(tile_transforms_avx512(taps).*which, from));
}

template <int kTaps>
void check_transforms(const CookToom<kTileOutputs, kTaps>& filter) {
  check_transform(filter.input, &TileTransforms::input, kTaps);
  check_transform(transposed(filter.input), &TileTransforms::input_adjoint, kTaps);
  check_transform(filter.kernel, &TileTransforms::kernel, kTaps);
  check_transform(transposed(filter.kernel), &TileTransforms::kernel_adjoint, kTaps);
  check_transform(filter.output, &TileTransforms::output, kTaps);
  check_transform(transposed(filter.output), &TileTransforms::output_adjoint, kTaps);
}

}  // namespace

TEST_CASE("tile transforms: agree with the definition, at any width of registers to the bit") {
  check_transforms(kCookToom3);
  check_transforms(kCookToom4);
}
