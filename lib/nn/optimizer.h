// Optimizers: they turn gradients into steps.  Defaults are those of Keras.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/matrix.h"
#include "base/workers.h"

namespace melsift::nn {

// One block of an optimizer's memory, in the layout of the trained values.
struct OptimizerState {
  std::string_view name;
  std::span<float> values;
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  // Moves `values` against `gradients`, which have equal length, on the workers, if any; results do
  // not depend on them.  The first call allocates the memory; throws Error invalid_argument if a
  // later call has another length.
  void step(std::span<float> values, std::span<const float> gradients, Workers* workers = nullptr);

  // May change between steps.
  double learning_rate() const { return learning_rate_; }
  void set_learning_rate(double rate) { learning_rate_ = rate; }

  // Everything that the next step depends on, except the values.  To continue a training bit for
  // bit, prepare() with the number of values, fill state(), and set_iterations().
  std::uint64_t iterations() const { return iterations_; }  // steps done
  void set_iterations(std::uint64_t iterations) { iterations_ = iterations; }
  void prepare(std::size_t count);  // zeroes the memory
  virtual std::vector<OptimizerState> state() = 0;

 protected:
  explicit Optimizer(double learning_rate) : learning_rate_(learning_rate) {}

 private:
  virtual void resize(Eigen::Index count) = 0;
  // Updates the values begin .. end-1.
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

// Adam (Kingma & Ba 2015, algorithm 1): value -= rate * m / (sqrt(v) + epsilon) with the unbiased m
// = mean / (1 - beta_1^t) and v = variance / (1 - beta_2^t).  Keras for Python adds epsilon to
// sqrt(variance) instead, before the correction; the Keras layers of TensorFlow.js, whose values
// the tests compare, and PyTorch follow the paper.  The difference matters in the first steps, for
// gradients below 1e-4.  With a weight decay it is AdamW (Loshchilov & Hutter 2019): before the
// step, each value shrinks by the fraction rate * weight_decay, independent of gradients.
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
