#include "nn/network.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/parallel.h"
#include "gradient_check.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

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

// Largest error of all parameters' gradients; the dropout of a step is the same at every call.
double network_gradient_error(const char* architecture, int classes, float h = 2e-3F) {
  Network net = network(architecture);
  // Biases off zero, so that their place in the formulas shows.
  for (Parameter& parameter : net.parameters()) {
    if (parameter.name.ends_with("bias")) std::ranges::fill(parameter.values(), 0.1F);
  }
  const Loss loss = natural_loss(net.architecture());
  const Matrix x = test::gaussian(6, net.input_shape().size(), 3);
  const std::vector<int> truth = random_classes(6, classes, 4);
  const auto value = [&] { return net.compute_gradients(x, truth, loss); };
  double largest = 0.0;
  for (std::size_t i = 0; i < net.parameters().size(); ++i) {
    value();
    Parameter& parameter = net.parameters()[i];
    if (!parameter.trainable) continue;
    const std::vector<float> gradient(parameter.gradient().begin(), parameter.gradient().end());
    CAPTURE(parameter.name);
    // A bias that batch normalization takes off again has none.
    if (!parameter.name.ends_with("bias")) {
      CHECK(std::ranges::any_of(gradient, [](float g) { return std::abs(g) > 1e-3F; }));
    }
    largest = std::max(largest, test::gradient_error(parameter.values(), gradient, h, value));
  }
  return largest;
}

std::string message_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
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
  // Last layers other than the loss' own partner: nothing to fuse.
  CHECK(network_gradient_error("input 5; dense 4; softmax; dropout 0", 4) < kTolerance);
  CHECK(network_gradient_error("input 2x3x2; dense 6; softmax; dense 3; softmax", 3) < kTolerance);
}

TEST_CASE("a convolutional network's gradients agree with central differences") {
  // A short step, or a relu or maximum somewhere changes sides within it; the loss' rounding
  // divided by it is the larger error then.
  constexpr float kStep = 2e-4F;
  constexpr double kTolerance = 3e-3;
  // The two blocks that are done at once, one behind the other, so that gradients are kept in
  // place of outputs ...
  CHECK(network_gradient_error(
            "input 11x9x2; conv2d 3 3x3; relu; batch_normalization; average_pooling2d 2x2; "
            "conv2d 4 2x2 same; batch_normalization; relu; max_pooling2d 2x2; flatten; dense 3; "
            "softmax",
            3, kStep) < kTolerance);
  // ... behind layers that read their output on the way back, and that work in place ...
  CHECK(network_gradient_error(
            "input 6x6x2; conv2d 3 3x3; sigmoid; dropout 0.2; batch_normalization; relu; "
            "max_pooling2d 2x2; dropout 0.3; conv2d 2 2x2; sigmoid; relu; batch_normalization; "
            "average_pooling2d 1x1; global_average_max_pooling2d; dense 1; sigmoid",
            2, kStep) < kTolerance);
  // ... and each layer for itself.
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
    Network net = network(kArchitecture);
    net.set_threads(threads);
    Adam adam;
    for (int step = 0; step < 5; ++step) {
      net.train_batch(x, classes, Loss::sparse_categorical_crossentropy, adam);
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
    Network net = network("input 5; dense 7; relu; dense 3; softmax");
    Adam adam;
    net.train_batch(x, truth, Loss::sparse_categorical_crossentropy, adam);
    return std::vector<float>(net.values().begin(), net.values().end());
  };
  CHECK(test::largest_difference(after(targets), after(classes)) < 1e-6);
  Network net = network("input 5; dense 7; relu; dense 3; softmax");
  CHECK(message_of([&] {
          net.compute_gradients(x, Matrix(Matrix::Zero(6, 2)),
                                Loss::sparse_categorical_crossentropy);
        }) == "targets: 6 x 2, expected 6 x 3");
}

