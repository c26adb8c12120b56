#include "nn/batch_normalization.h"

#include <algorithm>
#include <array>

namespace melsift::nn {

namespace {

constexpr float kEpsilon = 1e-3F;  // Keras' default

enum Place : std::size_t { gamma, beta, moving_mean, moving_variance };

using ConstVectorView = Eigen::Map<const Vector>;

ConstVectorView view(std::span<const float> values) {
  return {values.data(), static_cast<Index>(values.size())};
}

void draw_towards(std::span<float> moving, const Vector& batch, float share) {
  for (std::size_t c = 0; c < moving.size(); ++c) {
    moving[c] -= (moving[c] - batch[static_cast<Index>(c)]) * share;
  }
}

}  // namespace

std::vector<Parameter> Normalization::describe_parameters() const {
  std::vector<Parameter> described(4);
  constexpr std::array kNames = {"gamma", "beta", "moving_mean", "moving_variance"};
  for (std::size_t i = 0; i < described.size(); ++i) {
    described[i].name = kNames[i];
    described[i].shape = {channels()};
    described[i].initializer =
        i == gamma || i == moving_variance ? Initializer::ones : Initializer::zeros;
    described[i].trainable = i == gamma || i == beta;
  }
  return described;
}

ChannelStatistics Normalization::statistics(const ConstMatrixView& x) const {
  const Index width = channels();
  const RowPieces pieces(x.size() / width, width);
  PieceSums sums(width, pieces.count());
  std::vector<Index> counts(pieces.count());
  parallel(pieces.count(), [&](std::size_t piece) {
    const Index begin = pieces.begin(piece);
    counts[piece] = pieces.end(piece) - begin;
    row_statistics(x.data() + begin * width, counts[piece], width, Reading::plain,
                   sums.of(piece, 0), sums.of(piece, 1));
  });
  return sums.statistics(counts);
}

Normalization::Affine Normalization::inference_affine() const {
  const auto values = [&](Place place) { return view(parameters()[place].values()); };
  return {values(moving_mean),
          values(gamma).array() / (values(moving_variance).array() + kEpsilon).sqrt(),
          values(beta)};
}

Normalization::Affine Normalization::training_affine(const ChannelStatistics& batch) {
  draw_towards(parameters()[moving_mean].values(), batch.mean, moving_share_);
  draw_towards(parameters()[moving_variance].values(), batch.variance, moving_share_);
  count_ = batch.count;
  mean_ = batch.mean;
  inverse_deviation_ = (batch.variance.array() + kEpsilon).sqrt().inverse();
  return {mean_, view(parameters()[gamma].values()).array() * inverse_deviation_.array(),
          view(parameters()[beta].values())};
}

// dx = gamma / deviation * (dy - mean(dy) - normalized x * mean(dy * normalized x)).
Normalization::Slope Normalization::slope(const Vector& dgamma, const Vector& dbeta) {
  std::copy_n(dgamma.data(), dgamma.size(), parameters()[gamma].gradient().begin());
  std::copy_n(dbeta.data(), dbeta.size(), parameters()[beta].gradient().begin());
  Slope slope;
  slope.center = mean_;
  slope.by_output = view(parameters()[gamma].values()).array() * inverse_deviation_.array();
  const Eigen::ArrayXf share = slope.by_output.array() / static_cast<float>(count_);
  slope.by_input = -share * dgamma.array() * inverse_deviation_.array();
  slope.constant = -share * dbeta.array();
  return slope;
}

void BatchNormalization::apply(const Affine& affine, const ConstMatrixView& x, MatrixView y) const {
  const Index width = channels();
  const RowPieces pieces(x.size() / width, width);
  parallel(pieces.count(), [&](std::size_t piece) {
    const float* __restrict center = affine.center.data();
    const float* __restrict scale = affine.scale.data();
    const float* __restrict shift = affine.shift.data();
    for (Index row = pieces.begin(piece); row < pieces.end(piece); ++row) {
      const float* in = x.data() + row * width;
      float* __restrict out = y.data() + row * width;
      for (Index c = 0; c < width; ++c) out[c] = (in[c] - center[c]) * scale[c] + shift[c];
    }
  });
}

void BatchNormalization::infer(const ConstMatrixView& x, MatrixView y) const {
  apply(inference_affine(), x, y);
}

void BatchNormalization::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  apply(training_affine(statistics(x)), x, y);
}

void BatchNormalization::backward(const ConstMatrixView& x, const ConstMatrixView&,
                                  const ConstMatrixView& dy, MatrixView dx) {
  const Index width = channels();
  const RowPieces pieces(x.size() / width, width);
  PieceSums sums(width, pieces.count());
  parallel(pieces.count(), [&](std::size_t piece) {
    const float* __restrict center = mean().data();
    const float* __restrict scale = inverse_deviation().data();
    float* __restrict dgamma = sums.of(piece, 0);
    float* __restrict dbeta = sums.of(piece, 1);
    for (Index row = pieces.begin(piece); row < pieces.end(piece); ++row) {
      const float* in = x.data() + row * width;
      const float* by_out = dy.data() + row * width;
      for (Index c = 0; c < width; ++c) {
        dgamma[c] += by_out[c] * ((in[c] - center[c]) * scale[c]);
        dbeta[c] += by_out[c];
      }
    }
  });
  const Slope by = slope(sums.total(0), sums.total(1));
  if (dx.size() == 0) return;
  parallel(pieces.count(), [&](std::size_t piece) {
    const float* __restrict center = by.center.data();
    const float* __restrict by_output = by.by_output.data();
    const float* __restrict by_input = by.by_input.data();
    const float* __restrict constant = by.constant.data();
    for (Index row = pieces.begin(piece); row < pieces.end(piece); ++row) {
      const float* in = x.data() + row * width;
      const float* by_out = dy.data() + row * width;
      float* by_in = dx.data() + row * width;
#ifdef __clang__
#pragma clang loop vectorize(assume_safety)
#else
#pragma GCC ivdep
#endif
      for (Index c = 0; c < width; ++c) {
        by_in[c] = by_output[c] * by_out[c] + (by_input[c] * (in[c] - center[c]) + constant[c]);
      }
    }
  });
}

}  // namespace melsift::nn
