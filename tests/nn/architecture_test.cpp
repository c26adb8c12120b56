#include "nn/architecture.h"

#include <string>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using namespace melsift::nn;

TEST_CASE("an architecture reads its text back") {
  Architecture architecture;
  architecture.input = {12, 8, 3};
  architecture.layers = {
      {.kind = LayerKind::dropout, .rate = 0.25},
      {.kind = LayerKind::dense, .units = 7, .initializer = Initializer::he_normal},
      {.kind = LayerKind::relu},
      {.kind = LayerKind::dense, .units = 3},
      {.kind = LayerKind::softmax},
  };
  const std::string text =
      "input 12x8x3; dropout 0.25; dense 7 he_normal; relu; dense 3 glorot_uniform; softmax";
  CHECK(architecture.text() == text);
  CHECK(Architecture::parse(text) == architecture);
  CHECK(Architecture::parse(" input  12x8x3 ;dropout 0.250;dense 7 he_normal;relu;dense 3;softmax")
            .text() == text);
}

TEST_CASE("convolutions and pools: text and shapes") {
  const std::string text =
      "input 128x100x1; conv2d 32 7x5 stride 2x1 he_normal; batch_normalization momentum 0.9; "
      "relu; "
      "average_pooling2d 2x3; conv2d 16 3x3 stride 2x2 same glorot_uniform; max_pooling2d 2x2; "
      "global_average_max_pooling2d; flatten; dense 1 glorot_uniform; sigmoid";
  const auto architecture = Architecture::parse(text);
  CHECK(architecture.text() == text);
  CHECK(architecture.layers[0].window == Extent{7, 5});
  CHECK(architecture.layers[0].strides == Extent{2, 1});
  CHECK(architecture.layers[4].padding == Padding::same);
  CHECK(natural_loss(architecture) == Loss::binary_crossentropy);
  // Keras' rules: valid (size - window) / stride + 1, same ceil(size / stride).
  const std::vector<Shape> expected = {{61, 96, 32}, {61, 96, 32}, {61, 96, 32}, {30, 32, 32},
                                       {15, 16, 16}, {7, 8, 16},   {1, 1, 32},   {1, 1, 32},
                                       {1, 1, 1},    {1, 1, 1}};
  CHECK(architecture.shapes() == expected);
  CHECK(Architecture::parse("input 8x8x3; flatten; dense 2; softmax").shapes().front() ==
        Shape{1, 1, 192});
}

TEST_CASE("text that is not an architecture is refused, naming the part") {
  const auto message = [](const char* text) -> std::string {
    try {
      Architecture::parse(text);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message("") == "architecture: empty");
  CHECK(message("dense 3; softmax") == "architecture: 'dense 3': expected 'input SHAPE'");
  CHECK(message("input 3x4; relu") ==
        "architecture: 'input 3x4': expected one size, or three as 128x128x1");
  CHECK(message("input -3; relu") == "architecture: 'input -3': '-3' is not a size");
  CHECK(message("input 3; denze 4") == "architecture: 'denze 4': no such layer");
  CHECK(message("input 3; dense") == "architecture: 'dense': expected the number of units");
  CHECK(message("input 3; dense 0") == "architecture: 'dense 0': expected the number of units");
  CHECK(message("input 3; dense 99999999999") ==
        "architecture: 'dense 99999999999': expected the number of units");
  CHECK(message("input 3; dense 4 she_normal") ==
        "architecture: 'dense 4 she_normal': no initializer 'she_normal'");
  CHECK(message("input 3; relu 4") == "architecture: 'relu 4': '4' is too much");
  CHECK(message("input 3; dropout") == "architecture: 'dropout': expected the rate");
  CHECK(message("input 3; dropout 1") ==
        "architecture: layer 1 (dropout): rate 1, expected 0 or more and below 1");
  CHECK(message("input 3; relu; dropout nan") ==
        "architecture: layer 2 (dropout): rate nan, expected 0 or more and below 1");
  CHECK(message("input 3") == "architecture: no layers");
  CHECK(message("input 8x8x1; conv2d 4") ==
        "architecture: 'conv2d 4': expected a size such as 3x3");
  CHECK(message("input 8x8x1; conv2d 4 3x3 stride") ==
        "architecture: 'conv2d 4 3x3 stride': expected strides such as 2x2");
  CHECK(message("input 8x8x1; batch_normalization momentum 1") ==
        "architecture: layer 1 (batch_normalization): momentum 1, expected 0 or more and below 1");
  CHECK(message("input 8x8x1; conv2d 4 3x9") ==
        "architecture: layer 1 (conv2d): a window of 3x9 on an input of 8x8x1");
  CHECK(message("input 8x8x1; relu; max_pooling2d 9x1") ==
        "architecture: layer 2 (max_pooling2d): a window of 9x1 on an input of 8x8x1");
  CHECK(message("input 8x8x1; conv2d 16777216 16777216x16777216 same") ==
        "architecture: layer 1 (conv2d): too large");
  CHECK(message("input 16777216x16777216x2; relu") ==
        "architecture: an input of 16777216x16777216x2");
}
