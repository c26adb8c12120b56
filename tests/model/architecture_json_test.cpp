#include "model/architecture_json.h"

#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "nn/network.h"
#include "nn/presets.h"

using namespace melsift;
using model::architecture_from_json;
using model::architecture_to_json;

namespace {

constexpr nn::Shape kMel = {128, 128, 1};

// The error message for a text; empty if there is none.
std::string complaint(const std::string& text, nn::Index classes = 3,
                      std::optional<nn::Shape> input = nn::Shape{8, 8, 1}) {
  try {
    architecture_from_json(text, input, classes, "net.json");
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

// The same for a single entry in the middle.
std::string entry_complaint(const std::string& entry) {
  return complaint(R"({"layers":[{"type":"relu"},)" + entry +
                   R"(,{"type":"flatten"},{"type":"dense","units":"classes"}]})");
}

}  // namespace

TEST_CASE("the preset cnn equals its description in Keras' words, to the parameter") {
  // The listing of the network's Python source; 4,273,281 is what Keras' summary() says of it.
  const std::string text = R"({"layers": [
    {"type": "Conv2D", "filters": 64, "kernel_size": [7, 7], "kernel_initializer": "he_normal", "activation": "relu"},
    {"type": "BatchNormalization"},
    {"type": "AveragePooling2D", "pool_size": [2, 2]},
    {"type": "Conv2D", "filters": 128, "kernel_size": [7, 7], "strides": 2, "kernel_initializer": "HeNormal", "activation": "relu"},
    {"type": "BatchNormalization"},
    {"type": "AveragePooling2D", "pool_size": 2},
    {"type": "conv2d", "filters": 256, "kernel_size": 3, "padding": "valid", "kernel_initializer": "he_normal", "activation": "relu"},
    {"type": "batch_normalization"},
    {"type": "average_pooling2d", "pool_size": 2, "strides": [2, 2], "padding": "valid"},
    {"type": "conv2d", "filters": 512, "kernel_size": 3, "kernel_initializer": "he_normal"},
    {"type": "Activation", "activation": "relu"},
    {"type": "batch_normalization"},
    {"type": "average_pooling2d"},
    {"type": "batch_normalization"},
    {"type": "Flatten"},
    {"type": "batch_normalization"},
    {"type": "Dropout", "rate": 0.6},
    {"type": "Dense", "units": 1024, "kernel_initializer": "he_normal"},
    {"type": "ReLU"},
    {"type": "dropout", "rate": 0.5},
    {"type": "dense", "units": 256, "kernel_initializer": "he_normal", "activation": "relu"},
    {"type": "dropout", "rate": 0.25},
    {"type": "dense", "units": 64, "kernel_initializer": "he_normal", "activation": "relu"},
    {"type": "dense", "units": 32, "kernel_initializer": "he_normal", "activation": "relu"},
    {"type": "dense", "units": "classes", "kernel_initializer": "he_normal"}]})";
  const auto binary = architecture_from_json(text, kMel, 2, "net.json");
  CHECK(nn::Network::parameter_count(binary) == 4273281);
  CHECK(binary.text() == nn::cnn(kMel, 2).text());
  CHECK(architecture_from_json(text, kMel, 10, "net.json").text() == nn::cnn(kMel, 10).text());
}

TEST_CASE("a batch normalization's momentum") {
  const auto architecture = architecture_from_json(
      R"({"layers":[{"type":"BatchNormalization","momentum":0.9},{"type":"flatten"},
          {"type":"dense","units":"classes"}]})",
      nn::Shape{8, 8, 1}, 3, "net.json");
  CHECK(architecture.layers.front().momentum == 0.9);
  CHECK(entry_complaint(R"({"type":"batch_normalization","momentum":1})") ==
        "net.json: layer 2 (batch_normalization): \"momentum\" is 1, "
        "expected a number from 0 to less than 1");
}

