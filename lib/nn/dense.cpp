#include "nn/dense.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "nn/panel_product.h"

namespace melsift::nn {

namespace {

// A kernel with more values than this is processed in blocks of rows or columns, which several
// threads share.
constexpr Index kSmallKernel = 1 << 18;
constexpr Index kBlock = 4 * kPanelColumns;

}  // namespace

Dense::Dense(const Shape& input, Index units, Initializer kernel_initializer)
    : Layer(input, Shape{1, 1, units}), kernel_initializer_(kernel_initializer) {}

std::vector<Parameter> Dense::describe_parameters() const {
  Parameter kernel;
  kernel.name = "kernel";
  kernel.shape = {input_shape().size(), output_shape().size()};
  kernel.initializer = kernel_initializer_;
  kernel.fan_in = input_shape().size();
  kernel.fan_out = output_shape().size();
  Parameter bias;
  bias.name = "bias";
  bias.shape = {output_shape().size()};
  return {std::move(kernel), std::move(bias)};
}

// Calls body(first, count) for blocks of 0 .. size-1.
void Dense::in_blocks(Index size, const std::function<void(Index, Index)>& body) const {
  if (kernel().size() <= kSmallKernel) {
    body(0, size);
    return;
  }
  parallel(static_cast<std::size_t>((size + kBlock - 1) / kBlock), [&](std::size_t number) {
    const Index first = static_cast<Index>(number) * kBlock;
    body(first, std::min(kBlock, size - first));
  });
}

ConstMatrixView Dense::kernel() const {
  return {parameters()[0].values().data(), input_shape().size(), output_shape().size()};
}

// Inference has its own product: Eigen's product sums in another order for rows that don't fill a
// block of four, and packs the kernel again for each call.
AlignedFloats Dense::packed() const {
  const Index units = output_shape().size();
  const Index panels = panel_count(units) * kPanelColumns * input_shape().size();
  AlignedFloats memory(panels + panel_count(units) * kPanelColumns);
  pack_panels(kernel().data(), input_shape().size(), units, memory.data());
  const auto bias = parameters()[1].values();
  std::fill(std::ranges::copy(bias, memory.data() + panels).out, memory.data() + memory.size(),
            0.0F);
  return memory;
}

void Dense::prepare() {
  prepared_ = packed();
}

void Dense::infer(const ConstMatrixView& x, MatrixView y) const {
  const AlignedFloats unprepared = prepared_.size() > 0 ? AlignedFloats() : packed();
  const float* const panels = prepared_.size() > 0 ? prepared_.data() : unprepared.data();
  const float* const bias = panels + panel_count(y.cols()) * kPanelColumns * x.cols();
  std::vector<Index> offsets(static_cast<std::size_t>(x.cols()));
  std::iota(offsets.begin(), offsets.end(), Index{0});
  const Index step = block_rows(x.rows());
  in_blocks(y.cols(), [&](Index first, Index count) {
    for (Index column = first; column < first + count; column += kPanelColumns) {
      for (Index row = 0; row < x.rows(); row += step) {
        const float* from[kBlockRows];
        float* to[kBlockRows];
        const Index rows = std::min(step, x.rows() - row);
        for (Index i = 0; i < rows; ++i) {
          from[i] = x.data() + (row + i) * x.cols();
          to[i] = y.data() + (row + i) * y.cols();
        }
        multiply({.rows = rows,
                  .columns = std::min(kPanelColumns, y.cols() - column),
                  .a = from,
                  .offsets = offsets.data(),
                  .length = x.cols(),
                  .panel = panels + column * x.cols(),
                  .start = bias + column,
                  .c = to,
                  .column = column});
      }
    }
  });
}

void Dense::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  prepared_ = AlignedFloats();  // training changes the kernel
  const Eigen::Map<const RowVector> bias(parameters()[1].values().data(), y.cols());
  in_blocks(y.cols(), [&](Index first, Index count) {
    // The product is added to the values in y, so the bias needs no separate pass.
    y.middleCols(first, count).rowwise() = bias.segment(first, count);
    y.middleCols(first, count).noalias() += x * kernel().middleCols(first, count);
  });
}

void Dense::backward(const ConstMatrixView& x, const ConstMatrixView&, const ConstMatrixView& dy,
                     MatrixView dx) {
  MatrixView kernel_gradient(parameters()[0].gradient().data(), x.cols(), dy.cols());
  in_blocks(x.cols(), [&](Index first, Index count) {
    kernel_gradient.middleRows(first, count).noalias() =
        x.middleCols(first, count).transpose() * dy;
    if (dx.size() > 0) {
      dx.middleCols(first, count).noalias() = dy * kernel().middleRows(first, count).transpose();
    }
  });
  Eigen::Map<RowVector> bias_gradient(parameters()[1].gradient().data(), dy.cols());
  bias_gradient = dy.row(0);
  for (Index row = 1; row < dy.rows(); ++row) bias_gradient += dy.row(row);
}

}  // namespace melsift::nn
