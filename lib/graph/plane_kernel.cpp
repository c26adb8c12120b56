// Windows over planes whose channels are last: convolutions and pooling.
#include <algorithm>
#include <limits>
#include <memory>

#include "graph/kernel.h"
#include "nn/panel_product.h"
#include "nn/window.h"

namespace melsift::graph {

namespace {

using nn::AlignedFloats;
using nn::kPanelColumns;

nn::Shape plane(const Extents& shape) {
  return {shape[1], shape[2], shape[0]};
}

// Rows and columns of taps whose inputs are inside the image, for one position of the window.
struct Taps {
  Index first = 0;
  Index end = 0;
};
Taps taps_inside(Index place, Index stride, Index before, Index dilation, Index taps,
                 Index extent) {
  const Index start = place * stride - before;  // of tap 0
  const Index first = start < 0 ? (-start + dilation - 1) / dilation : 0;
  const Index end = start < extent ? (extent - 1 - start) / dilation + 1 : 0;
  return {std::min(first, taps), std::min(end, taps)};
}

// Calls body(input pixel, tap) for the taps of the window at (row, column) that are inside.
struct Sweep {
  nn::Shape input;
  Pair window, strides, dilations, before;

  template <class Body>
  void operator()(Index row, Index column, const Body& body) const {
    const Taps rows =
        taps_inside(row, strides[0], before[0], dilations[0], window[0], input.height);
    const Taps columns =
        taps_inside(column, strides[1], before[1], dilations[1], window[1], input.width);
    for (Index i = rows.first; i < rows.end; ++i) {
      const Index y = row * strides[0] - before[0] + i * dilations[0];
      for (Index j = columns.first; j < columns.end; ++j) {
        const Index x = column * strides[1] - before[1] + j * dilations[1];
        body((y * input.width + x) * input.channels, i * window[1] + j);
      }
    }
  }
};

// Calls body(x, y, row) for each row of each sample's output.
template <class Body>
void for_each_row(const Call& call, const nn::Shape& input, const nn::Shape& output,
                  const Body& body) {
  call.parallel(static_cast<std::size_t>(call.samples * output.height), [&](std::size_t task) {
    const Index sample = static_cast<Index>(task) / output.height;
    const Index row = static_cast<Index>(task) % output.height;
    body(call.inputs[0] + sample * input.size(),
         call.output + sample * output.size() + row * output.width * output.channels, row);
  });
}

// Each channel has its own kernel.  Sums of some channels stay in registers over all taps.
Kernel depthwise(const Sweep& sweep, const nn::Shape& output, AlignedFloats weights,
                 std::vector<float> bias) {
  constexpr Index kChunk = 32;
  using Chunk = Eigen::Array<float, kChunk, 1>;
  auto kernel = std::make_shared<const AlignedFloats>(std::move(weights));
  return [=](const Call& call) {
    const Index channels = output.channels;
    for_each_row(call, sweep.input, output, [&](const float* x, float* y, Index row) {
      for (Index column = 0; column < output.width; ++column, y += channels) {
        Index c = 0;
        for (; c + kChunk <= channels; c += kChunk) {
          Chunk sum = Eigen::Map<const Chunk>(bias.data() + c);
          sweep(row, column, [&](Index pixel, Index tap) {
            sum += Eigen::Map<const Chunk>(x + pixel + c) *
                   Eigen::Map<const Chunk>(kernel->data() + tap * channels + c);
          });
          Eigen::Map<Chunk>(y + c) = sum;
        }
        if (c == channels) continue;
        std::copy(bias.begin() + c, bias.end(), y + c);
        sweep(row, column, [&](Index pixel, Index tap) {
          const float* factor = kernel->data() + tap * channels;
          for (Index k = c; k < channels; ++k) y[k] += x[pixel + k] * factor[k];
        });
      }
    });
  };
}

// Matrix products whose factors are the windows of the image, group by group.
class GroupedConvolution {
 public:
  GroupedConvolution(const Convolve& convolve, const Extents& input, const Extents& output,
                     const Value& kernel, const Value& bias)
      : convolve_(convolve),
        input_(plane(input)),
        output_(plane(output)),
        window_{kernel.shape[0], kernel.shape[1]},
        depth_(kernel.shape[2]),
        filters_(output_.channels / convolve.groups),
        length_(window_[0] * window_[1] * depth_),
        panels_(nn::panel_count(filters_) * kPanelColumns * (length_ + 1) * convolve.groups) {
    std::vector<float> matrix(static_cast<std::size_t>(length_ * filters_));
    for (Index group = 0; group < convolve.groups; ++group) {
      for (Index row = 0; row < length_; ++row)
        std::copy_n(kernel.constant.data() + row * output_.channels + group * filters_, filters_,
                    matrix.data() + row * filters_);
      float* panels = panels_.data() + group * group_size();
      nn::pack_panels(matrix.data(), length_, filters_, panels);
      nn::pack_panels(bias.constant.data() + group * filters_, 1, filters_,
                      panels + nn::panel_count(filters_) * kPanelColumns * length_);
    }
  }

  void run(const Call& call) const {
    for_each_row(call, input_, output_,
                 [&](const float* x, float* y, Index row) { compute_row(x, y, row); });
  }

 private:
  Index group_size() const { return nn::panel_count(filters_) * kPanelColumns * (length_ + 1); }

