#include "nn/direct_convolution.h"

#include <algorithm>
#include <vector>

#include "nn/layer.h"
#include "nn/panel_product.h"

namespace melsift::nn {

namespace {

// Values of a band of rows, which stays in a core's cache while all filters use it.
constexpr Index kBandValues = 32768;
// Values of the kernel for a task of the forward pass.
constexpr Index kSharePanelValues = 1 << 17;
// The maximum number of parts of the sum over the batch, and of values of all partial sums.
constexpr Index kMaxParts = 16;
constexpr Index kPartsValues = Index{1} << 23;

// The rows of A and C of consecutive blocks.
struct Rows {
  std::vector<const float*> a;
  std::vector<float*> c;

  void add(const float* from, float* to) {
    a.push_back(from);
    c.push_back(to);
  }

  // All blocks of one panel; `block` has their common settings.
  void multiply_panel(PanelBlock block) const {
    const Index count = static_cast<Index>(a.size());
    const Index step = block_rows(count);
    for (Index row = 0; row < count; row += step) {
      block.rows = std::min(step, count - row);
      block.a = a.data() + row;
      block.c = c.data() + row;
      multiply(block);
    }
  }
};

// The offsets of a grid's points, row by row.
std::vector<Index> grid(Index rows, Index row_stride, Index columns, Index column_stride) {
  std::vector<Index> offsets;
  offsets.reserve(rows * columns);
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < columns; ++c) offsets.push_back(r * row_stride + c * column_stride);
  }
  return offsets;
}

// The number of rows of a band, if each row needs this number of values.
Index band_rows(Index row_values) {
  return std::max<Index>(kBandValues / row_values, 1);
}

Index columns_of(Index panel, Index columns) {
  return std::min(kPanelColumns, columns - panel * kPanelColumns);
}

}  // namespace

// Some of a sample's rows.
struct DirectConvolution::Band {
  Index first = 0;
  Index rows = 0;
};

// Some of the filters, in panels.
struct DirectConvolution::Panels {
  const float* kernel;  // all panels: (panel, taps, kPanelColumns)
  const float* bias;    // (panel, kPanelColumns)
  Index first, end;
};

Window DirectConvolution::window_of(const Band& band) const {
  const ConvolutionGeometry& g = geometry();
  return {.top = band.first * g.strides.height - g.top,
          .left = -g.left,
          .height = (band.rows - 1) * g.strides.height + g.kernel.height,
          .width = (g.output.width - 1) * g.strides.width + g.kernel.width};
}

Index DirectConvolution::output_band_rows() const {
  const ConvolutionGeometry& g = geometry();
  return band_rows(g.strides.height * g.input.width * g.input.channels +
                   g.output.width * g.output.channels);
}

// --- y: pixels x taps times taps x filters.

void DirectConvolution::forward_band(const Band& band, const Panels& panels, const float* x,
                                     float* y) const {
  const ConvolutionGeometry& g = geometry();
  const Index filters = g.output.channels;
  const Window window = window_of(band);
  AlignedFloats memory(window.size(g.input.channels));
  const WindowValues in = view_window(x, g.input, window, memory.data());
  Rows rows;
  for (Index r = 0; r < band.rows; ++r) {
    for (Index p = 0; p < g.output.width; ++p) {
      rows.add(in.data + r * g.strides.height * in.stride + p * g.strides.width * g.input.channels,
               y + ((band.first + r) * g.output.width + p) * filters);
    }
  }
  const std::vector<Index> offsets =
      grid(g.kernel.height, in.stride, g.kernel.width * g.input.channels, 1);
  for (Index panel = panels.first; panel < panels.end; ++panel) {
    rows.multiply_panel({.columns = columns_of(panel, filters),
                         .offsets = offsets.data(),
                         .length = g.taps(),
                         .panel = panels.kernel + panel * g.taps() * kPanelColumns,
                         .start = panels.bias + panel * kPanelColumns,
                         .column = panel * kPanelColumns});
  }
}

AlignedFloats DirectConvolution::prepare(const float* kernel, const Parallel& parallel) const {
  const Index filters = geometry().output.channels;
  const Index panel_size = geometry().taps() * kPanelColumns;
  AlignedFloats panels(panel_count(filters) * panel_size);
  parallel(panel_count(filters), [&](std::size_t panel) {
    pack_panel(kernel, geometry().taps(), filters, panel, panels.data() + panel * panel_size);
  });
  return panels;
}

