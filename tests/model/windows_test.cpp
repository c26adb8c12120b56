#include "model/windows.h"

#include <doctest/doctest.h>

#include "base/matrix.h"

using namespace melsift;
using model::window_begins;
using Begins = std::vector<nn::Index>;

TEST_CASE("windows are a hop apart, and the last ends with the matrix") {
  CHECK(window_begins(4, 4, 2) == Begins{0});
  CHECK(window_begins(9, 4, 2) == Begins{0, 2, 4, 5});
  CHECK(window_begins(8, 4, 4) == Begins{0, 4});
  CHECK(window_begins(10, 4, 4) == Begins{0, 4, 6});
  CHECK(window_begins(10, 4, 100) == Begins{0, 6});
}

TEST_CASE("a matrix that is shorter than a window has one window") {
  CHECK(window_begins(3, 4, 2) == Begins{0});
  CHECK(window_begins(1, 128, 64) == Begins{0});
}

TEST_CASE("a short matrix is repeated until it fills the window") {
  Matrix mel(2, 3);
  mel << 1, 2, 3, 4, 5, 6;
  Matrix window(2, 7);
  const nn::ConstMatrixView whole(mel.data(), 2, 3);
  model::copy_window(whole, 0, {window.data(), 2, 7});
  Matrix expected(2, 7);
  expected << 1, 2, 3, 1, 2, 3, 1, 4, 5, 6, 4, 5, 6, 4;
  CHECK(window == expected);

  Matrix cut(2, 2);
  model::copy_window(whole, 1, {cut.data(), 2, 2});
  expected.resize(2, 2);
  expected << 2, 3, 5, 6;
  CHECK(cut == expected);
}