  void compute_row(const float* x, float* y, Index row) const {
    const Pair& dilations = convolve_.dilations;
    const Index height = (window_[0] - 1) * dilations[0] + 1;
    const Index width =
        (output_.width - 1) * convolve_.strides[1] + (window_[1] - 1) * dilations[1] + 1;
    const nn::Window window{row * convolve_.strides[0] - convolve_.border.before[0],
                            -convolve_.border.before[1], height, width};
    AlignedFloats memory(window.size(input_.channels));
    const nn::WindowValues in = nn::view_window(x, input_, window, memory.data());
    std::vector<Index> offsets;
    for (Index i = 0; i < window_[0]; ++i)
      for (Index j = 0; j < window_[1]; ++j)
        for (Index c = 0; c < depth_; ++c)
          offsets.push_back(i * dilations[0] * in.stride + j * dilations[1] * input_.channels + c);
    for (Index group = 0; group < convolve_.groups; ++group)
      for (Index panel = 0; panel < nn::panel_count(filters_); ++panel)
        compute_panel(in.data + group * depth_, y, group, panel, offsets);
  }

  void compute_panel(const float* in, float* y, Index group, Index panel,
                     const std::vector<Index>& offsets) const {
    const float* const panels = panels_.data() + group * group_size();
    const Index step = nn::block_rows(output_.width);
    for (Index column = 0; column < output_.width; column += step) {
      const Index count = std::min(step, output_.width - column);
      const float* from[nn::kBlockRows];
      float* to[nn::kBlockRows];
      for (Index i = 0; i < count; ++i) {
        from[i] = in + (column + i) * convolve_.strides[1] * input_.channels;
        to[i] = y + (column + i) * output_.channels + group * filters_;
      }
      nn::multiply({.rows = count,
                    .columns = std::min(kPanelColumns, filters_ - panel * kPanelColumns),
                    .a = from,
                    .offsets = offsets.data(),
                    .length = length_,
                    .panel = panels + panel * length_ * kPanelColumns,
                    .start = panels + nn::panel_count(filters_) * kPanelColumns * length_ +
                             panel * kPanelColumns,
                    .c = to,
                    .column = panel * kPanelColumns});
    }
  }

  Convolve convolve_;
  nn::Shape input_, output_;
  Pair window_;
  Index depth_;    // channels of a group
  Index filters_;  // of a group
  Index length_;   // values that reach one output
  AlignedFloats panels_;
};

const nn::Parallel kCallerThread = [](std::size_t count,
                                      const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < count; ++i) body(i);
};

// Uses the fastest kernel of nn.
Kernel plain_convolution(const Convolve& convolve, const Extents& input, const Extents& output,
                         const Value& kernel, const Value& bias) {
  const nn::ConvolutionGeometry geometry{.input = plane(input),
                                         .output = plane(output),
                                         .kernel = {kernel.shape[0], kernel.shape[1]},
                                         .strides = {convolve.strides[0], convolve.strides[1]},
                                         .top = convolve.border.before[0],
                                         .left = convolve.border.before[1]};
  const std::shared_ptr<const nn::Convolution> convolution =
      nn::make_convolution(geometry, nn::Purpose::inference);
  const auto prepared = std::make_shared<const AlignedFloats>(
      convolution->prepare(kernel.constant.data(), kCallerThread));
  return [convolution, prepared, bias = bias.constant](const Call& call) {
    convolution->forward(call.samples, call.inputs[0], *prepared, bias.data(), call.output,
                         call.parallel);
  };
}

}  // namespace

Kernel convolution_kernel(const Convolve& convolve, const Extents& input, const Extents& output,
                          const Value& kernel, const Value& bias) {
  if (convolve.groups == 1 && convolve.dilations == Pair{1, 1})
    return plain_convolution(convolve, input, output, kernel, bias);
  if (convolve.groups == input[0] && output[0] == input[0]) {
    AlignedFloats weights(static_cast<std::ptrdiff_t>(kernel.constant.size()));
    std::ranges::copy(kernel.constant, weights.data());
    return depthwise({plane(input),
                      {kernel.shape[0], kernel.shape[1]},
                      convolve.strides,
                      convolve.dilations,
                      convolve.border.before},
                     plane(output), std::move(weights), bias.constant);
  }
  const auto grouped =
      std::make_shared<const GroupedConvolution>(convolve, input, output, kernel, bias);
  return [grouped](const Call& call) { grouped->run(call); };
}

Kernel pooling_kernel(const PoolWindows& pool, const Extents& input, const Extents& output) {
  const Sweep sweep{plane(input), pool.window, pool.strides, pool.dilations, pool.border.before};
  return [=, from = plane(input), to = plane(output)](const Call& call) {
    const Index channels = to.channels;
    const bool is_maximum = pool.kind == Pool::maximum;
    const float start = is_maximum ? -std::numeric_limits<float>::infinity() : 0.0F;
    for_each_row(call, from, to, [&](const float* x, float* y, Index row) {
      for (Index column = 0; column < to.width; ++column, y += channels) {
        Index count = 0;
        std::fill_n(y, channels, start);
        sweep(row, column, [&](Index pixel, Index) {
          const float* in = x + pixel;
          ++count;
          if (is_maximum) {
            for (Index c = 0; c < channels; ++c) y[c] = y[c] < in[c] ? in[c] : y[c];
          } else {
            for (Index c = 0; c < channels; ++c) y[c] += in[c];
          }
        });
        if (is_maximum) continue;
        const Index divisor = pool.counts_border ? pool.window[0] * pool.window[1] : count;
        for (Index c = 0; c < channels; ++c)
          y[c] /= static_cast<float>(std::max<Index>(divisor, 1));
      }
    });
  };
}

}  // namespace melsift::graph
