#include "nn/channel_statistics.h"

#include <algorithm>

namespace melsift::nn {

namespace {

constexpr Index kPieceValues = 1 << 16;

}  // namespace

PieceSums::PieceSums(Index channels, std::size_t pieces, int sums)
    : channels_(channels),
      sums_(sums),
      pieces_(static_cast<Index>(pieces)),
      memory_(Vector::Zero(channels * pieces_ * sums)) {}

Vector PieceSums::total(int sum) const {
  Eigen::VectorXd total = Eigen::VectorXd::Zero(channels_);
  for (Index piece = 0; piece < pieces_; ++piece) {
    total += memory_.segment((piece * sums_ + sum) * channels_, channels_).cast<double>();
  }
  return total.cast<float>();
}

ChannelStatistics PieceSums::statistics(const std::vector<Index>& counts) const {
  Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(channels_);
  Eigen::ArrayXd deviation = Eigen::ArrayXd::Zero(channels_);
  Index count = 0;
  for (Index piece = 0; piece < pieces_; ++piece) {
    const Index more = counts[static_cast<std::size_t>(piece)];
    const auto values = [&](int sum) {
      return memory_.segment((piece * sums_ + sum) * channels_, channels_).cast<double>().array();
    };
    const Eigen::ArrayXd step = values(0) - mean;
    const double share = static_cast<double>(more) / static_cast<double>(count + more);
    deviation += values(1) + step.square() * (static_cast<double>(count) * share);
    mean += step * share;
    count += more;
  }
  return {mean.cast<float>().matrix(),
          (deviation / static_cast<double>(count)).cast<float>().matrix(), count};
}

RowPieces::RowPieces(Index row_count, Index channels)
    : rows(row_count), step(std::max<Index>(1, kPieceValues / channels)) {}

}  // namespace melsift::nn
