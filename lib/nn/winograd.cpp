#include "nn/winograd.h"

#include <algorithm>

#include "nn/layer.h"

namespace melsift::nn {

namespace {

// Values of the transforms that are processed at a time: few enough to stay in the last-level
// cache, and enough to use the kernel's transform often after it is loaded.
constexpr Index kGroupValues = Index{1} << 20;

// Padding between the matrices of points, so that the points of a tile don't share a few cache
// sets.
constexpr Index kGap = 16;

// Rows of the kernel that are transformed at a time.
constexpr Index kKernelRows = 32;

// The first taps of the parts, of at most `part` taps, into which a side of the kernel is divided.
std::vector<Index> part_offsets(Index taps, Index stride, Index part) {
  std::vector<Index> offsets;
  for (Index phase = 0; phase < stride; ++phase) {
    for (Index tap = phase; tap < taps; tap += part * stride) offsets.push_back(tap);
  }
  return offsets;
}

Index part_count(const ConvolutionGeometry& g, Index part) {
  return static_cast<Index>(part_offsets(g.kernel.height, g.strides.height, part).size() *
                            part_offsets(g.kernel.width, g.strides.width, part).size());
}

Index ceil_quotient(Index a, Index b) {
  return (a + b - 1) / b;
}

// The target of a tile's values: an image that contains the tile, or memory for set_tile() and
// add_tile().
Tile in_image(float* image, const Shape& shape, const TilePlace& place) {
  return {image + place.offset(shape), place.row_stride(shape), place.column_stride(shape)};
}
Tile in_memory(float* memory, const Shape& shape, const TilePlace& place) {
  return {memory, place.size * shape.channels, shape.channels};
}

}  // namespace

// Some consecutive rows of tiles of the batch, and their transforms: matrices of (tiles, depth) and
// (tiles, filters) for each point.
struct WinogradConvolution::Group {
  Group(const WinogradConvolution& owner, Index samples)
      : tile_columns(owner.tile_columns_),
        depth(owner.depth()),
        filters(owner.geometry().output.channels),
        all_rows(samples * owner.tile_rows_),
        most_rows(std::clamp<Index>(
            kGroupValues / (owner.points_ * tile_columns * (depth + filters)), 1, all_rows)),
        input_stride(most_rows * tile_columns * depth + kGap),
        output_stride(most_rows * tile_columns * filters + kGap),
        inputs(owner.points_ * input_stride),
        outputs(owner.points_ * output_stride) {
    rows = std::min(most_rows, all_rows);
  }

  // Moves to the next rows; false at the end.
  bool next() {
    first += rows;
    rows = std::min(most_rows, all_rows - first);
    return rows > 0;
  }
  Index tiles() const { return rows * tile_columns; }

