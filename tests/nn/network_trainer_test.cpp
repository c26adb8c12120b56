#include "nn/network_trainer.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "gradient_check.h"
#include "nn/message.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;
using test::message_of;

namespace {

Network network(const char* architecture, std::uint64_t seed = 1) {
  return Network(Architecture::parse(architecture), seed);
}

std::vector<int> random_classes(Index rows, int count, std::uint64_t seed) {
  Random random(seed);
  std::vector<int> classes(rows);
  for (int& label : classes) label = static_cast<int>(random.below(count));
  return classes;
}

std::vector<float> values_of(const NetworkTrainer& trainer) {
  const auto values = trainer.network().values();
  return {values.begin(), values.end()};
}

// Largest error of all parameters' gradients; the dropout of a step is the same at every call.
double network_gradient_error(const char* architecture, int classes, float h = 2e-3F) {
  NetworkTrainer trainer(network(architecture));
  Network& net = trainer.network();
  // Biases off zero, so that their place in the formulas shows.
  for (Parameter& parameter : net.parameters()) {
    if (parameter.name.ends_with("bias")) std::ranges::fill(parameter.values(), 0.1F);
  }
  const Loss loss = natural_loss(net.architecture());
  const Matrix x = test::gaussian(6, net.input_shape().size(), 3);
  const std::vector<int> truth = random_classes(6, classes, 4);
  const auto value = [&] { return trainer.compute_gradients(x, truth, loss); };
  double largest = 0.0;
  for (std::size_t i = 0; i < net.parameters().size(); ++i) {
    value();
    Parameter& parameter = net.parameters()[i];
    if (!parameter.trainable) continue;
    const std::vector<float> gradient(parameter.gradient().begin(), parameter.gradient().end());
    CAPTURE(parameter.name);
    // A bias that batch normalization removes again has no gradient.
    if (!parameter.name.ends_with("bias")) {
      CHECK(std::ranges::any_of(gradient, [](float g) { return std::abs(g) > 1e-3F; }));
    }
    largest = std::max(largest, test::gradient_error(parameter.values(), gradient, h, value));
  }
  return largest;
}

}  // namespace

TEST_CASE("a network's gradients agree with central differences") {
  constexpr double kTolerance = 3e-4;
  CHECK(network_gradient_error("input 5; dense 7; relu; dense 6; sigmoid; dense 4; softmax", 4) <
        kTolerance);
  CHECK(network_gradient_error("input 5; dense 7; sigmoid; dense 1; sigmoid", 2) < kTolerance);
  // Dropout after a sigmoid must not overwrite the output that sigmoid's derivative needs.
  CHECK(network_gradient_error(
            "input 5; dropout 0.2; dense 9; sigmoid; dropout 0.3; relu; dense 4; softmax", 4) <
        kTolerance);
  // Last layers other than the matching one of the loss: nothing to fuse.
  CHECK(network_gradient_error("input 5; dense 4; softmax; dropout 0", 4) < kTolerance);
  CHECK(network_gradient_error("input 2x3x2; dense 6; softmax; dense 3; softmax", 3) < kTolerance);
}

TEST_CASE("a convolutional network's gradients agree with central differences") {
  // A short step, or a relu or maximum somewhere changes sides within it; the loss' rounding
  // divided by it is the larger error then.
  constexpr float kStep = 2e-4F;
  constexpr double kTolerance = 3e-3;
  // The two blocks that are done at once, one after the other, so that gradients replace outputs
  // ...
  CHECK(network_gradient_error(
            "input 11x9x2; conv2d 3 3x3; relu; batch_normalization; average_pooling2d 2x2; "
            "conv2d 4 2x2 same; batch_normalization; relu; max_pooling2d 2x2; flatten; dense 3; "
            "softmax",
            3, kStep) < kTolerance);
  // ... after layers that read their output in the backward pass, and that work in place ...
  CHECK(network_gradient_error(
            "input 6x6x2; conv2d 3 3x3; sigmoid; dropout 0.2; batch_normalization; relu; "
            "max_pooling2d 2x2; dropout 0.3; conv2d 2 2x2; sigmoid; relu; batch_normalization; "
            "average_pooling2d 1x1; global_average_max_pooling2d; dense 1; sigmoid",
            2, kStep) < kTolerance);
  // ... and each layer alone.
  CHECK(network_gradient_error(
            "input 8x7x1; conv2d 3 3x3 stride 2x1; average_pooling2d 2x2; batch_normalization; "
            "max_pooling2d 1x2; global_max_pooling2d; dense 3; softmax",
            3, kStep) < kTolerance);
}

