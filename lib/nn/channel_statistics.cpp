#include "nn/channel_statistics.h"

#include "nn/lanes.h"

namespace melsift::nn {

namespace {

constexpr Index kPieceValues = 1 << 16;

template <Reading reading, class Values>
Values read(const Values& values) {
  if constexpr (reading == Reading::rectified) {
    const Values zero{};
    return values > zero ? values : zero;
  } else {
    return values;
  }
}

// Statistics of `count` neighbouring channels (or registers of them), whose sums stay in registers.
template <class Unit, int count, Reading reading>
void column_statistics(const float* values, Index rows, Index stride, float* mean_out,
                       float* deviation_out) {
  using Values = typename Unit::Values;
  const auto at = [&](Index row, int i) {
    return read<reading>(Unit::load(values + row * stride + i * Unit::kWidth));
  };
  Values first[count], sum[count], mean[count];
  for (int i = 0; i < count; ++i) {
    first[i] = at(0, i);
    sum[i] = Values{};
  }
  for (Index row = 1; row < rows; ++row) {
    for (int i = 0; i < count; ++i) sum[i] += at(row, i) - first[i];
  }
  const float share = 1.0F / static_cast<float>(rows);
  for (int i = 0; i < count; ++i) {
    mean[i] = first[i] + sum[i] * share;
    sum[i] = Values{};
  }
  for (Index row = 0; row < rows; ++row) {
    for (int i = 0; i < count; ++i) {
      const Values distance = at(row, i) - mean[i];
      sum[i] += distance * distance;
    }
  }
  for (int i = 0; i < count; ++i) {
    Unit::store(mean_out + i * Unit::kWidth, mean[i]);
    Unit::store(deviation_out + i * Unit::kWidth, sum[i]);
  }
}

template <Reading reading>
void statistics_of_rows(const float* values, Index rows, Index channels, float* mean,
                        float* deviation) {
  constexpr int kRegisters = 4;
  Index c = 0;
  for (; c + kRegisters * kLanes <= channels; c += kRegisters * kLanes) {
    column_statistics<Register, kRegisters, reading>(values + c, rows, channels, mean + c,
                                                     deviation + c);
  }
  for (; c + kLanes <= channels; c += kLanes) {
    column_statistics<Register, 1, reading>(values + c, rows, channels, mean + c, deviation + c);
  }
  for (; c < channels; ++c) {
    column_statistics<Single, 1, reading>(values + c, rows, channels, mean + c, deviation + c);
  }
}

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

void row_statistics(const float* values, Index rows, Index channels, Reading reading, float* mean,
                    float* deviation) {
  if (reading == Reading::rectified) {
    statistics_of_rows<Reading::rectified>(values, rows, channels, mean, deviation);
  } else {
    statistics_of_rows<Reading::plain>(values, rows, channels, mean, deviation);
  }
}

RowPieces::RowPieces(Index row_count, Index channels)
    : rows(row_count), step(std::max<Index>(1, kPieceValues / channels)) {}

}  // namespace melsift::nn
