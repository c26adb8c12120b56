#include "model/keras_weights.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "support/support.h"

using namespace melsift;
using model::Tensor;

namespace {

// A network from Keras: its weights and its predictions (the file's "source").
struct Golden {
  explicit Golden(const std::string& path) : json(nlohmann::json::parse(read_file(path))) {}

  static std::vector<float> values(const nlohmann::json& tensor) {
    return tensor.at("data").get<std::vector<float>>();
  }

  // The weights after training, each under the name that `name_of` makes of the layer ("dense"),
  // its number among those of its class, the variable ("kernel") and that one's number.
  std::vector<Tensor> weights(const auto& name_of) const {
    std::vector<Tensor> tensors;
    std::map<std::string, int> count;
    for (const auto& layer : json.at("after")) {
      auto kind = layer.at("layer").get<std::string>();
      if (kind == "batch") kind = "batch_normalization";
      const int number = count[kind]++;
      int variable = 0;
      for (const auto& weight : layer.at("weights"))
        tensors.push_back({name_of(kind, number, weight.at("name").get<std::string>(), variable++),
                           weight.at("shape").get<std::vector<long>>(), values(weight)});
    }
    return tensors;
  }

  // The largest difference of the network's predictions from those of Keras.
  double difference(const nn::Network& network) const {
    const auto input = values(json.at("predict_input"));
    const auto width = network.input_shape().size();
    const Matrix x = Eigen::Map<const Matrix>(input.data(), std::ssize(input) / width, width);
    const Matrix got = network.predict(x);
    return test::largest_difference({got.data(), static_cast<std::size_t>(got.size())},
                                    values(json.at("predict_after")));
  }