TEST_CASE("a network's table, as Keras prints it") {
  const Network net =
      network("input 57; dense 128; relu; dropout 0.5; dense 64; relu; dense 10; softmax");
  const std::vector<LayerSummary> table = net.summary();
  REQUIRE(table.size() == 7);
  CHECK(table[0].name == "dense");
  CHECK(table[0].parameters == 57 * 128 + 128);
  CHECK(table[0].trainable == table[0].parameters);
  CHECK(table[0].output == Shape{1, 1, 128});
  CHECK(table[1].name == "relu");
  CHECK(table[1].parameters == 0);
  CHECK(table[2].name == "dropout");
  CHECK(table[3].name == "dense_1");
  CHECK(table[3].parameters == 8256);
  CHECK(table[4].name == "relu_1");
  CHECK(table[5].name == "dense_2");
  CHECK(table[5].parameters == 650);
  CHECK(table[6].kind == LayerKind::softmax);
  std::vector<std::string> names;
  for (const Parameter& parameter : net.parameters()) names.push_back(parameter.name);
  CHECK(names == std::vector<std::string>{"dense/kernel", "dense/bias", "dense_1/kernel",
                                          "dense_1/bias", "dense_2/kernel", "dense_2/bias"});
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
    Network net = network(architecture);
    const Loss loss = natural_loss(net.architecture());
    const double first = net.train_batch(x, classes, loss, optimizer);
    double last = first;
    for (int step = 0; step < 300; ++step) last = net.train_batch(x, classes, loss, optimizer);
    CHECK(net.step() == 301);
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
    Network net = network("input 9; dense 20; relu; dropout 0.5; dense 3; softmax", seed);
    Adam adam;
    for (int i = 0; i < 5; ++i) {
      net.train_batch(x, classes, Loss::sparse_categorical_crossentropy, adam);
    }
    return std::vector<float>(net.values().begin(), net.values().end());
  };
  const std::vector<float> once = trained(7);
  CHECK(trained(7) == once);
  CHECK(trained(8) != once);
}

TEST_CASE("training goes on bit for bit from values, step and the optimizer's state") {
  const Matrix x = test::gaussian(16, 9, 1);
  const std::vector<int> classes = random_classes(16, 3, 2);
  const char* const architecture = "input 9; dense 20; relu; dropout 0.5; dense 3; softmax";
  const auto train = [&](Network& net, Adam& adam, int steps) {
    for (int i = 0; i < steps; ++i) {
      net.train_batch(x, classes, Loss::sparse_categorical_crossentropy, adam);
    }
  };
  Network straight = network(architecture);
  Network first = network(architecture);
  Network second = network(architecture);
  Adam straight_adam, first_adam, second_adam;
  train(straight, straight_adam, 7);
  train(first, first_adam, 4);
  std::ranges::copy(first.values(), second.values().begin());
  second.set_step(first.step());
  second_adam.prepare(first_adam.state()[0].values.size());
  for (const std::size_t i : {0, 1}) {
    std::ranges::copy(first_adam.state()[i].values, second_adam.state()[i].values.begin());
  }
  second_adam.set_iterations(first_adam.iterations());
  train(second, second_adam, 3);
  CHECK(std::ranges::equal(second.values(), straight.values()));
}

TEST_CASE("a prediction does not depend on the rows beside it") {
  for (const char* architecture :
       {"input 57; dense 128; relu; dense 64; relu; dense 10; softmax",
        "input 40; dense 21; relu; dense 1; sigmoid", "input 3; dense 2; softmax",
        "input 1000; dense 150; relu; dense 7; softmax"}) {
    CAPTURE(architecture);
    const Network net = network(architecture);
    const Matrix x = test::gaussian(75, net.input_shape().size(), 5);
    const Inference together = net.infer(x);
    bool same = true;
    for (Index row = 0; row < x.rows(); ++row) {
      const Inference alone = net.infer(x.row(row));
      same = same && alone.probabilities == together.probabilities.row(row) &&
             alone.embedding == together.embedding.row(row);
    }
    CHECK(same);
    CHECK(net.predict(x.topRows(16)) == together.probabilities.topRows(16));
    CHECK(net.predict(x.bottomRows(21)) == together.probabilities.bottomRows(21));
  }
}

TEST_CASE("predictions from several threads are those from one") {
  const Network net = network("input 57; dense 128; relu; dense 10; softmax");
  const Matrix x = test::gaussian(200, 57, 5);
  const Matrix expected = net.predict(x);
  std::vector<char> same(32, 0);
  parallel_for(same.size(), 4, [&](std::size_t i) { same[i] = net.predict(x) == expected; });
  CHECK(std::ranges::all_of(same, [](char equal) { return equal != 0; }));
}

