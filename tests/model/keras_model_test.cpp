#include "model/keras_model.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "model/classifier.h"
#include "model/training_settings.h"
#include "support/support.h"

using namespace melsift;
using model::KerasSettings;

namespace {

// The weights of tests/data/keras_mlp.json under Keras' names.
model::Safetensors golden_weights(const nlohmann::json& golden) {
  model::Safetensors content;
  int number = 0;
  for (const auto& layer : golden.at("after")) {
    const std::string prefix = "sequential/dense_" + std::to_string(++number) + "/";
    for (const auto& weight : layer.at("weights"))
      content.tensors.push_back({prefix + weight.at("name").get<std::string>() + ":0",
                                 weight.at("shape").get<std::vector<long>>(),
                                 weight.at("data").get<std::vector<float>>()});
  }
  return content;
}

KerasSettings golden_settings() {
  KerasSettings settings;
  settings.arch = model::kCustom;
  settings.architecture_json = R"({"input": 10, "layers": [
      {"type": "Dense", "units": 12, "activation": "relu"},
      {"type": "Dense", "units": 8, "activation": "relu"},
      {"type": "Dense", "units": "classes"}]})";
  settings.architecture_name = "net.json";
  settings.labels = {"a", "b", "c", "d"};
  settings.front_end = "table of ten";
  return settings;
}

std::string complaint(const KerasSettings& settings, const model::Safetensors& content = {}) {
  try {
    model::keras_model(content, settings, "w");
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("a record gets the scores that the network has in Keras") {
  const auto golden = nlohmann::json::parse(read_file(test::data("keras_mlp.json")));
  auto imported = model::keras_model(golden_weights(golden), golden_settings(), "w");
  CHECK(imported.unused.empty());
  const model::Classifier classifier(std::move(imported.model));
  const auto inputs = golden.at("predict_input").at("data").get<std::vector<float>>();
  const auto expected = golden.at("predict_after").at("data").get<std::vector<float>>();
  std::vector<float> scores;
  for (std::size_t begin = 0; begin < inputs.size(); begin += 10) {
    record::Record record;
    record.front_end = "table of ten";
    record.features.assign(inputs.begin() + static_cast<long>(begin),
                           inputs.begin() + static_cast<long>(begin) + 10);
    classifier(record, "r");
    for (const auto& score : record.scores) scores.push_back(score.value);
  }
  CHECK(test::largest_difference(scores, expected) <= 1e-5);
}

TEST_CASE("tensors of other types are ignored, unless they are weights") {
  const auto golden = nlohmann::json::parse(read_file(test::data("keras_mlp.json")));
  auto weights = golden_weights(golden);
  weights.left_out = {{"optimizer/vars/0", "I64"}, {"seed_generator/vars/0", "U32"}};
  CHECK(model::keras_model(weights, golden_settings(), "w").unused ==
        std::vector<std::string>{"optimizer/vars/0 (I64)", "seed_generator/vars/0 (U32)"});
  weights.left_out = {{"sequential/dense_1/kernel:0", "F16"}};
  CHECK(complaint(golden_settings(), weights) ==
        "w: tensor \"sequential/dense_1/kernel:0\" is F16, expected F32");
}

TEST_CASE("a scaler in the file is used, and must fit") {
  const auto golden = nlohmann::json::parse(read_file(test::data("keras_mlp.json")));
  auto content = golden_weights(golden);
  content.tensors.push_back({"scaler/mean", {10}, std::vector<float>(10, 3.0F)});
  content.tensors.push_back({"scaler/scale", {10}, std::vector<float>(10, 2.0F)});
  content.tensors.push_back({"optimizer/vars/0", {1}, {1}});
  const auto imported = model::keras_model(content, golden_settings(), "w");
  CHECK(imported.unused == std::vector<std::string>{"optimizer/vars/0"});
  CHECK(imported.model.scaler(Matrix::Constant(1, 10, 5.0F)) == Matrix::Constant(1, 10, 1.0F));
  content.tensors[6].values.pop_back();
  CHECK(complaint(golden_settings(), content) == "w: its scaler/mean is not 10 finite values");
}

TEST_CASE("the front end and the network must agree") {
  auto settings = golden_settings();
  settings.front_end = "";  // extract's own has 40 features
  CHECK(complaint(settings).starts_with("front-end: \"mfcc sr=22050 "));
  CHECK(complaint(settings).ends_with("\" gives 40, the network takes 10"));
  settings.front_end = "mel n_mels=10";
  CHECK(complaint(settings).ends_with("\" gives 10x128x1, the network takes 10"));
  settings.front_end = "mfcc n_mfcc=10";
  CHECK(complaint(settings) == "w: lacks dense/kernel: it has 0 dense layers");
  settings.front_end = "mfcc n_mfc=10";
  CHECK(complaint(settings).starts_with("front-end: "));

  // Of a preset, the front end or else the preset's own kind tells the shape.
  settings.arch = "cnn";
  for (const char* front_end : {"", "mel", "mel n_mels=128 window_frames=128"}) {
    settings.front_end = front_end;
    CHECK(complaint(settings) == "w: lacks conv2d/kernel: it has 0 conv2d layers");
  }
  settings.front_end = "mel n_mels=32";
  CHECK(complaint(settings).starts_with("architecture: layer "));
  settings.front_end = "table of ten";
  CHECK(complaint(settings) ==
        "front-end: \"table of ten\" does not determine the input's shape (give --input)");
  settings.input = nn::Shape{128, 128, 1};
  CHECK(complaint(settings) == "w: lacks conv2d/kernel: it has 0 conv2d layers");
  settings.front_end = "mel n_mels=96";
  CHECK(complaint(settings).ends_with("\" gives 96x128x1, the network takes 128x128x1"));
}

TEST_CASE("there are at least two labels, all different") {
  auto settings = golden_settings();
  settings.labels = {"a"};
  CHECK(complaint(settings) == "labels: expected at least two");
  settings.labels = {"a", "b", "a", "c"};
  CHECK(complaint(settings) == "labels: \"a\" occurs twice");
  settings.labels = {"a", "b", "c"};
  CHECK(complaint(settings,
                  golden_weights(nlohmann::json::parse(read_file(test::data("keras_mlp.json"))))) ==
        "w: its sequential/dense_3/kernel:0 as dense_2/kernel: shape (8, 4), expected (8, 3)");
}