TEST_CASE("every architecture reads back as it was written") {
  nn::Architecture odd = nn::Architecture::parse(
      "input 9x7x2; relu; conv2d 3 2x3 stride 2x1 same glorot_uniform; softmax; sigmoid; "
      "batch_normalization momentum 0.5; max_pooling2d 1x2; global_max_pooling2d; dense 4 zeros; "
      "dropout 0.25; dense 5 ones; relu; "
      "dense 3; softmax");
  for (const auto& [architecture, classes] : {std::pair{nn::mlp(57, 10), 10},
                                              {nn::mlp(57, 2), 2},
                                              {nn::cnn(kMel, 2), 2},
                                              {nn::melnet(kMel, 10), 10},
                                              {odd, 3}}) {
    const std::string layers = architecture.text();
    CAPTURE(layers);
    const std::string text = architecture_to_json(architecture);
    CHECK(architecture_from_json(text, {}, classes, "net.json") == architecture);
  }
  CHECK(architecture_to_json(nn::Architecture::parse("input 4; dense 3 he_normal; softmax")) ==
        "{\"input\": [4],\n \"layers\": [\n"
        "  {\"type\":\"dense\",\"units\":3,\"kernel_initializer\":\"he_normal\","
        "\"activation\":\"softmax\"}\n ]}\n");
}

TEST_CASE("the classes decide how a network ends") {
  const auto last = [](const std::string& dense, nn::Index classes) {
    const auto architecture = architecture_from_json(
        R"({"input":4,"layers":[{"type":"dense","units":"classes")" + dense + "}]}", {}, classes,
        "net.json");
    return architecture.text();
  };
  CHECK(last("", 2) == "input 4; dense 1 glorot_uniform; sigmoid");
  CHECK(last("", 3) == "input 4; dense 3 glorot_uniform; softmax");
  CHECK(last(R"(,"activation":"softmax")", 2) == "input 4; dense 2 glorot_uniform; softmax");
  CHECK(last(R"(,"activation":"sigmoid")", 2) == "input 4; dense 1 glorot_uniform; sigmoid");
  // Before another layer nothing is added.
  CHECK(last(R"(},{"type":"softmax")", 2) == "input 4; dense 2 glorot_uniform; softmax");

  const auto ends = [](const std::string& entries, nn::Index classes) {
    return complaint(R"({"input":4,"layers":[)" + entries + "]}", classes, std::nullopt);
  };
  CHECK(ends(R"({"type":"dense","units":"classes","activation":"sigmoid"})", 3) ==
        "net.json: ends in a sigmoid of 3 outputs, expected a softmax of 3");
  CHECK(ends(R"({"type":"dense","units":4,"activation":"softmax"})", 2) ==
        "net.json: ends in a softmax of 4 outputs, expected a softmax of 2 or a sigmoid of 1");
  CHECK(ends(R"({"type":"dense","units":3,"activation":"relu"})", 3) ==
        "net.json: ends in a relu of 3 outputs, expected a softmax of 3");
  CHECK(complaint(R"({"input":[2,2,3],"layers":[{"type":"softmax"}]})", 3, std::nullopt) ==
        "net.json: ends in a softmax of 2x2x3 outputs, expected a softmax of 3");
}

TEST_CASE("the input shape is that of the data") {
  const std::string rest = R"("layers":[{"type":"flatten"},{"type":"dense","units":"classes"}]})";
  CHECK(complaint("{" + rest) == "");
  CHECK(complaint(R"({"input":[8,8,1],)" + rest) == "");
  CHECK(complaint(R"({"input":[8,9,1],)" + rest) ==
        "net.json: its input is 8x9x1, the data's 8x8x1");
  CHECK(complaint(R"({"input":57,)" + rest) == "net.json: its input is 57, the data's 8x8x1");
  CHECK(complaint(R"({"input":[57],)" + rest, 3, std::nullopt) == "");
  CHECK(complaint("{" + rest, 3, std::nullopt) == "net.json: lacks \"input\"");
  CHECK(complaint(R"({"input":[8,8],)" + rest) ==
        "net.json: \"input\" is [8,8], expected one size, or height, width and channels");
  CHECK(complaint(R"({"input":[8,-8,1],)" + rest) ==
        "net.json: \"input\" is -8, expected a whole number from 1 to 16777216");
}

