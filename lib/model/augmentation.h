// Random changes that leave a mel matrix of its class, made anew whenever a training meets it: a
// network that sees few tracks must not learn them by heart.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "nn/layer.h"

namespace melsift::model {

// Stretches of a matrix that are blanked: `count` of them, each of 0 .. width rows or columns.
struct Masks {
  int count = 0;
  int width = 0;

  bool operator==(const Masks&) const = default;
};

// "2x16"; "0" where there are none.
std::string to_text(const Masks& masks);
// Reads it back.  Throws Error invalid_argument, beginning with `option`.
Masks parse_masks(std::string_view text, std::string_view option);

struct Augmentation {
  // SpecAugment's frequency and time masks (Park et al. 2019; its F and T are the widths, m_F and
  // m_T the counts).
  Masks band_masks;
  Masks frame_masks;
  bool roll = false;  // shift in time by any number of frames, the end coming back at the beginning

  bool any() const { return band_masks.count > 0 || frame_masks.count > 0 || roll; }
  bool operator==(const Augmentation&) const = default;
};

// Changes a matrix (bands, frames) whose values have mean 0, with which masks are filled.  A mask's
// width is uniform over 0 .. width, as far as there are so many rows or columns, its place uniform
// over where it fits.
void augment(nn::MatrixView mel, const Augmentation& augmentation, Random& random);

}  // namespace melsift::model
