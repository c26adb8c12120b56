// A network's parameters: named tensors in Keras' layouts, all in one buffer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "nn/aligned_floats.h"
#include "nn/initializer.h"
#include "nn/shape.h"

namespace melsift::nn {

// One tensor, row-major.  A layer describes it; a ParameterStore provides its memory.
class Parameter {
 public:
  std::string name;          // "kernel"; within a network "dense_1/kernel"
  std::vector<Index> shape;  // Dense: kernel (in, out), bias (out)
  Initializer initializer = Initializer::zeros;
  Index fan_in = 1;  // for the initializer
  Index fan_out = 1;
  bool trainable = true;  // false: a statistic that the layer keeps itself, not the optimizer

  Index size() const;

  // Empty until a store contains the parameter.  The gradient is also empty if the store has no
  // gradients, or if the parameter is not trainable.
  std::span<float> values() { return values_; }
  std::span<const float> values() const { return values_; }
  std::span<float> gradient() { return gradient_; }
  std::span<const float> gradient() const { return gradient_; }

 private:
  friend class ParameterStore;
  std::span<float> values_;
  std::span<float> gradient_;
};

// The memory of many parameters: one block of values and one of gradients, so that a step of an
// optimizer is a single loop, and saving the best weights a single copy.  Trainable ones come
// first; each begins on a 64-byte boundary, the gaps are zeros and stay zeros.
class ParameterStore {
 public:
  enum class Gradients : std::uint8_t { now, later };
  // Values that are never trained need no memory for gradients: with `later`, only make_gradients()
  // allocates it.
  explicit ParameterStore(std::vector<Parameter> parameters, Gradients when = Gradients::now);
  // The parameters of a copy would refer to the memory of the original; moving keeps every address.
  ParameterStore(const ParameterStore&) = delete;
  ParameterStore& operator=(const ParameterStore&) = delete;
  ParameterStore(ParameterStore&&) = default;
  ParameterStore& operator=(ParameterStore&&) = default;

  std::span<Parameter> parameters() { return parameters_; }
  std::span<const Parameter> parameters() const { return parameters_; }

  // All values, and the leading part that is trained; gradients() has the length of the latter.
  std::span<float> values();
  std::span<const float> values() const;
  std::span<float> trainable_values() {
    return values().first(static_cast<std::size_t>(trainable_));
  }
  std::span<float> gradients();
  // Creates gradients of zeros, if there are none yet.
  void make_gradients();

  // Fills every parameter with its initializer.  Each uses its own random stream of `seed`, so that
  // an additional layer does not change the initial values of the others.
  void initialize(std::uint64_t seed);

 private:
  std::vector<Parameter> parameters_;
  AlignedFloats values_;
  AlignedFloats gradients_;
  Index trainable_ = 0;  // values that are trained, with their gaps
};

}  // namespace melsift::nn