TEST_CASE("threads change no bit") {
  const char* const kArchitecture =
      "input 24x20x1; conv2d 8 7x7 he_normal; relu; batch_normalization; average_pooling2d 2x2; "
      "conv2d 16 3x3 same he_normal; batch_normalization; relu; max_pooling2d 2x2; "
      "global_average_max_pooling2d; dropout 0.3; dense 3; softmax";
  const Matrix x = test::gaussian(13, 480, 1);
  const std::vector<int> classes = random_classes(13, 3, 2);
  const auto trained = [&](unsigned threads) {
    NetworkTrainer trainer(network(kArchitecture));
    Network& net = trainer.network();
    net.set_threads(threads);
    Adam adam;
    for (int step = 0; step < 5; ++step) {
      trainer.train_batch(x, classes, Loss::sparse_categorical_crossentropy, adam);
    }
    std::vector<float> values(net.values().begin(), net.values().end());
    const Inference inference = net.infer(x);
    values.insert(values.end(), inference.probabilities.data(),
                  inference.probabilities.data() + inference.probabilities.size());
    return values;
  };
  const std::vector<float> expected = trained(1);
  CHECK(trained(2) == expected);
  CHECK(trained(5) == expected);
}

TEST_CASE("soft targets: one-hot rows are classes") {
  const Matrix x = test::gaussian(6, 5, 1);
  const std::vector<int> classes = {0, 2, 1, 1, 0, 2};
  Matrix targets = Matrix::Zero(6, 3);
  for (Index row = 0; row < 6; ++row) targets(row, classes[static_cast<std::size_t>(row)]) = 1.0F;
  const auto after = [&](const auto& truth) {
    NetworkTrainer trainer(network("input 5; dense 7; relu; dense 3; softmax"));
    Adam adam;
    trainer.train_batch(x, truth, Loss::sparse_categorical_crossentropy, adam);
    return values_of(trainer);
  };
  CHECK(test::largest_difference(after(targets), after(classes)) < 1e-6);
  NetworkTrainer trainer(network("input 5; dense 7; relu; dense 3; softmax"));
  CHECK(message_of([&] {
          trainer.compute_gradients(x, Matrix(Matrix::Zero(6, 2)),
                                    Loss::sparse_categorical_crossentropy);
        }) == "targets: 6 x 2, expected 6 x 3");
}

TEST_CASE("a network learns what no line can separate") {
  // Exclusive or with noise: the class is whether the two signs differ.
  Matrix x = test::gaussian(256, 2, 1);
  std::vector<int> classes;
  for (Index row = 0; row < x.rows(); ++row) {
    for (float& value : std::span(x.row(row).data(), 2)) value += value < 0.0F ? -0.5F : 0.5F;
    classes.push_back((x(row, 0) < 0.0F) != (x(row, 1) < 0.0F) ? 1 : 0);
  }
  const auto learns = [&](const char* architecture, Optimizer& optimizer) {
    NetworkTrainer trainer(network(architecture));
    const Network& net = trainer.network();
    const Loss loss = natural_loss(net.architecture());
    const double first = trainer.train_batch(x, classes, loss, optimizer);
    double last = first;
    for (int step = 0; step < 300; ++step) last = trainer.train_batch(x, classes, loss, optimizer);
    CHECK(trainer.step() == 301);
    CHECK(first > 0.4);
    CHECK(last < 0.05);
    const Matrix p = net.predict(x);
    const Index one = p.cols() - 1;
    int right = 0;
    for (Index row = 0; row < x.rows(); ++row) right += (p(row, one) > 0.5F) == (classes[row] == 1);
    CHECK(right >= 254);
  };
  Adam adam({.learning_rate = 0.02});
  learns("input 2; dense 16 he_normal; relu; dense 2; softmax", adam);
  Adam adam_binary({.learning_rate = 0.02});
  learns("input 2; dense 16 he_normal; relu; dense 1; sigmoid", adam_binary);
  Sgd sgd({.learning_rate = 0.2, .momentum = 0.9});
  learns("input 2; dense 16 he_normal; relu; dense 2; softmax", sgd);
}

TEST_CASE("same seed, same bytes") {
  const Matrix x = test::gaussian(16, 9, 1);
  const std::vector<int> classes = random_classes(16, 3, 2);
  const auto trained = [&](std::uint64_t seed) {
    NetworkTrainer trainer(network("input 9; dense 20; relu; dropout 0.5; dense 3; softmax", seed));
    Adam adam;
    for (int i = 0; i < 5; ++i) {
      trainer.train_batch(x, classes, Loss::sparse_categorical_crossentropy, adam);
    }
    return values_of(trainer);
  };
  const std::vector<float> once = trained(7);
  CHECK(trained(7) == once);
  CHECK(trained(8) != once);
}

