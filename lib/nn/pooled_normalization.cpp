#include "nn/pooled_normalization.h"

#include <algorithm>

#include "nn/lanes.h"
#include "nn/pooling.h"

namespace melsift::nn {

namespace {

constexpr Index kBandValues = 1 << 16;  // 256 KB: a core's cache holds a band of input

float rectified(float value) {
  return value > 0.0F ? value : 0.0F;
}

// A batch divided into bands: some rows of windows of one sample; the last band also has the rows
// that no window covers.
class Bands {
 public:
  struct Band {
    Index sample;
    Index first_row, end_row;    // of the input
    Index first_pool, end_pool;  // of the output
  };

  Bands(const Shape& input, const Extent& window, Index samples)
      : input_(input),
        window_(window),
        pools_(input.height / window.height),
        step_(std::clamp<Index>(kBandValues / (input.width * input.channels * window.height), 1,
                                std::max<Index>(pools_, 1))),
        bands_(std::max<Index>(1, (pools_ + step_ - 1) / step_)),
        samples_(samples) {}

  std::size_t count() const { return static_cast<std::size_t>(samples_ * bands_); }
  Band operator[](std::size_t number) const {
    const Index at = static_cast<Index>(number) % bands_;
    const Index end = std::min((at + 1) * step_, pools_);
    return {static_cast<Index>(number) / bands_, at * step_ * window_.height,
            at + 1 == bands_ ? input_.height : end * window_.height, at * step_, end};
  }

 private:
  Shape input_;
  Extent window_;
  Index pools_, step_, bands_, samples_;
};

// The first value of a row of a sample.
template <class View>
auto* row_of(View& batch, const Shape& shape, Index sample, Index row) {
  return batch.data() + (sample * shape.height + row) * shape.width * shape.channels;
}

// Calls at(in, out) with the first value of each window and of its position in the output.
template <class In, class Out>
void for_each_window(const Bands::Band& band, const Shape& input, const Shape& output,
                     const Extent& window, In* in, Out* out, const auto& at) {
  for (Index i = band.first_pool; i < band.end_pool; ++i) {
    In* in_row =
        in + (band.sample * input.height + i * window.height) * input.width * input.channels;
    Out* out_row = out + (band.sample * output.height + i) * output.width * output.channels;
    for (Index j = 0; j < output.width; ++j) {
      at(in_row + j * window.width * input.channels, out_row + j * output.channels);
    }
  }
}

// The offsets of a window's values from its first.
std::vector<Index> window_offsets(const Shape& input, const Extent& window) {
  std::vector<Index> offsets;
  for (Index k = 0; k < window.height; ++k) {
    for (Index l = 0; l < window.width; ++l) {
      offsets.push_back((k * input.width + l) * input.channels);
    }
  }
  return offsets;
}

// out[c] = the sum of max(in[offset + c], 0) over a window's offsets.
void sum_rectified(const float* in, const std::vector<Index>& offsets, Index width,
                   float* __restrict out) {
  if (offsets.size() == 4) {  // the usual window, without a pass over `out`
    const float* a = in + offsets[0];
    const float* b = in + offsets[1];
    const float* c = in + offsets[2];
    const float* d = in + offsets[3];
    for (Index i = 0; i < width; ++i) {
      out[i] = ((rectified(a[i]) + rectified(b[i])) + rectified(c[i])) + rectified(d[i]);
    }
    return;
  }
  std::fill_n(out, width, 0.0F);
  for (const Index offset : offsets) {
    for (Index i = 0; i < width; ++i) out[i] += rectified(in[offset + i]);
  }
}

}  // namespace

// --- ReluNormAveragePool

ReluNormAveragePool::ReluNormAveragePool(const Shape& input, const Extent& window, double momentum)
    : Normalization(input, pooled_shape(input, window), momentum), window_(window) {}

void ReluNormAveragePool::infer(const ConstMatrixView& x, MatrixView y) const {
  const Index width = channels();
  const Affine affine = inference_affine();
  const float share = 1.0F / static_cast<float>(window_.size());
  const auto offsets = window_offsets(input_shape(), window_);
  const Bands bands(input_shape(), window_, x.rows());
  parallel(bands.count(), [&](std::size_t number) {
    const float* __restrict center = affine.center.data();
    const float* __restrict scale = affine.scale.data();
    const float* __restrict shift = affine.shift.data();
    for_each_window(bands[number], input_shape(), output_shape(), window_, x.data(), y.data(),
                    [&](const float* in, float* __restrict out) {
                      sum_rectified(in, offsets, width, out);
                      for (Index c = 0; c < width; ++c) {
                        out[c] = (out[c] * share - center[c]) * scale[c] + shift[c];
                      }
                    });
  });
}

void ReluNormAveragePool::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  const Index width = channels();
  if (normalized_.size() < y.size()) normalized_.resize(y.size());
  const float share = 1.0F / static_cast<float>(window_.size());
  const auto offsets = window_offsets(input_shape(), window_);
  const Bands bands(input_shape(), window_, x.rows());
  PieceSums sums(width, bands.count());
  std::vector<Index> counts(bands.count());
  parallel(bands.count(), [&](std::size_t number) {
    const Bands::Band band = bands[number];
    counts[number] = (band.end_row - band.first_row) * input_shape().width;
    row_statistics(row_of(x, input_shape(), band.sample, band.first_row), counts[number], width,
                   Reading::rectified, sums.of(number, 0), sums.of(number, 1));
    for_each_window(band, input_shape(), output_shape(), window_, x.data(), normalized_.data(),
                    [&](const float* in, float* __restrict out) {
                      sum_rectified(in, offsets, width, out);
                      for (Index c = 0; c < width; ++c) out[c] *= share;
                    });
  });
  const Affine affine = training_affine(sums.statistics(counts));
  const RowPieces pieces(y.size() / width, width);
  parallel(pieces.count(), [&](std::size_t piece) {
    const float* __restrict center = affine.center.data();
    const float* __restrict scale = affine.scale.data();
    const float* __restrict shift = affine.shift.data();
    const float* __restrict to_normal = inverse_deviation().data();
    for (Index row = pieces.begin(piece); row < pieces.end(piece); ++row) {
      float* __restrict pooled = normalized_.data() + row * width;
      float* __restrict out = y.data() + row * width;
      for (Index c = 0; c < width; ++c) {
        const float centered = pooled[c] - center[c];
        out[c] = centered * scale[c] + shift[c];
        pooled[c] = centered * to_normal[c];
      }
    }
  });
}

