#include "nn/presets.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "nn/network.h"

using namespace melsift;
using namespace melsift::nn;

TEST_CASE("mlp") {
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

// Keras' model.summary() of the preset cnn.
TEST_CASE("cnn: output shapes and parameters, layer by layer") {
  struct Row {
    Shape output;
    Index parameters;
  };
  const std::vector<Row> expected = {
      {{122, 122, 64}, 3200},  {{122, 122, 64}, 256},   {{61, 61, 64}, 0},
      {{28, 28, 128}, 401536}, {{28, 28, 128}, 512},    {{14, 14, 128}, 0},
      {{12, 12, 256}, 295168}, {{12, 12, 256}, 1024},   {{6, 6, 256}, 0},
      {{4, 4, 512}, 1180160},  {{4, 4, 512}, 2048},     {{2, 2, 512}, 0},
      {{2, 2, 512}, 2048},     {{1, 1, 2048}, 0},       {{1, 1, 2048}, 8192},
      {{1, 1, 2048}, 0},       {{1, 1, 1024}, 2098176}, {{1, 1, 1024}, 0},
      {{1, 1, 256}, 262400},   {{1, 1, 256}, 0},        {{1, 1, 64}, 16448},
      {{1, 1, 32}, 2080},      {{1, 1, 1}, 33}};
  const Network network(cnn({128, 128, 1}, 2), 1);
  std::vector<Row> rows;
  Index total = 0;
  Index trainable = 0;
  for (const LayerSummary& layer : network.summary()) {
    total += layer.parameters;
    trainable += layer.trainable;
    if (layer.kind != LayerKind::relu && layer.kind != LayerKind::sigmoid) {
      rows.push_back({layer.output, layer.parameters});
    }
  }
  REQUIRE(rows.size() == expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(rows[i].output == expected[i].output);
    CHECK(rows[i].parameters == expected[i].parameters);
  }
  CHECK(total == 4273281);
  CHECK(trainable == 4266241);
  CHECK(cnn({128, 128, 1}, 10).layers.back().kind == LayerKind::softmax);
  CHECK_THROWS_WITH_AS(cnn({64, 64, 1}, 2),
                       "architecture: layer 13 (conv2d): a window of 3x3 on an input of 2x2x256",
                       Error);
}

TEST_CASE("melnet stays below a million parameters") {
  const auto architecture = melnet({128, 128, 1}, 10);
  CHECK(Network::parameter_count(architecture) < 1'000'000);
  CHECK(architecture.shapes().back() == Shape{1, 1, 10});
}

TEST_CASE("presets by name") {
  CHECK(preset("mlp", {1, 1, 57}, 10) == mlp(57, 10));
  CHECK(preset("tabular", {1, 1, 57}, 10).text() ==
        "input 57; dense 256 glorot_uniform; relu; dropout 0.4; dense 128 glorot_uniform; relu; "
        "dropout 0.4; dense 10 glorot_uniform; softmax");
  CHECK(preset("cnn", {128, 128, 1}, 2) == cnn({128, 128, 1}, 2));
  CHECK(preset("melnet", {128, 64, 1}, 3) == melnet({128, 64, 1}, 3));
  CHECK_THROWS_WITH_AS(preset("gmm", {1, 1, 57}, 10),
                       "arch: unknown architecture \"gmm\", expected mlp, tabular, cnn, melnet",
                       Error);
  CHECK_THROWS_AS(preset("mlp", {128, 128, 1}, 10), Error);
  CHECK_THROWS_AS(preset("tabular", {128, 128, 1}, 10), Error);
  CHECK_THROWS_AS(preset("cnn", {1, 1, 57}, 10), Error);
}