TEST_CASE("training resumes bit for bit from values, step and the optimizer's state") {
  const Matrix x = test::gaussian(16, 9, 1);
  const std::vector<int> classes = random_classes(16, 3, 2);
  const char* const architecture = "input 9; dense 20; relu; dropout 0.5; dense 3; softmax";
  const auto train = [&](NetworkTrainer& trainer, Adam& adam, int steps) {
    for (int i = 0; i < steps; ++i) {
      trainer.train_batch(x, classes, Loss::sparse_categorical_crossentropy, adam);
    }
  };
  NetworkTrainer straight(network(architecture));
  NetworkTrainer first(network(architecture));
  NetworkTrainer second(network(architecture));
  Adam straight_adam, first_adam, second_adam;
  train(straight, straight_adam, 7);
  train(first, first_adam, 4);
  std::ranges::copy(first.network().values(), second.network().values().begin());
  second.set_step(first.step());
  second_adam.prepare(first_adam.state()[0].values.size());
  for (const std::size_t i : {0, 1}) {
    std::ranges::copy(first_adam.state()[i].values, second_adam.state()[i].values.begin());
  }
  second_adam.set_iterations(first_adam.iterations());
  train(second, second_adam, 3);
  CHECK(values_of(second) == values_of(straight));
}

TEST_CASE("training has dropout and leaves the batch as it is") {
  NetworkTrainer trainer(network("input 6; dropout 0.5; dense 30; relu; dense 3; softmax"));
  const Matrix x = test::gaussian(16, 6, 1);
  const Matrix kept = x;
  trainer.compute_gradients(x, random_classes(16, 3, 2), Loss::sparse_categorical_crossentropy);
  CHECK(Matrix(trainer.latest_output()) != trainer.network().predict(x));
  CHECK(x == kept);
}

TEST_CASE("without dropout, the latest output is the prediction before the step") {
  NetworkTrainer trainer(network("input 6; dense 30; relu; dense 3; softmax"));
  const Matrix x = test::gaussian(16, 6, 1);
  const Matrix before = trainer.network().predict(x);
  Adam adam;
  trainer.train_batch(x, random_classes(16, 3, 2), Loss::sparse_categorical_crossentropy, adam);
  CHECK((Matrix(trainer.latest_output()) - before).cwiseAbs().maxCoeff() < 1e-6F);
  CHECK(trainer.network().predict(x) != before);
}

TEST_CASE("buffers are reused by batches that are not larger") {
  NetworkTrainer trainer(network("input 6; dense 30; relu; dense 3; softmax"));
  const auto buffer = [&](Index rows) {
    trainer.compute_gradients(test::gaussian(rows, 6, 1), random_classes(rows, 3, 2),
                              Loss::sparse_categorical_crossentropy);
    return trainer.latest_output().data();
  };
  const float* const first = buffer(16);
  CHECK(buffer(6) == first);
  CHECK(buffer(16) == first);
}

TEST_CASE("a moved trainer continues to train") {
  NetworkTrainer trainer(network("input 6; dense 30; relu; dense 3; softmax"));
  const Matrix x = test::gaussian(16, 6, 1);
  const std::vector<int> classes = random_classes(16, 3, 2);
  const Loss loss = Loss::sparse_categorical_crossentropy;
  Adam adam;
  const double first = trainer.train_batch(x, classes, loss, adam);
  NetworkTrainer moved = std::move(trainer);
  CHECK(moved.train_batch(x, classes, loss, adam) < first);
  CHECK(moved.step() == 2);
}

TEST_CASE("batches that do not fit are refused by name") {
  NetworkTrainer trainer(network("input 57; dense 4; softmax"));
  Adam adam;
  const auto train = [&](Index rows, Index columns, Loss loss, std::vector<int> classes) {
    return message_of(
        [&] { trainer.train_batch(Matrix::Zero(rows, columns), classes, loss, adam); });
  };
  const Loss loss = Loss::sparse_categorical_crossentropy;
  CHECK(train(2, 20, loss, {0, 1}) == "input: 20 features, the network expects 57");
  CHECK(train(0, 57, loss, {}) == "input: a batch without rows");
  CHECK(train(2, 57, loss, {0}) == "classes: 1 given for 2 rows");
  CHECK(train(2, 57, loss, {0, 4}) == "classes: 4 in row 1, expected 0 to 3");
  CHECK(train(2, 57, Loss::binary_crossentropy, {0, 1}) ==
        "binary_crossentropy: the network has 4 outputs, expected 1");
  CHECK(trainer.step() == 0);
}
