// Eight Adam steps of the network 10-12 relu-8 relu-4 softmax as Keras' layers make them
// (TensorFlow.js; the file's "source").
#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "nn/network.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

std::vector<float> values_of(const nlohmann::json& tensor) {
  return tensor.at("data").get<std::vector<float>>();
}

Matrix matrix_of(const nlohmann::json& tensor) {
  const std::vector<float> values = values_of(tensor);
  const auto shape = tensor.at("shape").get<std::vector<Index>>();
  return Eigen::Map<const Matrix>(values.data(), shape.at(0), shape.at(1));
}

// Calls f(name, tensor) with our name of each of the weights.
void for_each_weight(const nlohmann::json& layers, const auto& f) {
  int dense = 0;
  for (const auto& layer : layers) {
    const std::string prefix = dense == 0 ? "dense/" : "dense_" + std::to_string(dense) + "/";
    for (const auto& weight : layer.at("weights")) {
      f(prefix + weight.at("name").get<std::string>(), weight);
    }
    ++dense;
  }
}

double difference(const Matrix& got, const nlohmann::json& expected) {
  return test::largest_difference({got.data(), static_cast<std::size_t>(got.size())},
                                  values_of(expected));
}

}  // namespace

TEST_CASE("Keras: predictions, losses and weights of eight Adam steps") {
  const auto golden = nlohmann::json::parse(read_file(test::data("keras_mlp.json")));
  Network network(Architecture::parse("input 10; dense 12; relu; dense 8; relu; dense 4; softmax"),
                  1);
  for_each_weight(golden.at("before"), [&](const std::string& name, const auto& weight) {
    network.set_parameter(name, weight.at("shape").template get<std::vector<Index>>(),
                          values_of(weight));
  });

  const Matrix input = matrix_of(golden.at("predict_input"));
  const double before = difference(network.predict(input), golden.at("predict_before"));
  MESSAGE("predictions before: ", before);
  CHECK(before <= 1e-5);

  Adam adam;
  double loss_difference = 0.0;
  REQUIRE(golden.at("steps").size() == 8);
  for (const auto& step : golden.at("steps")) {
    const double loss =
        network.train_batch(matrix_of(step.at("x")), step.at("y").get<std::vector<int>>(),
                            Loss::sparse_categorical_crossentropy, adam);
    loss_difference = std::max(loss_difference, std::abs(loss - step.at("loss").get<double>()));
  }
  MESSAGE("losses: ", loss_difference);
  CHECK(loss_difference <= 1e-5);

  double weight_difference = 0.0;
  std::size_t compared = 0;
  for_each_weight(golden.at("after"), [&](const std::string& name, const auto& weight) {
    const auto parameter = std::ranges::find(network.parameters(), name, &Parameter::name);
    REQUIRE(parameter != network.parameters().end());
    weight_difference = std::max(weight_difference,
                                 test::largest_difference(parameter->values(), values_of(weight)));
    ++compared;
  });
  MESSAGE("weights after: ", weight_difference);
  CHECK(compared == 6);
  CHECK(weight_difference <= 1e-4);

  const double after = difference(network.predict(input), golden.at("predict_after"));
  MESSAGE("predictions after: ", after);
  CHECK(after <= 1e-5);
}
