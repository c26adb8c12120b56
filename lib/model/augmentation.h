// Random changes that keep the class of a mel matrix.  A matrix is changed in a new way each time
// it is used, so that a network with few tracks does not memorise them.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "nn/layer.h"

namespace melsift::model {

// Stretches of a matrix that are blanked: `count` stretches of 0 .. width rows or columns each.
struct Masks {
  int count = 0;
  int width = 0;

  bool operator==(const Masks&) const = default;
};

// "2x16"; "0" if there are none.
std::string to_text(const Masks& masks);
// Reads the result of text().  Throws Error invalid_argument, beginning with `option`.
Masks parse_masks(std::string_view text, std::string_view option);

struct Augmentation {
  // SpecAugment's frequency and time masks (Park et al. 2019; its F and T are the widths, m_F and
  // m_T the counts).
  Masks band_masks;
  Masks frame_masks;
  bool roll =
      false;  // shift in time by any number of frames; the end wraps around to the beginning
  // Time stretching by a log-uniform factor from 1 / (1 + stretch) to 1 + stretch, by linear
  // interpolation between frames.  Applied by Batches when it cuts the window.
  double stretch = 0.0;
  int band_shift = 0;  // maximum shift up or down in bands; the outermost band fills the gap
  // Standard deviation of a random gain that is piecewise linear over the bands, with four points,
  // as the equalisation of recordings varies (FilterAugment, Nam et al. 2022).  Not applied to
  // matrices without band means, from which any such gain is removed.
  double filter = 0.0;

  bool any() const {
    return band_masks.count > 0 || frame_masks.count > 0 || roll || stretch > 0.0 ||
           band_shift > 0 || filter > 0.0;
  }
  bool operator==(const Augmentation&) const = default;
};

// Augments a matrix (bands, frames) with values of mean 0, which also fills masks.  Does not
// stretch.  The width of a mask is uniform over 0 .. width, at most the number of rows or columns;
// its position is uniform over all positions where it fits.
void augment(nn::MatrixView mel, const Augmentation& augmentation, Random& random);

}  // namespace melsift::model