TEST_CASE("unreadable layers are refused with the file's name and the layer's number") {
  CHECK(complaint("") == "net.json: is not JSON");
  CHECK(complaint("{\"layers\":[}") == "net.json: is not JSON");
  CHECK(complaint("[]") == "net.json: is not a JSON object");
  CHECK(complaint("{}") == "net.json: lacks \"layers\"");
  CHECK(complaint(R"({"layers":[]})") == "net.json: \"layers\" is not a list of layers");
  CHECK(complaint(R"({"layers":{"type":"relu"}})") ==
        "net.json: \"layers\" is not a list of layers");
  CHECK(complaint(R"({"layers":[{"type":"relu"}],"loss":1})") == "net.json: unknown key \"loss\"");

  CHECK(entry_complaint("7") == "net.json: layer 2: is not a JSON object");
  CHECK(entry_complaint("{}") == "net.json: layer 2: lacks \"type\"");
  CHECK(entry_complaint(R"({"type":2})") == "net.json: layer 2: \"type\" is 2, expected text");
  CHECK(entry_complaint(R"({"type":"lstm"})") == "net.json: layer 2 (lstm): no such layer");
  CHECK(entry_complaint(R"({"type":"relu","units":2})") ==
        "net.json: layer 2 (relu): unknown key \"units\"");
  CHECK(entry_complaint(R"({"type":"dense","units":2,"activaton":"relu"})") ==
        "net.json: layer 2 (dense): unknown key \"activaton\"");
  CHECK(entry_complaint(R"({"type":"dense"})") == "net.json: layer 2 (dense): lacks \"units\"");
  CHECK(entry_complaint(R"({"type":"dense","units":"many"})") ==
        "net.json: layer 2 (dense): \"units\" is \"many\", expected a number or \"classes\"");
  for (const char* units : {"0", "-3", "2.5", "16777217", "1e30", "null", "[2]"})
    CHECK(entry_complaint(std::string(R"({"type":"dense","units":)") + units + "}")
              .ends_with(", expected a whole number from 1 to 16777216"));
  CHECK(entry_complaint(R"({"type":"dense","units":2,"activation":"tanh"})") ==
        "net.json: layer 2 (dense): unknown activation \"tanh\", expected relu, sigmoid, softmax, "
        "linear");
  CHECK(entry_complaint(R"({"type":"dense","units":2,"kernel_initializer":"orthogonal"})") ==
        "net.json: layer 2 (dense): unknown kernel_initializer \"orthogonal\"");
  CHECK(entry_complaint(R"({"type":"activation"})") ==
        "net.json: layer 2 (activation): lacks \"activation\"");
  CHECK(entry_complaint(R"({"type":"activation","activation":"linear"})") ==
        "net.json: layer 2 (activation): a layer that does nothing");
  CHECK(entry_complaint(R"({"type":"dropout","rate":1})") ==
        "net.json: layer 2 (dropout): \"rate\" is 1, expected a number from 0 to less than 1");
  CHECK(entry_complaint(R"({"type":"conv2d","filters":2,"kernel_size":[3,3,3]})") ==
        "net.json: layer 2 (conv2d): \"kernel_size\" is [3,3,3], expected one size, or height and "
        "width");
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  CHECK(
      entry_complaint(R"({"type":"dense","units":)" + deep + "}") ==
      "net.json: layer 2 (dense): \"units\" is array, expected a whole number from 1 to 16777216");
  CHECK(entry_complaint(R"({"type":"conv2d","filters":2,"kernel_size":3,"padding":"full"})") ==
        "net.json: layer 2 (conv2d): unknown padding \"full\", expected valid or same");
  CHECK(entry_complaint(R"({"type":"max_pooling2d","pool_size":3,"strides":2})") ==
        "net.json: layer 2 (max_pooling2d): its strides differ from its pool_size");
  CHECK(entry_complaint(R"({"type":"max_pooling2d","padding":"same"})") ==
        "net.json: layer 2 (max_pooling2d): its padding is not valid");
}

TEST_CASE("a layer that does not fit its input is reported with its number in the file") {
  // The activation of layer 1 is a layer of its own within the network.
  CHECK(complaint(R"({"layers":[{"type":"conv2d","filters":2,"kernel_size":3,"activation":"relu"},
                               {"type":"conv2d","filters":2,"kernel_size":7}]})") ==
        "net.json: layer 2 (conv2d): a window of 7x7 on an input of 6x6x2");
}
