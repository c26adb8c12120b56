// Sums over all positions of a channel, divided into pieces for several threads; the result does
// not depend on the number of threads.
#pragma once

#include <algorithm>
#include <vector>

#include "base/matrix.h"
#include "nn/shape.h"

namespace melsift::nn {

// The statistics of each channel, over `count` values.
struct ChannelStatistics {
  Vector mean;
  Vector variance;  // biased: the sum of squared deviations / count
  Index count = 0;
};

// Sums for each channel of each piece.
class PieceSums {
 public:
  // Begins with `sums` numbers per channel, all zero.
  PieceSums(Index channels, std::size_t pieces, int sums = 2);

  // Sum number `sum` of a piece: one value per channel.
  float* of(std::size_t piece, int sum) {
    return memory_.data() + (static_cast<Index>(piece) * sums_ + sum) * channels_;
  }
  // The total over all pieces, in their order and in double precision.
  Vector total(int sum) const;
  // If sum 0 is the mean of a piece and sum 1 its sum of squared deviations, for `counts` values:
  // the statistics of the whole (Chan, Golub & LeVeque 1983, "Algorithms for computing the sample
  // variance").  Unlike E[x^2] - E[x]^2 in single precision, this has no cancellation.
  ChannelStatistics statistics(const std::vector<Index>& counts) const;

 private:
  Index channels_;
  int sums_;
  Index pieces_;
  Vector memory_;
};

// A range of rows, divided into pieces of about 64 K values, which stay in a core's cache.
struct RowPieces {
  RowPieces(Index rows, Index channels);

  std::size_t count() const { return static_cast<std::size_t>((rows + step - 1) / step); }
  Index begin(std::size_t piece) const { return static_cast<Index>(piece) * step; }
  Index end(std::size_t piece) const { return std::min(begin(piece) + step, rows); }

  Index rows;
  Index step;
};

// How a value enters the sums.
enum class Reading { plain, rectified };  // rectified: as max(value, 0)

// The mean of `rows` rows of `channels` values, and the sum of squared deviations from it.  It sums
// differences to the first row, so that the mean of a constant channel is exactly its value and the
// deviation 0; sums of the values themselves would be rounded.
void row_statistics(const float* values, Index rows, Index channels, Reading reading, float* mean,
                    float* deviation);

}  // namespace melsift::nn