  nlohmann::json json;
};

std::string numbered(const std::string& kind, int number) {
  return number == 0 ? kind : kind + "_" + std::to_string(number);
}

// Sets the weights of a network under many names; its predictions must then equal those of Keras.
void check_names(const std::string& path, const char* text) {
  const Golden golden(path);
  const auto architecture = nn::Architecture::parse(text);
  const auto check = [&](const char* scheme, const auto& name_of) {
    CAPTURE(scheme);
    auto tensors = golden.weights(name_of);
    // The order of a file need not be the network's: safetensors' own writer sorts by name.
    std::ranges::sort(tensors, {}, &Tensor::name);
    nn::Network network(architecture, 1);
    CHECK(model::set_keras_weights(network, tensors, "w").empty());
    CHECK(golden.difference(network) <= 1e-5);
  };
  using Text = std::string;
  check("layer/variable", [](const Text& kind, int number, const Text& variable, int) {
    return numbered(kind, number) + "/" + variable;
  });
  check("layer/variable:0 of a program's second network",
        [](const Text& kind, int number, const Text& variable, int) {
          return numbered(kind, number + 9) + "/" + variable + ":0";
        });
  check("model_weights of the older HDF5",
        [](const Text& kind, int number, const Text& variable, int) {
          const Text layer = numbered(kind, number);
          return "model_weights/" + layer + "/sequential_1/" + layer + "/" + variable + ":0";
        });
  check("layers of .weights.h5", [](const Text& kind, int number, const Text&, int variable) {
    return "layers/" + numbered(kind, number) + "/vars/" + std::to_string(variable);
  });
  check("checkpoint dependencies", [](const Text& kind, int number, const Text&, int variable) {
    return "_layer_checkpoint_dependencies/" + numbered(kind, number) + "/vars/" +
           std::to_string(variable);
  });
}

// Of dense layers of 3 and 1 units on 2 inputs.
std::vector<Tensor> small_weights() {
  return {{"dense/kernel", {2, 3}, std::vector<float>(6, 0.5F)},
          {"dense/bias", {3}, {1, 2, 3}},
          {"dense_1/kernel", {3, 1}, {1, 2, 3}},
          {"dense_1/bias", {1}, {4}}};
}

std::string complaint(const std::vector<Tensor>& tensors,
                      const char* text = "input 2; dense 3; relu; dense 1; sigmoid") {
  nn::Network network(nn::Architecture::parse(text), 1);
  try {
    model::set_keras_weights(network, tensors, "w.safetensors");
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("dense layers under any of Keras' names predict as in Keras") {
  check_names(test::data("keras_mlp.json"),
              "input 10; dense 12; relu; dense 8; relu; dense 4; softmax");
}

TEST_CASE("convolutions and normalizations under any of Keras' names" *
          doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "golden/keras");
  check_names(*folder + "/cnn_binary.json",
              "input 20x20x1; conv2d 4 5x5; relu; batch_normalization; average_pooling2d 2x2; "
              "conv2d 6 3x3 stride 2x2; relu; batch_normalization; flatten; batch_normalization; "
              "dense 8; relu; dense 1; sigmoid");
  check_names(*folder + "/cnn_softmax.json",
              "input 12x10x2; conv2d 4 3x3 same; relu; max_pooling2d 2x2; conv2d 8 3x3; relu; "
              "global_average_pooling2d; dense 5; softmax");
}

TEST_CASE("numbers order layers as numbers, not as text") {
  // dense_9 and dense_10, in a file that is sorted by name.
  std::vector<Tensor> tensors = {{"dense_10/bias", {1}, {7}},
                                 {"dense_10/kernel", {1, 1}, {2}},
                                 {"dense_9/bias", {1}, {5}},
                                 {"dense_9/kernel", {1, 1}, {3}}};
  nn::Network network(nn::Architecture::parse("input 1; dense 1; dense 1; sigmoid"), 1);
  model::set_keras_weights(network, tensors, "w");
  const Matrix x = Matrix::Constant(1, 1, -4.0F);
  CHECK(network.embedding(x)(0, 0) == 3.0F * -4.0F + 5.0F);
}

TEST_CASE("tensors that are not weights are returned by name") {
  auto tensors = small_weights();
  const std::vector<std::string> others = {"optimizer/vars/0",
                                           "optimizer_weights/Adam/m/dense/kernel:0",
                                           "Adam/v/dense_1/bias:0",
                                           "dense/kernel/Adam",
                                           "scaler/mean",
                                           "dropout/seed_generator/vars/0",
                                           "dense/vars/2",
                                           "vars/0",
                                           "kernel",
                                           "my_dense/kernel",
                                           "densest/kernel",
                                           "dense_x/kernel"};
  for (const std::string& name : others) tensors.push_back({name, {1}, {1}});
  nn::Network network(nn::Architecture::parse("input 2; dense 3; relu; dense 1; sigmoid"), 1);
  CHECK(model::set_keras_weights(network, tensors, "w") == others);
  // relu(0.5 * 2 + 0.5 * 2 + bias) = 3, 4, 5.
  CHECK(network.embedding(Matrix::Constant(1, 2, 2.0F)) == (Matrix(1, 3) << 3, 4, 5).finished());
}

TEST_CASE("weights of another network are refused by name") {
  CHECK(complaint(small_weights()) == "");
  CHECK(complaint({}) == "w.safetensors: lacks dense/kernel: it has 0 dense layers");
  CHECK(complaint(small_weights(), "input 2; dense 3; dense 1; dense 1; sigmoid") ==
        "w.safetensors: lacks dense_2/kernel: it has 2 dense layers (dense, dense_1)");
  CHECK(complaint(small_weights(), "input 2; dense 1; sigmoid") ==
        "w.safetensors: its dense/kernel as dense/kernel: shape (2, 3), expected (2, 1)");
  CHECK(complaint(small_weights(), "input 2; dense 3; softmax") ==
        "w.safetensors: has 2 dense layers (dense, dense_1), the network 1");

  auto changed = small_weights();
  changed.erase(changed.begin() + 1);
  CHECK(complaint(changed) == "w.safetensors: lacks the bias of dense");
  changed = small_weights();
  changed.push_back({"model/dense/bias:0", {3}, {1, 2, 3}});
  CHECK(complaint(changed) == "w.safetensors: has two layers with the same name, dense and model/dense");
  changed = small_weights();
  changed.push_back({"dense/vars/1", {3}, {1, 2, 3}});
  CHECK(complaint(changed) == "w.safetensors: has both dense/bias and dense/vars/1");
  changed = small_weights();
  changed[2].values[1] = std::numeric_limits<float>::quiet_NaN();
  CHECK(complaint(changed) == "w.safetensors: its dense_1/kernel is not finite");
  changed = small_weights();
  changed.push_back({"batch_normalization/gamma", {1}, {1}});
  CHECK(complaint(changed) ==
        "w.safetensors: has 1 batch_normalization layer (batch_normalization), the network 0");
}
