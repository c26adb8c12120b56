#include <cmath>

#include <doctest/doctest.h>

#include "picture/colour_map.h"
#include "picture/style.h"

using namespace melsift::picture;
using doctest::Approx;

TEST_CASE("contrast is WCAG's") {
  const Colour black{}, white{1.0, 1.0, 1.0}, grey{119 / 255.0, 119 / 255.0, 119 / 255.0};
  CHECK(contrast(white, black) == Approx(21.0));
  CHECK(contrast(black, white) == Approx(21.0));
  CHECK(contrast(grey, white) == Approx(4.478).epsilon(1e-3));  // the well-known #777
  CHECK(contrast(grey, grey) == Approx(1.0));
}

TEST_CASE("text and curves stand out in both themes") {
  for (const Theme theme : {Theme::light, Theme::dark}) {
    const Palette& palette = Palette::of(theme);
    for (const Colour& below : {palette.paper, palette.panel}) {
      CHECK(contrast(palette.text, below) >= 7.0);
      CHECK(contrast(palette.soft_text, below) >= 4.5);
      CHECK(contrast(palette.first, below) >= 3.0);
      CHECK(contrast(palette.second, below) >= 3.0);
    }
  }
}

TEST_CASE("the colour map is even in lightness and monotone in grey") {
  CHECK(lightness({1.0, 1.0, 1.0}) == Approx(1.0).epsilon(1e-4));  // Oklab's white and black
  CHECK(lightness({0.0, 0.0, 0.0}) == Approx(0.0));
  CHECK(lightness({1.0, 0.0, 0.0}) == Approx(0.62796).epsilon(1e-4));  // red, by Ottosson's formula
  const double step = (lightness(colour_of(1.0)) - lightness(colour_of(0.0))) / 50.0;
  CHECK(step > 0.015);
  for (int i = 0; i < 50; ++i) {
    const double rise = lightness(colour_of((i + 1) / 50.0)) - lightness(colour_of(i / 50.0));
    CHECK(rise == Approx(step).epsilon(0.02));
  }
  CHECK(colour_of(-3.0).blue == colour_of(0.0).blue);
  CHECK(colour_of(7.0).blue == colour_of(1.0).blue);
  CHECK(colour_of(std::nan("")).blue == colour_of(0.0).blue);
  const auto& table = colour_table();
  CHECK((table[0] >> 24) == 0xff);
  CHECK((table[255] & 0xff) == static_cast<unsigned>(std::lround(255.0 * colour_of(1.0).blue)));
}