void DirectConvolution::forward(Index samples, const float* x, const AlignedFloats& prepared,
                                const float* bias, float* y, const Parallel& parallel) const {
  const ConvolutionGeometry& g = geometry();
  const Index filters = g.output.channels;
  AlignedFloats padded_bias(panel_count(filters) * kPanelColumns);
  pack_panels(bias, 1, filters, padded_bias.data());

  // A kernel that is larger than its image is divided, too: one sample then keeps several threads
  // busy, and a part stays in a core's cache from sample to sample.
  const Index height = output_band_rows();
  const Index bands = (g.output.height + height - 1) / height;
  const Index all_panels = panel_count(filters);
  const Index step = std::max<Index>(kSharePanelValues / (g.taps() * kPanelColumns), 1);
  const Index shares = (all_panels + step - 1) / step;
  parallel(shares * samples * bands, [&](std::size_t task) {
    const Index share = static_cast<Index>(task) / (samples * bands);
    const Index sample = static_cast<Index>(task) / bands % samples;
    const Index first = static_cast<Index>(task) % bands * height;
    forward_band({first, std::min(height, g.output.height - first)},
                 {.kernel = prepared.data(),
                  .bias = padded_bias.data(),
                  .first = share * step,
                  .end = std::min(all_panels, (share + 1) * step)},
                 x + sample * g.input.size(), y + sample * g.output.size());
  });
}

// --- dkernel: taps x pixels times pixels x filters, summed over a part of the batch at a time.

// Adds to the sums of each panel of filters: (taps, kPanelColumns), then those for the bias.
void DirectConvolution::add_kernel_gradients(const Band& band, const float* x, const float* dy,
                                             float* sums) const {
  const ConvolutionGeometry& g = geometry();
  const Index filters = g.output.channels;
  const Window window = window_of(band);
  AlignedFloats memory(window.size(g.input.channels));
  const WindowValues in = view_window(x, g.input, window, memory.data());
  const Index pixels = band.rows * g.output.width;
  const std::vector<Index> offsets = grid(band.rows, g.strides.height * in.stride, g.output.width,
                                          g.strides.width * g.input.channels);
  AlignedFloats packed(pixels * kPanelColumns);
  for (Index panel = 0; panel < panel_count(filters); ++panel) {
    pack_panel(dy + band.first * g.output.width * filters, pixels, filters, panel, packed.data());
    Rows rows;
    for (Index i = 0; i < g.kernel.height; ++i) {
      for (Index j = 0; j < g.kernel.width * g.input.channels; ++j) {
        rows.add(in.data + i * in.stride + j, sums);
        sums += kPanelColumns;
      }
    }
    rows.multiply_panel(
        {.offsets = offsets.data(), .length = pixels, .panel = packed.data(), .add = true});
    float bias[kPanelColumns] = {};
    for (Index p = 0; p < pixels; ++p) {
      for (Index i = 0; i < kPanelColumns; ++i) bias[i] += packed.data()[p * kPanelColumns + i];
    }
    for (Index i = 0; i < kPanelColumns; ++i) sums[i] += bias[i];
    sums += kPanelColumns;
  }
}

void DirectConvolution::backward_parameters(Index samples, const float* x, const float* dy,
                                            const ConvolutionGradients& gradients,
                                            const Parallel& parallel) const {
  const ConvolutionGeometry& g = geometry();
  const Index filters = g.output.channels;
  const Index panels = panel_count(filters);
  const Index panel_size = (g.taps() + 1) * kPanelColumns;
  const Index size = panels * panel_size;
  const Index height = output_band_rows();
  const Index bands = (g.output.height + height - 1) / height;
  const Index parts =
      std::clamp<Index>(kPartsValues / size, 1, std::min(kMaxParts, samples * bands));
  AlignedFloats sums(parts * size);

  parallel(parts, [&](std::size_t task) {
    const Index part = static_cast<Index>(task);
    std::fill_n(sums.data() + part * size, size, 0.0F);
    const Index end = (part + 1) * samples * bands / parts;
    for (Index i = part * samples * bands / parts; i < end; ++i) {
      const Index sample = i / bands;
      const Index first = i % bands * height;
      add_kernel_gradients({first, std::min(height, g.output.height - first)},
                           x + sample * g.input.size(), dy + sample * g.output.size(),
                           sums.data() + part * size);
    }
  });

  parallel(panels, [&](std::size_t task) {
    const Index panel = static_cast<Index>(task);
    float* total = sums.data() + panel * panel_size;
    for (Index part = 1; part < parts; ++part) {
      for (Index i = 0; i < panel_size; ++i) total[i] += total[part * size + i];
    }
    const Index columns = columns_of(panel, filters);
    for (Index tap = 0; tap < g.taps(); ++tap) {
      std::copy_n(total + tap * kPanelColumns, columns,
                  gradients.kernel + tap * filters + panel * kPanelColumns);
    }
    std::copy_n(total + g.taps() * kPanelColumns, columns, gradients.bias + panel * kPanelColumns);
  });
}

// --- dx: with strides of (s, t), a pixel of the image belongs to one of s * t phases, and only one
// in s * t of the kernel's taps reaches it.  For a phase, dx is a convolution of dy with these taps
// in reverse order, with strides of 1.

