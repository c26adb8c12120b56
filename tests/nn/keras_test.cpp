// Adam steps of small networks as Keras' layers make them (TensorFlow.js; the file's "source"):
// predictions, losses and weights.
#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "nn/network_trainer.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

std::vector<float> values_of(const nlohmann::json& tensor) {
  return tensor.at("data").get<std::vector<float>>();
}

// One row per sample.
Matrix matrix_of(const nlohmann::json& tensor) {
  const std::vector<float> values = values_of(tensor);
  const Index rows = tensor.at("shape").at(0).get<Index>();
  return Eigen::Map<const Matrix>(values.data(), rows, static_cast<Index>(values.size()) / rows);
}

// melsift's name of a layer that the file calls "dense", "conv2d" or "batch".
std::string kind_of(const nlohmann::json& layer) {
  const auto name = layer.at("layer").get<std::string>();
  return name == "batch" ? "batch_normalization" : name;
}

// Calls f(name, tensor) with melsift's name of each weight.
void for_each_weight(const nlohmann::json& layers, const auto& f) {
  std::map<std::string, int> count;
  for (const auto& layer : layers) {
    std::string prefix = kind_of(layer);
    if (const int earlier = count[prefix]++; earlier > 0) prefix += "_" + std::to_string(earlier);
    for (const auto& weight : layer.at("weights")) {
      f(prefix + "/" + weight.at("name").get<std::string>(), weight);
    }
  }
}

double difference(const Matrix& got, const nlohmann::json& expected) {
  return test::largest_difference({got.data(), static_cast<std::size_t>(got.size())},
                                  values_of(expected));
}

// For a gradient that is zero except for rounding, Adam still makes a full step, because it divides
// by the size of the gradient, and the sign is random.  cnn_binary.json has such gradients: that of
// batch_normalization_1/beta, a shift which the next normalization removes again, is 1e-16 in
// double precision (and after five such steps the value differs by 1.4e-3 from the file), and those
// of some values of conv2d_1 in some steps.  Others are of the order of 1e-5 to 1.
constexpr float kRoundingGradient = 1e-6F;

// Which values have had a gradient of rounding only, which may also have been zero.
class RoundedSteps {
 public:
  explicit RoundedSteps(const Network& network) {
    for (const Parameter& parameter : network.parameters()) {
      touched_.emplace_back(parameter.values().size(), false);
    }
  }
  void note(const Network& network) {
    for (std::size_t i = 0; i < touched_.size(); ++i) {
      const auto gradient = network.parameters()[i].gradient();
      for (std::size_t k = 0; k < gradient.size(); ++k) {
        if (std::abs(gradient[k]) < kRoundingGradient) touched_[i][k] = true;
      }
    }
  }
  bool was_touched(std::size_t parameter, std::size_t value) const {
    return touched_[parameter][value];
  }

 private:
  std::vector<std::vector<bool>> touched_;
};

// Replays a file: the network from its first weights, step by step, on `threads` threads.  Returns
// the number of values that moved in another direction than in the file, which is allowed only for
// a gradient of rounding.
std::size_t replay(const std::string& path, const char* architecture, unsigned threads) {
  const auto golden = nlohmann::json::parse(read_file(path));
  NetworkTrainer trainer(Network(Architecture::parse(architecture), 1));
  Network& network = trainer.network();
  network.set_threads(threads);
  for_each_weight(golden.at("before"), [&](const std::string& name, const auto& weight) {
    network.set_parameter(name, weight.at("shape").template get<std::vector<Index>>(),
                          values_of(weight));
  });

  const Matrix input = matrix_of(golden.at("predict_input"));
  const double before = difference(network.predict(input), golden.at("predict_before"));
  MESSAGE("predictions before: ", before);
  CHECK(before <= 1e-5);

  Adam adam;
  RoundedSteps rounded(network);
  double loss_difference = 0.0;
  REQUIRE(golden.at("steps").size() >= 5);
  for (const auto& step : golden.at("steps")) {
    const double loss =
        trainer.train_batch(matrix_of(step.at("x")), step.at("y").get<std::vector<int>>(),
                            natural_loss(network.architecture()), adam);
    rounded.note(network);
    loss_difference = std::max(loss_difference, std::abs(loss - step.at("loss").get<double>()));
  }
  MESSAGE("losses: ", loss_difference);

  double weight_difference = 0.0;
  std::size_t compared = 0;
  std::size_t rounding = 0;
  for_each_weight(golden.at("after"), [&](const std::string& name, const auto& weight) {
    const auto parameter = std::ranges::find(network.parameters(), name, &Parameter::name);
    REQUIRE(parameter != network.parameters().end());
    const auto number = static_cast<std::size_t>(parameter - network.parameters().begin());
    const std::vector<float> expected = values_of(weight);
    REQUIRE(parameter->values().size() == expected.size());
    CAPTURE(name);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      float& value = parameter->values()[i];
      const double distance = std::abs(static_cast<double>(value) - expected[i]);
      if (distance <= 1e-4) {
        weight_difference = std::max(weight_difference, distance);
        continue;
      }
      CHECK(rounded.was_touched(number, i));
      CHECK(distance <= 2.0 * 1e-3 * static_cast<double>(golden.at("steps").size()));
      ++rounding;
      value = expected[i];  // so that the predictions show what follows from the others
    }
    ++compared;
  });
  MESSAGE("weights after: ", weight_difference, "; of rounding: ", rounding);
  CHECK(compared == network.parameters().size());
  // A value that moved in the other direction influences the losses of the next steps.
  CHECK(loss_difference <= (rounding == 0 ? 1e-5 : 1e-4));

  const double after = difference(network.predict(input), golden.at("predict_after"));
  MESSAGE("predictions after: ", after);
  CHECK(after <= 1e-5);
  return rounding;
}

}  // namespace

TEST_CASE("Keras: dense layers and a softmax") {
  CHECK(replay(test::data("keras_mlp.json"),
               "input 10; dense 12; relu; dense 8; relu; dense 4; softmax", 1) == 0);
}

TEST_CASE("Keras: convolutions, batch normalization, pooling and a sigmoid" *
          doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "golden/keras");
  for (const unsigned threads : {1U, 2U}) {
    const std::size_t rounding =
        replay(*folder + "/cnn_binary.json",
               "input 20x20x1; conv2d 4 5x5; relu; batch_normalization; average_pooling2d 2x2; "
               "conv2d 6 3x3 stride 2x2; relu; batch_normalization; flatten; batch_normalization; "
               "dense 8; relu; dense 1; sigmoid",
               threads);
    CHECK(rounding <= 12);
  }
}

TEST_CASE("Keras: same padding, maximum pooling and a softmax" * doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "golden/keras");
  for (const unsigned threads : {1U, 2U}) {
    CHECK(replay(*folder + "/cnn_softmax.json",
                 "input 12x10x2; conv2d 4 3x3 same; relu; max_pooling2d 2x2; conv2d 8 3x3; relu; "
                 "global_average_pooling2d; dense 5; softmax",
                 threads) == 0);
  }
}
