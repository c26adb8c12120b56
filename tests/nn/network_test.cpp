#include "nn/network.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/parallel.h"
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

}  // namespace

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

TEST_CASE("inference processes any number of rows") {
  // More values per layer than the memory limit, so that rows are processed in several pieces.
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

TEST_CASE("the embedding is the input of the last dense layer") {
  Network net = network("input 3; dense 4; relu; dropout 0.5; dense 2; softmax");
  const Matrix x = test::gaussian(5, 3, 1);
  const Matrix embedding = net.embedding(x);
  REQUIRE(embedding.cols() == 4);
  const auto parameters = net.parameters();
  const Eigen::Map<const Matrix> kernel(parameters[0].values().data(), 3, 4);
  const Matrix expected = (x * kernel).cwiseMax(0.0F);
  CHECK((embedding - expected).cwiseAbs().maxCoeff() < 1e-6F);
}

TEST_CASE("inference has no dropout") {
  const Network with =
      network("input 6; dropout 0.5; dense 30; relu; dropout 0.9; dense 3; softmax");
  const Network without = network("input 6; dense 30; relu; dense 3; softmax");
  const Matrix x = test::gaussian(16, 6, 1);
  CHECK(with.predict(x) == without.predict(x));
}

TEST_CASE("a moved network works") {
  Network net = network("input 6; dense 30; relu; dense 3; softmax");
  const Matrix x = test::gaussian(16, 6, 1);
  const Matrix expected = net.predict(x);
  const Network moved = std::move(net);
  CHECK(moved.predict(x) == expected);
}

TEST_CASE("parameters that do not fit are refused by name") {
  Network net = network("input 57; dense 4; softmax");
  const std::string width = "input: 20 features, the network expects 57";
  CHECK(message_of([&] { net.predict(Matrix::Zero(1, 20)); }) == width);
  CHECK(message_of([&] { net.embedding(Matrix::Zero(1, 20)); }) == width);

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