namespace {

// One dimension of the image for a phase.
struct PhaseAxis {
  Index taps = 0;
  Index pixels = 0;
  Index first_pixel = 0;  // the others are a stride apart
  Index first_place =
      0;  // position in dy that the last tap reads for the first pixel; < 0 is a zero
};

PhaseAxis phase_axis(Index size, Index kernel, Index stride, Index before, Index phase) {
  // pixel = (position + tap) * stride + phase - before
  const Index sum = std::max<Index>(before - phase + stride - 1, 0) / stride;
  const Index first_pixel = sum * stride + phase - before;
  const Index taps = std::max<Index>(kernel - phase + stride - 1, 0) / stride;
  return {.taps = taps,
          .pixels = std::max<Index>(size - first_pixel + stride - 1, 0) / stride,
          .first_pixel = first_pixel,
          .first_place = sum - std::max<Index>(taps - 1, 0)};
}

}  // namespace

struct DirectConvolution::Phase {
  PhaseAxis rows;
  PhaseAxis columns;
  AlignedFloats panels;  // (taps, filters) x channels
};

DirectConvolution::Phase DirectConvolution::phase(Index row, Index column,
                                                  const float* kernel) const {
  const ConvolutionGeometry& g = geometry();
  const Index channels = g.input.channels;
  const Index filters = g.output.channels;
  Phase phase{phase_axis(g.input.height, g.kernel.height, g.strides.height, g.top, row),
              phase_axis(g.input.width, g.kernel.width, g.strides.width, g.left, column),
              {}};
  Matrix reversed(phase.rows.taps * phase.columns.taps * filters, channels);
  Index at = 0;
  for (Index i = phase.rows.taps - 1; i >= 0; --i) {
    for (Index j = phase.columns.taps - 1; j >= 0; --j) {
      const Index tap =
          (row + i * g.strides.height) * g.kernel.width + column + j * g.strides.width;
      reversed.middleRows(at, filters) =
          ConstMatrixView(kernel + tap * channels * filters, channels, filters).transpose();
      at += filters;
    }
  }
  phase.panels = AlignedFloats(panel_count(channels) * reversed.rows() * kPanelColumns);
  pack_panels(reversed.data(), reversed.rows(), channels, phase.panels.data());
  return phase;
}

// The rows of the band are numbered within the phase.
void DirectConvolution::backward_band(const Phase& phase, const Band& band, const float* dy,
                                      float* dx) const {
  const ConvolutionGeometry& g = geometry();
  const Index channels = g.input.channels;
  const Window window{.top = phase.rows.first_place + band.first,
                      .left = phase.columns.first_place,
                      .height = band.rows + std::max<Index>(phase.rows.taps - 1, 0),
                      .width = phase.columns.pixels + std::max<Index>(phase.columns.taps - 1, 0)};
  AlignedFloats memory(window.size(g.output.channels));
  const WindowValues in = view_window(dy, g.output, window, memory.data());
  Rows rows;
  for (Index r = 0; r < band.rows; ++r) {
    const Index y = phase.rows.first_pixel + (band.first + r) * g.strides.height;
    for (Index p = 0; p < phase.columns.pixels; ++p) {
      const Index x = phase.columns.first_pixel + p * g.strides.width;
      rows.add(in.data + r * in.stride + p * g.output.channels,
               dx + (y * g.input.width + x) * channels);
    }
  }
  const std::vector<Index> offsets =
      grid(phase.rows.taps, in.stride, phase.columns.taps * g.output.channels, 1);
  const Index taps = static_cast<Index>(offsets.size());
  for (Index panel = 0; panel < panel_count(channels); ++panel) {
    rows.multiply_panel({.columns = columns_of(panel, channels),
                         .offsets = offsets.data(),
                         .length = taps,
                         .panel = phase.panels.data() + panel * taps * kPanelColumns,
                         .column = panel * kPanelColumns});
  }
}

void DirectConvolution::backward_input(Index samples, const float* dy, const float* kernel,
                                       float* dx, const Parallel& parallel) const {
  const ConvolutionGeometry& g = geometry();
  for (Index row = 0; row < g.strides.height; ++row) {
    for (Index column = 0; column < g.strides.width; ++column) {
      const Phase part = phase(row, column, kernel);
      const Index height = band_rows((part.columns.pixels + 1) * g.output.channels);
      const Index bands = (part.rows.pixels + height - 1) / height;
      parallel(samples * bands, [&](std::size_t task) {
        const Index sample = static_cast<Index>(task) / bands;
        const Index first = static_cast<Index>(task) % bands * height;
        backward_band(part, {first, std::min(height, part.rows.pixels - first)},
                      dy + sample * g.output.size(), dx + sample * g.input.size());
      });
    }
  }
}

void DirectConvolution::backward(Index samples, const float* x, const float* dy,
                                 const float* kernel, const ConvolutionGradients& gradients,
                                 const Parallel& parallel) const {
  backward_parameters(samples, x, dy, gradients, parallel);
  if (gradients.x != nullptr) backward_input(samples, dy, kernel, gradients.x, parallel);
}

}  // namespace melsift::nn