void ReluNormAveragePool::backward(const ConstMatrixView& x, const ConstMatrixView&,
                                   const ConstMatrixView& dy, MatrixView dx) {
  const Index width = channels();
  const RowPieces pieces(dy.size() / width, width);
  PieceSums sums(width, pieces.count());
  parallel(pieces.count(), [&](std::size_t piece) {
    float* __restrict dgamma = sums.of(piece, 0);
    float* __restrict dbeta = sums.of(piece, 1);
    for (Index row = pieces.begin(piece); row < pieces.end(piece); ++row) {
      const float* by_out = dy.data() + row * width;
      const float* normal = normalized_.data() + row * width;
      for (Index c = 0; c < width; ++c) {
        dgamma[c] += by_out[c] * normal[c];
        dbeta[c] += by_out[c];
      }
    }
  });
  const Slope by = slope(sums.total(0), sums.total(1));
  if (dx.size() == 0) return;
  const Vector share = by.by_output / static_cast<float>(window_.size());
  const Vector zeros = Vector::Zero(width);
  const Shape& in_shape = input_shape();
  const Shape& out_shape = output_shape();
  const Bands bands(in_shape, window_, x.rows());
  parallel(bands.count(), [&](std::size_t number) {
    const Bands::Band band = bands[number];
    const float* __restrict center = by.center.data();
    const float* __restrict by_output = share.data();
    const float* __restrict by_input = by.by_input.data();
    const float* __restrict constant = by.constant.data();
    for (Index i = band.first_row; i < band.end_row; ++i) {
      const float* in = row_of(x, in_shape, band.sample, i);
      float* by_in = row_of(dx, in_shape, band.sample, i);
      const bool row_is_covered = i / window_.height < out_shape.height;
      const float* by_out =
          row_is_covered ? row_of(dy, out_shape, band.sample, i / window_.height) : nullptr;
      for (Index j = 0; j < in_shape.width; ++j, in += width, by_in += width) {
        const bool is_covered = row_is_covered && j / window_.width < out_shape.width;
        const float* slopes = is_covered ? by_out + j / window_.width * width : zeros.data();
        for_each_unit(width, [&](auto unit, Index c) {
          const auto from = [&](const float* values) { return unit.load(values + c); };
          const auto value = from(in);
          const auto slope = from(by_output) * from(slopes) +
                             (from(by_input) * (value - from(center)) + from(constant));
          unit.store(by_in + c, value > 0.0F ? slope : decltype(slope){});
        });
      }
    }
  });
}

// --- NormReluMaxPool

NormReluMaxPool::NormReluMaxPool(const Shape& input, const Extent& window, double momentum)
    : Normalization(input, pooled_shape(input, window), momentum), window_(window) {}

void NormReluMaxPool::apply(const Affine& affine, const ConstMatrixView& x, MatrixView y) const {
  const auto offsets = window_offsets(input_shape(), window_);
  const Bands bands(input_shape(), window_, x.rows());
  parallel(bands.count(), [&](std::size_t number) {
    for_each_window(bands[number], input_shape(), output_shape(), window_, x.data(), y.data(),
                    [&](const float* in, float* out) {
                      for_each_unit(channels(), [&](auto unit, Index c) {
                        using Values = typename decltype(unit)::Values;
                        const Values center = unit.load(affine.center.data() + c);
                        const Values scale = unit.load(affine.scale.data() + c);
                        const Values shift = unit.load(affine.shift.data() + c);
                        Values largest{};
                        for (const Index offset : offsets) {
                          const Values value =
                              (unit.load(in + offset + c) - center) * scale + shift;
                          largest = value > largest ? value : largest;
                        }
                        unit.store(out + c, largest);
                      });
                    });
  });
}

