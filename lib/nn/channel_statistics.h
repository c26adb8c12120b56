// Sums over all places of a channel, cut into pieces that several threads can work on, with the
// same result whatever their number.
#pragma once

#include <algorithm>
#include <vector>

#include "base/matrix.h"
#include "nn/shape.h"

namespace melsift::nn {

// Of each channel, over `count` values of it.
struct ChannelStatistics {
  Vector mean;
  Vector variance;  // biased: the sum of squared deviations / count
  Index count = 0;
};

// Some numbers for each channel of each piece: what a piece found out.
class PieceSums {
 public:
  // `sums` numbers a channel, all zero.
  PieceSums(Index channels, std::size_t pieces, int sums = 2);

  // The sum numbered `sum` of a piece: a number a channel.
  float* of(std::size_t piece, int sum) {
    return memory_.data() + (static_cast<Index>(piece) * sums_ + sum) * channels_;
  }
  // Over all pieces, in their order and double precision.
  Vector total(int sum) const;
  // Where sum 0 is a piece's mean and sum 1 the sum of squared deviations from it, of `counts`
  // values: the whole's (Chan, Golub & LeVeque 1983, "Algorithms for computing the sample
  // variance").  Unlike E[x^2] - E[x]^2 in single precision nothing cancels.
  ChannelStatistics statistics(const std::vector<Index>& counts) const;

 private:
  Index channels_;
  int sums_;
  Index pieces_;
  Vector memory_;
};

// A range of rows, cut into pieces of about 64 K values, which stay in a core's cache.
struct RowPieces {
  RowPieces(Index rows, Index channels);

  std::size_t count() const { return static_cast<std::size_t>((rows + step - 1) / step); }
  Index begin(std::size_t piece) const { return static_cast<Index>(piece) * step; }
  Index end(std::size_t piece) const { return std::min(begin(piece) + step, rows); }

  Index rows;
  Index step;
};

// How a value counts.
enum class Reading { plain, rectified };  // rectified: as max(value, 0)

// The mean of `rows` rows of `channels` values, and the sum of squared deviations from it.  Sums
// are of distances to the first row: a channel that is constant then has exactly its value as mean,
// and deviation 0, which sums of the values themselves round away.
void row_statistics(const float* values, Index rows, Index channels, Reading reading, float* mean,
                    float* deviation);

}  // namespace melsift::nn
