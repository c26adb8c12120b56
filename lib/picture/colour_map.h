// A colour map in which equal steps of the value look equal.
#pragma once

#include <array>
#include <cstdint>

#include "picture/style.h"

namespace melsift::picture {

// From dark blue through violet, red and orange to pale yellow, for values 0 to 1 (others are
// clamped; NaN counts as 0).  Lightness is linear in the value and hue turns one way, both in Oklab
// (Ottosson, "A perceptual color space for image processing", 2020), so that equal steps look
// equal, also in grey and to colour-blind eyes; the chroma is the largest that sRGB can show.
Colour colour_of(double value);

// The same in 256 steps, as pixels: 0xffrrggbb.
const std::array<std::uint32_t, 256>& colour_table();

// Lightness of a colour in Oklab, 0 (black) to 1 (white).
double lightness(const Colour& colour);

}  // namespace melsift::picture