TEST_CASE("inference works through any number of rows") {
  // More values a layer than are held at a time, so that rows go in several pieces.
  const Network net = network("input 4; dense 300000; relu; dense 2; softmax");
  const Matrix x = test::gaussian(7, 4, 1);
  const Inference all = net.infer(x);
  for (Index row = 0; row < x.rows(); ++row) {
    CHECK(net.predict(x.row(row)) == all.probabilities.row(row));
  }
  CHECK(all.embedding.cols() == 300000);
  CHECK(net.predict(Matrix(0, 4)).rows() == 0);
  CHECK(net.predict(Matrix(0, 4)).cols() == 2);
}

TEST_CASE("the embedding is what the last dense layer receives") {
  Network net = network("input 3; dense 4; relu; dropout 0.5; dense 2; softmax");
  const Matrix x = test::gaussian(5, 3, 1);
  const Matrix embedding = net.embedding(x);
  REQUIRE(embedding.cols() == 4);
  const auto parameters = net.parameters();
  const Eigen::Map<const Matrix> kernel(parameters[0].values().data(), 3, 4);
  const Matrix expected = (x * kernel).cwiseMax(0.0F);
  CHECK((embedding - expected).cwiseAbs().maxCoeff() < 1e-6F);
}

TEST_CASE("forward: inference has no dropout, training has") {
  Network net = network("input 6; dropout 0.5; dense 30; relu; dense 3; softmax");
  const Matrix x = test::gaussian(16, 6, 1);
  const Matrix kept = x;
  CHECK(Matrix(net.forward(x, Phase::inference)) == net.predict(x));
  CHECK(Matrix(net.forward(x, Phase::training)) != net.predict(x));
  CHECK(x == kept);
}

TEST_CASE("buffers are reused by batches that are not larger") {
  Network net = network("input 6; dense 30; relu; dense 3; softmax");
  const float* const first = net.forward(test::gaussian(16, 6, 1), Phase::training).data();
  CHECK(net.forward(test::gaussian(6, 6, 2), Phase::training).data() == first);
  CHECK(net.forward(test::gaussian(16, 6, 3), Phase::training).data() == first);
}

TEST_CASE("a network that was moved goes on working") {
  Network net = network("input 6; dense 30; relu; dense 3; softmax");
  const Matrix x = test::gaussian(16, 6, 1);
  const Matrix expected = net.predict(x);
  Network moved = std::move(net);
  CHECK(moved.predict(x) == expected);
  Adam adam;
  const std::vector<int> classes = random_classes(16, 3, 2);
  const double first = moved.train_batch(x, classes, Loss::sparse_categorical_crossentropy, adam);
  CHECK(moved.train_batch(x, classes, Loss::sparse_categorical_crossentropy, adam) < first);
}

TEST_CASE("what does not fit is refused by name") {
  Network net = network("input 57; dense 4; softmax");
  Adam adam;
  const auto train = [&](Index rows, Index columns, Loss loss, std::vector<int> classes) {
    return message_of([&] { net.train_batch(Matrix::Zero(rows, columns), classes, loss, adam); });
  };
  const Loss loss = Loss::sparse_categorical_crossentropy;
  const std::string width = "input: 20 features, the network expects 57";
  CHECK(message_of([&] { net.predict(Matrix::Zero(1, 20)); }) == width);
  CHECK(message_of([&] { net.embedding(Matrix::Zero(1, 20)); }) == width);
  CHECK(train(2, 20, loss, {0, 1}) == width);
  CHECK(train(0, 57, loss, {}) == "input: a batch without rows");
  CHECK(train(2, 57, loss, {0}) == "classes: 1 given for 2 rows");
  CHECK(train(2, 57, loss, {0, 4}) == "classes: 4 in row 1, expected 0 to 3");
  CHECK(train(2, 57, Loss::binary_crossentropy, {0, 1}) ==
        "binary_crossentropy: the network has 4 outputs, expected 1");
  CHECK(net.step() == 0);

  const std::vector<float> values(228, 0.5F);
  const auto set = [&](const char* name, std::vector<Index> shape) {
    return message_of([&] { net.set_parameter(name, shape, values); });
  };
  CHECK(set("dense/kernel", {57, 4}).empty());
  CHECK(net.parameters()[0].values()[227] == 0.5F);
  CHECK(set("dense/kernel", {4, 57}) == "dense/kernel: shape (4, 57), expected (57, 4)");
  CHECK(set("dense_1/kernel", {57, 4}) == "dense_1/kernel: the network has no such parameter");
  CHECK(set("dense/bias", {4}) == "dense/bias: 228 values, expected 4");
}
