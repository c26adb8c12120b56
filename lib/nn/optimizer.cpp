#include "nn/optimizer.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"

namespace melsift::nn {

namespace {

// Values that a worker updates at a time.
constexpr Eigen::Index kPiece = 1 << 16;

std::span<float> all(Vector& vector) {
  return {vector.data(), static_cast<std::size_t>(vector.size())};
}

}  // namespace

void Optimizer::step(std::span<float> values, std::span<const float> gradients, Workers* workers) {
  if (count_ == 0) prepare(values.size());
  if (values.size() != count_ || gradients.size() != count_) {
    throw Error(ErrorKind::invalid_argument, "optimizer",
                std::to_string(values.size()) + " values and " + std::to_string(gradients.size()) +
                    " gradients, prepared for " + std::to_string(count_));
  }
  ++iterations_;
  const auto count = static_cast<Eigen::Index>(count_);
  if (workers == nullptr || workers->count() == 1 || count <= kPiece) {
    update(values.data(), gradients.data(), 0, count);
    return;
  }
  workers->for_each(
      static_cast<std::size_t>((count + kPiece - 1) / kPiece), [&](std::size_t piece) {
        const auto begin = static_cast<Eigen::Index>(piece) * kPiece;
        update(values.data(), gradients.data(), begin, std::min(begin + kPiece, count));
      });
}

void Optimizer::prepare(std::size_t count) {
  count_ = count;
  resize(static_cast<Eigen::Index>(count));
}

Sgd::Sgd(const Settings& settings)
    : Optimizer(settings.learning_rate), momentum_(static_cast<float>(settings.momentum)) {}

std::vector<OptimizerState> Sgd::state() {
  return {{"velocity", all(velocity_)}};
}

void Sgd::resize(Eigen::Index count) {
  velocity_ = Vector::Zero(count);
}

void Sgd::update(float* __restrict values, const float* __restrict gradients, Eigen::Index begin,
                 Eigen::Index end) {
  const auto rate = static_cast<float>(learning_rate());
  const float momentum = momentum_;
  float* __restrict velocity = velocity_.data();
  for (Eigen::Index i = begin; i < end; ++i) {
    velocity[i] = momentum * velocity[i] - rate * gradients[i];
    values[i] += velocity[i];
  }
}

Adam::Adam(const Settings& settings) : Optimizer(settings.learning_rate), settings_(settings) {}

std::vector<OptimizerState> Adam::state() {
  return {{"mean", all(mean_)}, {"variance", all(variance_)}};
}

void Adam::resize(Eigen::Index count) {
  mean_ = Vector::Zero(count);
  variance_ = Vector::Zero(count);
}

void Adam::update(float* __restrict values, const float* __restrict gradients, Eigen::Index begin,
                  Eigen::Index end) {
  const auto t = static_cast<double>(iterations());
  // Both corrections are moved out of the loop: sqrt(variance) / r + epsilon is
  // (sqrt(variance) + epsilon * r) / r.
  const double mean_correction = 1.0 - std::pow(settings_.beta_1, t);
  const double root_correction = std::sqrt(1.0 - std::pow(settings_.beta_2, t));
  const auto rate = static_cast<float>(learning_rate() * root_correction / mean_correction);
  const auto epsilon = static_cast<float>(settings_.epsilon * root_correction);
  const auto mean_weight = static_cast<float>(1.0 - settings_.beta_1);
  const auto variance_weight = static_cast<float>(1.0 - settings_.beta_2);
  const auto kept = static_cast<float>(1.0 - learning_rate() * settings_.weight_decay);
  float* __restrict mean = mean_.data();
  float* __restrict variance = variance_.data();
  for (Eigen::Index i = begin; i < end; ++i) {
    const float gradient = gradients[i];
    mean[i] += (gradient - mean[i]) * mean_weight;
    variance[i] += (gradient * gradient - variance[i]) * variance_weight;
    values[i] = kept * values[i] - rate * mean[i] / (std::sqrt(variance[i]) + epsilon);
  }
}

}  // namespace melsift::nn
