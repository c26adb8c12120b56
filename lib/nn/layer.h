// The interface of a network's layers.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "base/workers.h"
#include "nn/parameter.h"
#include "nn/shape.h"

namespace melsift::nn {

// A batch of activations in memory that a network owns and reuses: (batch, height * width *
// channels), row-major, contiguous.
using MatrixView = Eigen::Map<Matrix>;
using ConstMatrixView = Eigen::Map<const Matrix>;

template <class Batch>
ConstMatrixView const_view(const Batch& batch) {
  return {batch.data(), batch.rows(), batch.cols()};
}

// A function of a batch with parameters.  x is its input, y its output; dx, dy are the loss'
// gradients by them; the caller provides all four with right sizes.
class Layer {
 public:
  Layer(const Shape& input, const Shape& output) : input_(input), output_(output) {}
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  const Shape& input_shape() const { return input_; }
  const Shape& output_shape() const { return output_; }

  // The parameters that the layer needs, with names within the layer and without memory ...
  virtual std::vector<Parameter> describe_parameters() const { return {}; }
  // ... and the same parameters, in the same order, when they have memory.  They must outlive the
  // layer's use.
  void bind(std::span<Parameter> parameters) { parameters_ = parameters; }

  // Sets the threads, which must outlive the layer's use; null, the initial value, means the
  // caller's thread alone.  Results do not depend on them.
  void set_workers(Workers* workers) { workers_ = workers; }

  // Whether y may be the same memory as x, and dx the same as dy.
  virtual bool works_in_place() const { return false; }
  // Whether backward() reads y, so that y must still have the values that the layer wrote.
  virtual bool backward_reads_output() const { return false; }

  // Whether dx may be the same memory as x.
  virtual bool backward_overwrites_input() const { return false; }

  // Computes values from the parameters that infer() would otherwise compute in each call.  Call it
  // again after the parameters have changed, and not while infer() is running; forward() drops the
  // values.
  virtual void prepare() {}
  // The layer in inference.  Several threads may call it.  A row of y depends only on the same row
  // of x, to the last bit: not on its position in the batch or on the size of the batch.
  virtual void infer(const ConstMatrixView& x, MatrixView y) const = 0;
  // The layer in training; it keeps the values for backward().  `step` counts the training steps:
  // random layers use a separate random stream for each.
  virtual void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) = 0;
  // Sets (does not add to) the gradients of the parameters, and dx unless it is empty.  x and y are
  // those of the latest forward().
  virtual void backward(const ConstMatrixView& x, const ConstMatrixView& y,
                        const ConstMatrixView& dy, MatrixView dx) = 0;

 protected:
  std::span<Parameter> parameters() { return parameters_; }
  std::span<const Parameter> parameters() const { return parameters_; }

  // Calls body(0) .. body(count-1), on the workers if there are any.  The division of work must
  // depend only on its size, never on the number of workers, because sums must not depend on it.
  void parallel(std::size_t count, const std::function<void(std::size_t)>& body) const {
    if (workers_ != nullptr) {
      workers_->for_each(count, body);
    } else {
      for (std::size_t i = 0; i < count; ++i) body(i);
    }
  }

 private:
  Shape input_;
  Shape output_;
  std::span<Parameter> parameters_;
  Workers* workers_ = nullptr;
};

}  // namespace melsift::nn
