#include "nn/panel_product.h"

#include <vector>

#include <doctest/doctest.h>

#include "gradient_check.h"
#include "nn/tile_transform.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

// A product of rows whose values lie `step` apart.
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

TEST_CASE("tile transforms: the same bits at any width of registers") {
  if (!has_avx512()) return;
  const Matrix from = test::gaussian(7 * 7, 48, 1);
  for (const Index taps : {3, 4}) {
    const auto agrees = [&](TileTransform TileTransforms::*which) {
      const auto by = [&](const TileTransforms& transforms) {
        Matrix to = test::gaussian(7 * 7, 48, 2);
        (transforms.*which)({from.data(), 7 * 48, 48}, {to.data(), 7 * 48, 48}, 48, {.add = true});
        return to;
      };
      return by(tile_transforms_portable(taps)) == by(tile_transforms_avx512(taps));
    };
    CHECK(agrees(&TileTransforms::input));
    CHECK(agrees(&TileTransforms::input_adjoint));
    CHECK(agrees(&TileTransforms::kernel));
    CHECK(agrees(&TileTransforms::kernel_adjoint));
    CHECK(agrees(&TileTransforms::output));
    CHECK(agrees(&TileTransforms::output_adjoint));
  }
}
