#include "picture/style.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace melsift::picture {
namespace {

constexpr Colour rgb(unsigned value) {
  return {static_cast<double>(value >> 16 & 255U) / 255.0,
          static_cast<double>(value >> 8 & 255U) / 255.0,
          static_cast<double>(value & 255U) / 255.0};
}

double luminance(const Colour& colour) {
  const auto linear = [](double v) {
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

}  // namespace

Format parse_format(std::string_view text) {
  if (text == "png") return Format::png;
  if (text == "svg") return Format::svg;
  throw Error(ErrorKind::invalid_argument, "format",
              '"' + std::string(text) + "\", expected png or svg");
}

Theme parse_theme(std::string_view text) {
  if (text == "light") return Theme::light;
  if (text == "dark") return Theme::dark;
  throw Error(ErrorKind::invalid_argument, "theme",
              '"' + std::string(text) + "\", expected light or dark");
}

const Palette& Palette::of(Theme theme) {
  static const Palette light{rgb(0xffffff), rgb(0xf5f6f8), rgb(0x1c1f26), rgb(0x575d6b),
                             rgb(0xdcdfe5), rgb(0x3a5fcd), rgb(0xc2571a)};
  static const Palette dark{rgb(0x15171c), rgb(0x1e2128), rgb(0xeceef2), rgb(0xa4abb8),
                            rgb(0x343944), rgb(0x8aa8ff), rgb(0xf2a65a)};
  return theme == Theme::light ? light : dark;
}

double contrast(const Colour& one, const Colour& other) {
  const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
  return (lighter + 0.05) / (darker + 0.05);
}

}  // namespace melsift::picture
