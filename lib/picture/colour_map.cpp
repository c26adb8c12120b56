#include "picture/colour_map.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace melsift::picture {
namespace {

// The path of the map: lightness, hue in degrees and the desired chroma.
constexpr double kDarkest = 0.16, kLightest = 0.96;
constexpr double kFirstHue = 280.0, kLastHue = 460.0;  // blue to yellow, through red
constexpr double kChroma = 0.19;

struct Linear {
  double red, green, blue;
};

// Oklab's definition.
Linear linear_of(double lightness, double chroma, double hue) {
  const double a = chroma * std::cos(hue), b = chroma * std::sin(hue);
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

bool in_gamut(const Linear& c) {
  const auto fits = [](double v) { return v >= 0.0 && v <= 1.0; };
  return fits(c.red) && fits(c.green) && fits(c.blue);
}

double encoded(double linear) {
  const double v = std::clamp(linear, 0.0, 1.0);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;
}

double decoded(double v) {
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

}  // namespace

Colour colour_of(double value) {
  const double t = value >= 0.0 ? std::min(value, 1.0) : 0.0;
  const double lightness = kDarkest + (kLightest - kDarkest) * t;
  const double hue = (kFirstHue + (kLastHue - kFirstHue) * t) * std::numbers::pi / 180.0;
  // The largest chroma that sRGB can show, up to the desired one, by bisection.
  double inside = 0.0, outside = kChroma;
  if (in_gamut(linear_of(lightness, kChroma, hue))) inside = kChroma;
  for (int step = 0; inside < kChroma && step < 24; ++step) {
    const double middle = 0.5 * (inside + outside);
    (in_gamut(linear_of(lightness, middle, hue)) ? inside : outside) = middle;
  }
  const Linear linear = linear_of(lightness, inside, hue);
  return {encoded(linear.red), encoded(linear.green), encoded(linear.blue)};
}

const std::array<std::uint32_t, 256>& colour_table() {
  static const auto table = [] {
    std::array<std::uint32_t, 256> colours{};
    for (std::size_t i = 0; i < colours.size(); ++i) {
      const Colour colour = colour_of(static_cast<double>(i) / 255.0);
      const auto byte = [](double v) { return static_cast<std::uint32_t>(std::lround(255.0 * v)); };
      colours[i] =
          0xff000000U | byte(colour.red) << 16 | byte(colour.green) << 8 | byte(colour.blue);
    }
    return colours;
  }();
  return table;
}

double lightness(const Colour& colour) {
  const double r = decoded(colour.red), g = decoded(colour.green), b = decoded(colour.blue);
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

}  // namespace melsift::picture
