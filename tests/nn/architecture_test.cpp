#include "nn/architecture.h"

#include <string>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using namespace melsift::nn;

TEST_CASE("the preset mlp") {
  CHECK(mlp(57, 10).text() ==
        "input 57; dense 128 he_normal; relu; dense 64 he_normal; relu; "
        "dense 10 glorot_uniform; softmax");
  CHECK(mlp(40, 2).text() ==
        "input 40; dense 128 he_normal; relu; dense 64 he_normal; relu; "
        "dense 1 glorot_uniform; sigmoid");
  CHECK(natural_loss(mlp(57, 10)) == Loss::sparse_categorical_crossentropy);
  CHECK(natural_loss(mlp(57, 2)) == Loss::binary_crossentropy);
  CHECK_THROWS_WITH_AS(mlp(57, 1), "classes: 1, a classifier needs at least 2", Error);
  CHECK_THROWS_WITH_AS(mlp(0, 2), "architecture: an input of 0", Error);
}

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

TEST_CASE("text that is no architecture is refused, naming the piece") {
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
  CHECK(message("input -3; relu") == "architecture: 'input -3': '-3' is no size");
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
}