  Index tile_columns, depth, filters, all_rows, most_rows;
  Index input_stride, output_stride;  // from point to point
  AlignedFloats inputs, outputs;
  Index first = 0;
  Index rows = 0;
};

bool WinogradConvolution::fits(const ConvolutionGeometry& g) {
  return g.input.channels % kTileChannels == 0 && g.output.channels % kTileChannels == 0;
}

WinogradConvolution::WinogradConvolution(const ConvolutionGeometry& g)
    : Convolution(g),
      tile_rows_(ceil_quotient(g.output.height, kTileOutputs)),
      tile_columns_(ceil_quotient(g.output.width, kTileOutputs)) {
  const Index part = 36 * part_count(g, 3) <= 49 * part_count(g, 4) ? 3 : 4;
  transforms_ = &tile_transforms(part);
  points_ = transforms_->points * transforms_->points;
  for (const Index row : part_offsets(g.kernel.height, g.strides.height, part)) {
    for (const Index column : part_offsets(g.kernel.width, g.strides.width, part)) {
      phases_.push_back({row, column});
    }
  }
}

double WinogradConvolution::share_of_products() const {
  const ConvolutionGeometry& g = geometry();
  return static_cast<double>(tile_rows_ * tile_columns_ * points_ * phases()) /
         static_cast<double>(g.output.height * g.output.width * g.kernel.size());
}

TilePlace WinogradConvolution::input_place(Index tile_row, Index tile_column, Index phase) const {
  const ConvolutionGeometry& g = geometry();
  return {.top = tile_row * kTileOutputs * g.strides.height + phases_[phase].row - g.top,
          .left = tile_column * kTileOutputs * g.strides.width + phases_[phase].column - g.left,
          .step = g.strides,
          .size = transforms_->points};
}

TilePlace WinogradConvolution::output_place(Index tile_row, Index tile_column) const {
  return {.top = tile_row * kTileOutputs, .left = tile_column * kTileOutputs, .size = kTileOutputs};
}

// --- The kernel's transforms.

// For kTileChannels columns of one row of a (height, width, rows, columns) kernel.
void WinogradConvolution::transform_taps(const float* kernel, Index phase, Index row, Index rows,
                                         Index columns, float* to, Index point_stride) const {
  const ConvolutionGeometry& g = geometry();
  const Index taps = transforms_->taps;
  alignas(64) float part[16 * kTileChannels];
  for (Index i = 0; i < taps; ++i) {
    for (Index j = 0; j < taps; ++j) {
      const Index y = phases_[phase].row + i * g.strides.height;
      const Index x = phases_[phase].column + j * g.strides.width;
      float* tap = part + (i * taps + j) * kTileChannels;
      if (y < g.kernel.height && x < g.kernel.width) {
        std::copy_n(kernel + ((y * g.kernel.width + x) * rows + row) * columns, kTileChannels, tap);
      } else {
        std::fill_n(tap, kTileChannels, 0.0F);
      }
    }
  }
  transforms_->kernel({part, taps * kTileChannels, kTileChannels},
                      {to, transforms_->points * point_stride, point_stride}, kTileChannels, {});
}

// Into (point, panel of columns, row), where rows x columns are the channels x filters of a kernel,
// or filters x channels of a transposed one, and the phases are further channels.
AlignedFloats WinogradConvolution::transform_kernel(const float* kernel, bool transposed,
                                                    const Parallel& parallel) const {
  const Index channels = geometry().input.channels;
  const Index filters = geometry().output.channels;
  const Index rows = transposed ? filters : depth();
  const Index columns = transposed ? depth() : filters;
  const Index rows_of_phase = transposed ? filters : channels;
  const Index columns_of_phase = transposed ? channels : filters;
  const Index point_stride = panel_count(columns) * rows * kPanelColumns;
  AlignedFloats result(points_ * point_stride);
  // Row after row of a panel, so that the values of each point are written in sequence.
  const Index parts = ceil_quotient(rows, kKernelRows);
  parallel(panel_count(columns) * parts, [&](std::size_t task) {
    const Index panel = static_cast<Index>(task) / parts;
    const Index first = static_cast<Index>(task) % parts * kKernelRows;
    const Index first_column = panel * kPanelColumns;
    const Index end_column = std::min(first_column + kPanelColumns, columns);
    for (Index row = first; row < std::min(first + kKernelRows, rows); ++row) {
      for (Index column = first_column; column < end_column; column += kTileChannels) {
        transform_taps(kernel + column % columns_of_phase,
                       row / rows_of_phase + column / columns_of_phase, row % rows_of_phase,
                       rows_of_phase, columns_of_phase,
                       result.data() + (panel * rows + row) * kPanelColumns + column - first_column,
                       point_stride);
      }
    }
  });
  return result;
}

// A (height, width, channels, filters) kernel as (height, width, filters, channels).
AlignedFloats WinogradConvolution::transpose(const float* kernel, const Parallel& parallel) const {
  const Index channels = geometry().input.channels;
  const Index filters = geometry().output.channels;
  AlignedFloats transposed(geometry().taps() * filters);
  parallel(geometry().kernel.size(), [&](std::size_t tap) {
    const Index first = static_cast<Index>(tap) * channels * filters;
    MatrixView(transposed.data() + first, filters, channels) =
        ConstMatrixView(kernel + first, channels, filters).transpose();
  });
  return transposed;
}

// From (point, phase, channel, filter).
void WinogradConvolution::set_kernel_gradient(const float* transformed, float* gradient,
                                              const Parallel& parallel) const {
  const ConvolutionGeometry& g = geometry();
  const Index channels = g.input.channels;
  const Index filters = g.output.channels;
  const Index taps = transforms_->taps;
  const Index point_stride = depth() * filters;
  parallel(depth(), [&](std::size_t task) {
    const Index row = static_cast<Index>(task);
    const Phase& phase = phases_[row / channels];
    AlignedFloats part(taps * taps * filters);
    transforms_->kernel_adjoint(
        {transformed + row * filters, transforms_->points * point_stride, point_stride},
        {part.data(), taps * filters, filters}, filters, {});
    for (Index i = 0; i < taps; ++i) {
      for (Index j = 0; j < taps; ++j) {
        const Index y = phase.row + i * g.strides.height;
        const Index x = phase.column + j * g.strides.width;
        if (y >= g.kernel.height || x >= g.kernel.width) continue;
        std::copy_n(part.data() + (i * taps + j) * filters, filters,
                    gradient + ((y * g.kernel.width + x) * channels + row % channels) * filters);
      }
    }
  });
}

// --- The tiles' transforms, of one row of a group.

void WinogradConvolution::transform_inputs(Group& group, Index row, const float* x) const {
  const Shape& shape = geometry().input;
  const float* image = x + (group.first + row) / tile_rows_ * shape.size();
  const Index tile_row = (group.first + row) % tile_rows_;
  AlignedFloats memory(points_ * shape.channels);
  for (Index tile = 0; tile < tile_columns_; ++tile) {
    float* to = group.inputs.data() + (row * tile_columns_ + tile) * group.depth;
    for (Index phase = 0; phase < phases(); ++phase, to += shape.channels) {
      const ConstTile in = tile_of(image, shape, input_place(tile_row, tile, phase), memory.data());
      transforms_->input(in, {to, transforms_->points * group.input_stride, group.input_stride},
                         shape.channels, {});
    }
  }
}

void WinogradConvolution::transform_outputs(const Group& group, Index row, const float* bias,
                                            float* y) const {
  const Shape& shape = geometry().output;
  float* image = y + (group.first + row) / tile_rows_ * shape.size();
  const Index tile_row = (group.first + row) % tile_rows_;
  AlignedFloats memory(kTileOutputs * kTileOutputs * shape.channels);
  for (Index tile = 0; tile < tile_columns_; ++tile) {
    const float* from = group.outputs.data() + (row * tile_columns_ + tile) * group.filters;
    const ConstTile in{from, transforms_->points * group.output_stride, group.output_stride};
    const TilePlace place = output_place(tile_row, tile);
    if (place.inside(shape)) {
      transforms_->output(in, in_image(image, shape, place), shape.channels, {.start = bias});
    } else {
      transforms_->output(in, in_memory(memory.data(), shape, place), shape.channels,
                          {.start = bias});
      set_tile(image, shape, place, memory.data());
    }
  }
}

void WinogradConvolution::transform_output_gradients(Group& group, Index row,
                                                     const float* dy) const {
  const Shape& shape = geometry().output;
  const float* image = dy + (group.first + row) / tile_rows_ * shape.size();
  const Index tile_row = (group.first + row) % tile_rows_;
  AlignedFloats memory(kTileOutputs * kTileOutputs * shape.channels);
  for (Index tile = 0; tile < tile_columns_; ++tile) {
    float* to = group.outputs.data() + (row * tile_columns_ + tile) * group.filters;
    const ConstTile in = tile_of(image, shape, output_place(tile_row, tile), memory.data());
    transforms_->output_adjoint(
        in, {to, transforms_->points * group.output_stride, group.output_stride}, shape.channels,
        {});
  }
}

void WinogradConvolution::add_input_gradients(const Group& group, Index row, float* dx) const {
  const Shape& shape = geometry().input;
  float* image = dx + (group.first + row) / tile_rows_ * shape.size();
  const Index tile_row = (group.first + row) % tile_rows_;
  AlignedFloats memory(points_ * shape.channels);
  for (Index tile = 0; tile < tile_columns_; ++tile) {
    const float* from = group.inputs.data() + (row * tile_columns_ + tile) * group.depth;
    for (Index phase = 0; phase < phases(); ++phase, from += shape.channels) {
      const ConstTile in{from, transforms_->points * group.input_stride, group.input_stride};
      const TilePlace place = input_place(tile_row, tile, phase);
      if (place.inside(shape)) {
        transforms_->input_adjoint(in, in_image(image, shape, place), shape.channels,
                                   {.add = true});
      } else {
        transforms_->input_adjoint(in, in_memory(memory.data(), shape, place), shape.channels, {});
        add_tile(image, shape, place, memory.data());
      }
    }
  }
}

// --- The passes.

AlignedFloats WinogradConvolution::prepare(const float* kernel, const Parallel& parallel) const {
  return transform_kernel(kernel, false, parallel);
}

void WinogradConvolution::forward(Index samples, const float* x, const AlignedFloats& prepared,
                                  const float* bias, float* y, const Parallel& parallel) const {
  const Index panel_stride = prepared.size() / points_;
  Group group(*this, samples);
  do {
    parallel(group.rows, [&](std::size_t row) { transform_inputs(group, row, x); });
    parallel(points_, [&](std::size_t point) {
      multiply_matrix(group.inputs.data() + point * group.input_stride, group.tiles(), group.depth,
                      prepared.data() + point * panel_stride, group.filters,
                      group.outputs.data() + point * group.output_stride);
    });
    parallel(group.rows, [&](std::size_t row) { transform_outputs(group, row, bias, y); });
  } while (group.next());
}

void WinogradConvolution::backward(Index samples, const float* x, const float* dy,
                                   const float* kernel, const ConvolutionGradients& gradients,
                                   const Parallel& parallel) const {
  const ConvolutionGeometry& g = geometry();
  const bool with_input = gradients.x != nullptr;
  const AlignedFloats panels =
      with_input ? transform_kernel(transpose(kernel, parallel).data(), true, parallel)
                 : AlignedFloats();
  const Index panel_stride = panels.size() / points_;
  AlignedFloats kernel_gradient(points_ * depth() * g.output.channels);
  Matrix bias_gradients(samples, g.output.channels);
  parallel(samples, [&](std::size_t sample) {
    bias_gradients.row(sample) =
        ConstMatrixView(dy + sample * g.output.size(), g.output.height * g.output.width,
                        g.output.channels)
            .colwise()
            .sum();
    if (with_input) std::fill_n(gradients.x + sample * g.input.size(), g.input.size(), 0.0F);
  });
  Eigen::Map<RowVector>(gradients.bias, g.output.channels) = bias_gradients.colwise().sum();

  // Rows of tiles whose pixels don't overlap may be added at the same time.
  const Index last = std::ranges::max(phases_, {}, &Phase::row).row;
  const Index reach = last + (transforms_->points - 1) * g.strides.height + 1;
  const Index apart = ceil_quotient(reach, kTileOutputs * g.strides.height);
  Group group(*this, samples);
  do {
    parallel(group.rows, [&](std::size_t row) {
      transform_inputs(group, row, x);
      transform_output_gradients(group, row, dy);
    });
    parallel(points_, [&](std::size_t point) {
      float* inputs = group.inputs.data() + point * group.input_stride;
      const float* outputs = group.outputs.data() + point * group.output_stride;
      multiply_transposed(inputs, group.tiles(), group.depth, outputs, group.filters,
                          kernel_gradient.data() + point * group.depth * group.filters,
                          group.first > 0);
      if (!with_input) return;
      multiply_matrix(outputs, group.tiles(), group.filters, panels.data() + point * panel_stride,
                      group.depth, inputs);
    });
    for (Index turn = 0; with_input && turn < apart; ++turn) {
      parallel(ceil_quotient(group.rows - turn, apart), [&](std::size_t number) {
        add_input_gradients(group, turn + static_cast<Index>(number) * apart, gradients.x);
      });
    }
  } while (group.next());
  set_kernel_gradient(kernel_gradient.data(), gradients.kernel, parallel);
}

}  // namespace melsift::nn
