#include "nn/parameter.h"

namespace melsift::nn {

namespace {

// 64 bytes: a cache line, and the widest vector register.
constexpr Index kAlignedFloats = 16;

Index padded(Index count) {
  return (count + kAlignedFloats - 1) / kAlignedFloats * kAlignedFloats;
}

}  // namespace

Index Parameter::size() const {
  Index count = 1;
  for (const Index extent : shape) count *= extent;
  return count;
}

ParameterStore::ParameterStore(std::vector<Parameter> parameters, Gradients when)
    : parameters_(std::move(parameters)) {
  Index fixed = 0;
  for (const Parameter& parameter : parameters_)
    (parameter.trainable ? trainable_ : fixed) += padded(parameter.size());
  values_ = AlignedFloats(trainable_ + fixed);
  values_.fill(0.0F);
  Index next_trainable = 0;
  Index next_fixed = trainable_;
  for (Parameter& parameter : parameters_) {
    Index& next = parameter.trainable ? next_trainable : next_fixed;
    parameter.values_ = values().subspan(next, parameter.size());
    next += padded(parameter.size());
  }
  if (when == Gradients::now) make_gradients();
}

void ParameterStore::make_gradients() {
  if (gradients_.size() == trainable_) return;
  gradients_ = AlignedFloats(trainable_);
  gradients_.fill(0.0F);
  Index next = 0;
  for (Parameter& parameter : parameters_) {
    if (!parameter.trainable) continue;
    parameter.gradient_ = gradients().subspan(next, parameter.size());
    next += padded(parameter.size());
  }
}

std::span<float> ParameterStore::values() {
  return {values_.data(), static_cast<std::size_t>(values_.size())};
}

std::span<const float> ParameterStore::values() const {
  return {values_.data(), static_cast<std::size_t>(values_.size())};
}

std::span<float> ParameterStore::gradients() {
  return {gradients_.data(), static_cast<std::size_t>(gradients_.size())};
}

void ParameterStore::initialize(std::uint64_t seed) {
  std::uint64_t number = 0;
  for (Parameter& parameter : parameters_) {
    Random random = Random::stream(seed, number++);
    nn::initialize(parameter.initializer, parameter.fan_in, parameter.fan_out, random,
                   parameter.values());
  }
}

}  // namespace melsift::nn
