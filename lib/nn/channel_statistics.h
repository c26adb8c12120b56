// Sums over all places of a channel, cut into pieces that several threads can work on, with the
// same result whatever their number.
#pragma once

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

// The mean of `rows` rows of `channels` values, and the sum of squared deviations from it; a value
// v counts as read(v).
template <class Read>
void row_statistics(const float* values, Index rows, Index channels, float* __restrict mean,
                    float* __restrict deviation, Read&& read) {
  std::fill_n(mean, channels, 0.0F);
  std::fill_n(deviation, channels, 0.0F);
  for (Index row = 1; row < rows; ++row) {
    const float* in = values + row * channels;
    for (Index c = 0; c < channels; ++c) mean[c] += read(in[c]) - read(values[c]);
  }
  const float share = 1.0F / static_cast<float>(rows);
  for (Index c = 0; c < channels; ++c) mean[c] = read(values[c]) + mean[c] * share;
  for (Index row = 0; row < rows; ++row) {
    const float* in = values + row * channels;
    for (Index c = 0; c < channels; ++c) {
      const float distance = read(in[c]) - mean[c];
      deviation[c] += distance * distance;
    }
  }
}

}  // namespace melsift::nn
