#include "nn/pooling.h"

#include <algorithm>
#include <limits>

namespace melsift::nn {

namespace {

// Calls at(position in the input, position in the output) for each position of a sample that a
// window covers, window by window, each row by row; `first` marks the first value of a window.
void for_each_covered(const Shape& input, const Extent& window, const auto& at) {
  const Shape output = pooled_shape(input, window);
  for (Index i = 0; i < output.height; ++i) {
    for (Index j = 0; j < output.width; ++j) {
      for (Index k = 0; k < window.height; ++k) {
        for (Index l = 0; l < window.width; ++l) {
          const Index place = (i * window.height + k) * input.width + j * window.width + l;
          at(place, i * output.width + j, k == 0 && l == 0);
        }
      }
    }
  }
}

// Passes each of `by_out` (channels) to the position of the window's maximum: `in` and `by_in` are
// the first position of the window, and the others follow at `offsets`.
void send_to_maximum(const float* in, const float* by_out, const std::vector<Index>& offsets,
                     Index channels, float* by_in) {
  for (Index c = 0; c < channels; ++c) {
    Index best = offsets.front();
    for (const Index offset : offsets) {
      if (in[offset + c] > in[best + c]) best = offset;
    }
    by_in[best + c] += by_out[c];
  }
}

}  // namespace

Shape pooled_shape(const Shape& input, const Extent& window) {
  return {input.height / window.height, input.width / window.width, input.channels};
}

AveragePooling2D::AveragePooling2D(const Shape& input, const Extent& window)
    : Layer(input, pooled_shape(input, window)), window_(window) {}

void AveragePooling2D::infer(const ConstMatrixView& x, MatrixView y) const {
  const Index channels = input_shape().channels;
  const float share = 1.0F / static_cast<float>(window_.size());
  parallel(static_cast<std::size_t>(x.rows()), [&](std::size_t sample) {
    const auto row = static_cast<Index>(sample);
    for_each_covered(input_shape(), window_, [&](Index from, Index to, bool first) {
      const float* in = x.row(row).data() + from * channels;
      float* __restrict out = y.row(row).data() + to * channels;
      if (first) std::fill_n(out, channels, 0.0F);
      for (Index c = 0; c < channels; ++c) out[c] += in[c] * share;
    });
  });
}

void AveragePooling2D::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  infer(x, y);
}

void AveragePooling2D::backward(const ConstMatrixView& x, const ConstMatrixView&,
                                const ConstMatrixView& dy, MatrixView dx) {
  if (dx.size() == 0) return;
  const Index channels = input_shape().channels;
  const float share = 1.0F / static_cast<float>(window_.size());
  parallel(static_cast<std::size_t>(x.rows()), [&](std::size_t sample) {
    const auto row = static_cast<Index>(sample);
    dx.row(row).setZero();
    for_each_covered(input_shape(), window_, [&](Index from, Index to, bool) {
      float* __restrict by_in = dx.row(row).data() + from * channels;
      const float* by_out = dy.row(row).data() + to * channels;
      for (Index c = 0; c < channels; ++c) by_in[c] = by_out[c] * share;
    });
  });
}

MaxPooling2D::MaxPooling2D(const Shape& input, const Extent& window)
    : Layer(input, pooled_shape(input, window)), window_(window) {}

void MaxPooling2D::infer(const ConstMatrixView& x, MatrixView y) const {
  const Index channels = input_shape().channels;
  parallel(static_cast<std::size_t>(x.rows()), [&](std::size_t sample) {
    const auto row = static_cast<Index>(sample);
    for_each_covered(input_shape(), window_, [&](Index from, Index to, bool first) {
      const float* in = x.row(row).data() + from * channels;
      float* __restrict out = y.row(row).data() + to * channels;
      if (first) std::copy_n(in, channels, out);
      for (Index c = 0; c < channels; ++c) out[c] = in[c] > out[c] ? in[c] : out[c];
    });
  });
}

void MaxPooling2D::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  infer(x, y);
}

void MaxPooling2D::backward(const ConstMatrixView& x, const ConstMatrixView&,
                            const ConstMatrixView& dy, MatrixView dx) {
  if (dx.size() == 0) return;
  const Shape& in = input_shape();
  const Shape& out = output_shape();
  std::vector<Index> offsets;
  for (Index k = 0; k < window_.height; ++k) {
    for (Index l = 0; l < window_.width; ++l) offsets.push_back((k * in.width + l) * in.channels);
  }
  parallel(static_cast<std::size_t>(x.rows()), [&](std::size_t sample) {
    const auto row = static_cast<Index>(sample);
    dx.row(row).setZero();
    for (Index i = 0; i < out.height; ++i) {
      for (Index j = 0; j < out.width; ++j) {
        const Index first = (i * window_.height * in.width + j * window_.width) * in.channels;
        send_to_maximum(x.row(row).data() + first,
                        dy.row(row).data() + (i * out.width + j) * out.channels, offsets,
                        in.channels, dx.row(row).data() + first);
      }
    }
  });
}

GlobalPooling2D::GlobalPooling2D(const Shape& input, Kind kind)
    : Layer(input, {1, 1, kind == Kind::average_max ? 2 * input.channels : input.channels}),
      kind_(kind) {}

void GlobalPooling2D::infer(const ConstMatrixView& x, MatrixView y) const {
  const Index channels = input_shape().channels;
  const Index places = input_shape().height * input_shape().width;
  for (Index row = 0; row < x.rows(); ++row) {
    const ConstMatrixView in(x.row(row).data(), places, channels);
    float* out = y.row(row).data();
    if (kind_ != Kind::max) {
      Eigen::Map<RowVector> mean(out, channels);
      mean = in.row(0);
      for (Index place = 1; place < places; ++place) mean += in.row(place);
      mean /= static_cast<float>(places);
      out += channels;
    }
    if (kind_ != Kind::average) Eigen::Map<RowVector>(out, channels) = in.colwise().maxCoeff();
  }
}

void GlobalPooling2D::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  infer(x, y);
}

void GlobalPooling2D::backward(const ConstMatrixView& x, const ConstMatrixView&,
                               const ConstMatrixView& dy, MatrixView dx) {
  if (dx.size() == 0) return;
  const Index channels = input_shape().channels;
  const Index places = input_shape().height * input_shape().width;
  std::vector<Index> offsets;
  for (Index place = 0; place < places; ++place) offsets.push_back(place * channels);
  for (Index row = 0; row < x.rows(); ++row) {
    const float* by_out = dy.row(row).data();
    MatrixView by_in(dx.row(row).data(), places, channels);
    by_in.setZero();
    if (kind_ != Kind::max) {
      by_in.rowwise() += Eigen::Map<const RowVector>(by_out, channels) / static_cast<float>(places);
      by_out += channels;
    }
    if (kind_ != Kind::average) {
      send_to_maximum(x.row(row).data(), by_out, offsets, channels, by_in.data());
    }
  }
}

}  // namespace melsift::nn