void NormReluMaxPool::infer(const ConstMatrixView& x, MatrixView y) const {
  apply(inference_affine(), x, y);
}

void NormReluMaxPool::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  affine_ = training_affine(statistics(x));
  apply(affine_, x, y);
}

// The index, from 0, of the value of the window at `in` that is its output, or -1 if none is
// positive.  It is found again for each use, because a number for each output would take as much
// memory as the output.
template <class Unit>
typename Unit::Values NormReluMaxPool::place_of(Unit unit, const float* in,
                                                const std::vector<Index>& offsets, Index c) const {
  using Values = typename Unit::Values;
  const Values center = unit.load(affine_.center.data() + c);
  const Values scale = unit.load(affine_.scale.data() + c);
  const Values shift = unit.load(affine_.shift.data() + c);
  Values largest{};
  Values place = Values{} - 1.0F;
  float k = 0.0F;
  for (const Index offset : offsets) {
    const Values value = (unit.load(in + offset + c) - center) * scale + shift;
    place = value > largest ? Values{} + k : place;
    largest = value > largest ? value : largest;
    k += 1.0F;
  }
  return place;
}

// The sums of dy * normalized x and of dy over each band, where dy reaches x: at the maxima.
PieceSums NormReluMaxPool::slope_sums(const ConstMatrixView& x, const ConstMatrixView& dy) const {
  const auto offsets = window_offsets(input_shape(), window_);
  const Bands bands(input_shape(), window_, x.rows());
  PieceSums sums(channels(), bands.count());
  parallel(bands.count(), [&](std::size_t number) {
    float* dgamma = sums.of(number, 0);
    float* dbeta = sums.of(number, 1);
    for_each_window(bands[number], input_shape(), output_shape(), window_, x.data(), dy.data(),
                    [&](const float* in, const float* by_out) {
                      for_each_unit(channels(), [&](auto unit, Index c) {
                        using Values = typename decltype(unit)::Values;
                        const Values center = unit.load(mean().data() + c);
                        const Values place = place_of(unit, in, offsets, c);
                        const Values slope = unit.load(by_out + c);
                        Values reaching{};
                        Values times_value{};
                        float k = 0.0F;
                        for (const Index offset : offsets) {
                          const Values here = place == k ? slope : Values{};
                          reaching += here;
                          times_value += here * (unit.load(in + offset + c) - center);
                          k += 1.0F;
                        }
                        const Values to_normal = unit.load(inverse_deviation().data() + c);
                        unit.store(dgamma + c, unit.load(dgamma + c) + times_value * to_normal);
                        unit.store(dbeta + c, unit.load(dbeta + c) + reaching);
                      });
                    });
  });
  return sums;
}

void NormReluMaxPool::backward(const ConstMatrixView& x, const ConstMatrixView&,
                               const ConstMatrixView& dy, MatrixView dx) {
  const PieceSums sums = slope_sums(x, dy);
  const Slope by = slope(sums.total(0), sums.total(1));
  if (dx.size() == 0) return;
  const Shape& in_shape = input_shape();
  const Shape& out_shape = output_shape();
  const auto offsets = window_offsets(in_shape, window_);
  const Bands bands(in_shape, window_, x.rows());
  const auto by_value = [&](auto unit, const float* in, Index c) {
    const auto centered = unit.load(in + c) - unit.load(by.center.data() + c);
    return unit.load(by.by_input.data() + c) * centered + unit.load(by.constant.data() + c);
  };
  parallel(bands.count(), [&](std::size_t number) {
    const Bands::Band band = bands[number];
    for_each_window(band, in_shape, out_shape, window_, x.data(), dy.data(),
                    [&](const float* in, const float* by_out) {
                      float* by_in = dx.data() + (in - x.data());
                      for_each_unit(channels(), [&](auto unit, Index c) {
                        using Values = typename decltype(unit)::Values;
                        const Values place = place_of(unit, in, offsets, c);
                        const Values slope =
                            unit.load(by_out + c) * unit.load(by.by_output.data() + c);
                        float k = 0.0F;
                        for (const Index offset : offsets) {
                          const Values here = place == k ? slope : Values{};
                          unit.store(by_in + offset + c, here + by_value(unit, in + offset, c));
                          k += 1.0F;
                        }
                      });
                    });
    // The values that no window covers: the columns after the last window, and the rows below it.
    const Index covered_width = out_shape.width * window_.width;
    for (Index i = band.first_row; i < band.end_row; ++i) {
      const bool is_covered = i < out_shape.height * window_.height;
      const float* in = row_of(x, in_shape, band.sample, i);
      float* by_in = row_of(dx, in_shape, band.sample, i);
      for (Index j = is_covered ? covered_width : 0; j < in_shape.width; ++j) {
        for_each_unit(channels(), [&](auto unit, Index c) {
          unit.store(by_in + j * channels() + c, by_value(unit, in + j * channels(), c));
        });
      }
    }
  });
}

}  // namespace melsift::nn
