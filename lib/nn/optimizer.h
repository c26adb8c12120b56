// How gradients become steps.  Defaults are Keras'.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/matrix.h"
#include "base/workers.h"

namespace melsift::nn {

// One run of an optimizer's memory, in the layout of the values that it trains.
struct OptimizerState {
  std::string_view name;
  std::span<float> values;
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  // Moves `values` against `gradients`, of equal length, on the workers where some are given; they
  // change no result.  The first call sizes the memory; throws Error invalid_argument where a later
  // one has another length.
  void step(std::span<float> values, std::span<const float> gradients, Workers* workers = nullptr);

  // May change between steps.
  double learning_rate() const { return learning_rate_; }
  void set_learning_rate(double rate) { learning_rate_ = rate; }

  // Everything that the next step depends on beside the values: to continue a training bit for bit,
  // prepare() with the number of values, fill state(), and set_iterations().
  std::uint64_t iterations() const { return iterations_; }  // steps done
  void set_iterations(std::uint64_t iterations) { iterations_ = iterations; }
  void prepare(std::size_t count);  // zeroes the memory
  virtual std::vector<OptimizerState> state() = 0;

 protected:
  explicit Optimizer(double learning_rate) : learning_rate_(learning_rate) {}

 private:
  virtual void resize(Eigen::Index count) = 0;
  // Of the values begin .. end-1.
  virtual void update(float* values, const float* gradients, Eigen::Index begin,
                      Eigen::Index end) = 0;

  double learning_rate_;
  std::uint64_t iterations_ = 0;
  std::size_t count_ = 0;
};

// Gradient descent with momentum: velocity = momentum * velocity - rate * gradient;
// value += velocity.
class Sgd : public Optimizer {
 public:
  struct Settings {
    double learning_rate = 0.01;
    double momentum = 0.0;  // 0 .. 1
  };
  Sgd() : Sgd(Settings{}) {}
  explicit Sgd(const Settings& settings);

  std::vector<OptimizerState> state() override;

 private:
  void resize(Eigen::Index count) override;
  void update(float* values, const float* gradients, Eigen::Index begin, Eigen::Index end) override;

  float momentum_;
  Vector velocity_;
};

// Adam (Kingma & Ba 2015, algorithm 1): value -= rate * m / (sqrt(v) + epsilon) with the unbiased
// m = mean / (1 - beta_1^t) and v = variance / (1 - beta_2^t).  Keras for Python adds epsilon to
// sqrt(variance) instead, before the correction; TensorFlow.js' Keras layers, whose figures the
// tests replay, and PyTorch do as the paper.  It shows in the first steps, on gradients
// below 1e-4.  With a weight decay it is AdamW (Loshchilov & Hutter 2019): before the step, each
// value shrinks by rate * weight_decay of itself, which no gradient's history bends.
class Adam : public Optimizer {
 public:
  struct Settings {
    double learning_rate = 1e-3;
    double beta_1 = 0.9;    // 0 .. 1, memory of the gradients' mean
    double beta_2 = 0.999;  // 0 .. 1, memory of their squares' mean
    double epsilon = 1e-7;
    double weight_decay = 0.0;  // 0 or more
  };
  Adam() : Adam(Settings{}) {}
  explicit Adam(const Settings& settings);

  std::vector<OptimizerState> state() override;

 private:
  void resize(Eigen::Index count) override;
  void update(float* values, const float* gradients, Eigen::Index begin, Eigen::Index end) override;

  Settings settings_;
  Vector mean_;
  Vector variance_;
};

}  // namespace melsift::nn
