// Training speed of the preset mlp on a table of GTZAN's size, one thread: 57 features, layers of
// 128, 64 and 10, batches of 16 out of 710 rows, Adam.  The reference is the bare matrix products
// of the same shapes with Eigen, timed in turns with the epochs under the same conditions.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <span>
#include <vector>

#include "base/random.h"
#include "nn/network_trainer.h"
#include "nn/presets.h"

namespace {

using melsift::Matrix;
using melsift::Random;
using melsift::nn::Index;

constexpr Index kRows = 710;
constexpr Index kBatch = 16;
constexpr std::array<Index, 4> kWidths = {57, 128, 64, 10};
constexpr int kRepeats = 401;

Matrix gaussian(Index rows, Index columns, Random& random) {
  return Matrix::NullaryExpr(rows, columns, [&] { return static_cast<float>(random.normal()); });
}

// One epoch, like in a trainer: shuffle, gather each batch, step.
class Epoch {
 public:
  Epoch()
      : x_(gaussian(kRows, kWidths.front(), random_)),
        classes_(kRows),
        order_(kRows),
        trainer_(melsift::nn::Network(melsift::nn::mlp(kWidths.front(), kWidths.back()), 1)) {
    for (int& label : classes_) label = static_cast<int>(random_.below(kWidths.back()));
    std::iota(order_.begin(), order_.end(), Index{0});
  }

  void run() {
    random_.shuffle(order_);
    for (Index first = 0; first < kRows; first += kBatch) {
      const Index rows = std::min(kBatch, kRows - first);
      Matrix& batch = rows == kBatch ? batch_ : last_batch_;
      batch.resize(rows, x_.cols());
      labels_.resize(rows);
      for (Index row = 0; row < rows; ++row) {
        batch.row(row) = x_.row(order_[first + row]);
        labels_[row] = classes_[order_[first + row]];
      }
      trainer_.train_batch(batch, labels_, melsift::nn::Loss::sparse_categorical_crossentropy,
                           adam_);
    }
  }

 private:
  Random random_{1};
  Matrix x_;
  std::vector<int> classes_;
  std::vector<Index> order_;
  melsift::nn::NetworkTrainer trainer_;
  melsift::nn::Adam adam_;
  Matrix batch_, last_batch_;
  std::vector<int> labels_;
};

// Only the products of one epoch: outputs, weight gradients, and input gradients except the first.
class BareProducts {
 public:
  BareProducts() {
    Random random(2);
    for (std::size_t i = 0; i < kWidths.size(); ++i) {
      for (const Index rows : {kBatch, kRows % kBatch}) {
        activations_[rows == kBatch ? 0 : 1].push_back(gaussian(rows, kWidths[i], random));
      }
      if (i > 0) weights_.push_back(gaussian(kWidths[i - 1], kWidths[i], random));
    }
    weight_gradients_ = weights_;
    outputs_ = activations_;
  }

  void run() {
    for (Index first = 0; first < kRows; first += kBatch) {
      const std::size_t size = first + kBatch <= kRows ? 0 : 1;
      const std::vector<Matrix>& in = activations_[size];
      std::vector<Matrix>& out = outputs_[size];
      for (std::size_t i = 0; i < weights_.size(); ++i) out[i + 1].noalias() = in[i] * weights_[i];
      for (std::size_t i = weights_.size(); i-- > 0;) {
        weight_gradients_[i].noalias() = in[i].transpose() * in[i + 1];
        if (i > 0) out[i].noalias() = in[i + 1] * weights_[i].transpose();
      }
    }
  }

 private:
  std::array<std::vector<Matrix>, 2> activations_, outputs_;  // of whole batches, of the last one
  std::vector<Matrix> weights_, weight_gradients_;
};

double milliseconds(auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work.run();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + values.size() / 2);
  return values[values.size() / 2];
}

}  // namespace

int main() {
  Epoch epoch;
  BareProducts products;
  for (int i = 0; i < 5; ++i) {  // buffers, caches, clock
    epoch.run();
    products.run();
  }
  std::vector<double> epoch_ms, products_ms;
  for (int i = 0; i < kRepeats; ++i) {
    epoch_ms.push_back(milliseconds(epoch));
    products_ms.push_back(milliseconds(products));
  }
  const double whole = median(epoch_ms);
  const double bare = median(products_ms);
  std::printf("mlp 57-128-64-10, batch 16, 710 rows, Adam, one thread, median of %d\n", kRepeats);
  std::printf("  epoch            %8.3f ms  %8.0f epochs/s\n", whole, 1000.0 / whole);
  std::printf("  matrix products  %8.3f ms\n", bare);
  std::printf("  ratio            %8.2f\n", whole / bare);
  return 0;
}
