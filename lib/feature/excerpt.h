// Which frames of a long track are analysed.
#pragma once

#include <cstdint>

#include "base/matrix.h"

namespace melsift::feature {

// Bounds the work and the memory for long tracks: whole blocks of frames are analysed, spread
// evenly over the track.
struct Excerpt {
  int block = 128;       // frames of a block, 1 or more
  int most_blocks = 64;  // 1 or more; a long track keeps at least half as many

  // A track of this many blocks keeps every `stride`-th one, from the first.  A power of 2.
  std::int64_t stride(std::int64_t blocks) const;
};

// Every `stride`-th block of a track's mel matrix, concatenated.
struct MelExcerpt {
  Matrix mel;  // (bands, frames)
  std::int64_t stride = 1;
};

}  // namespace melsift::feature
