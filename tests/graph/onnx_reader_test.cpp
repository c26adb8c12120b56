// Conversion of files to graphs.  The numbers are compared with onnxruntime's by
// tests/tools/onnx_test.sh.
#include "graph/onnx_reader.h"

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "graph/program.h"

#ifdef MELSIFT_ONNX
#include "graph/onnx_builder.h"
#endif

using namespace melsift;
using namespace melsift::graph;

#ifndef MELSIFT_ONNX

TEST_CASE("a build without libonnx says what is missing") {
  CHECK_THROWS_WITH_AS(read_onnx("", "x.onnx"),
                       "x.onnx: ONNX needs melsift built with libonnx (Debian: libonnx-dev "
                       "libprotobuf-dev)",
                       Error);
}

#else

using test::File;
using test::Floats;
using test::set;
using test::set_list;

TEST_CASE("an unknown operator is named with its node") {
  File file({3});
  file.node("LSTM", {"x"}, {"y"}).set_name("rnn/cell");
  CHECK(file.refusal() ==
        "f.onnx: node \"rnn/cell\" (LSTM): melsift does not support this operator");
  File other({3});
  other.node("FusedConv", {"x"}, {"y"}).set_domain("com.microsoft");
  CHECK(other.refusal() ==
        "f.onnx: node \"y\" (com.microsoft.FusedConv): melsift does not support this operator");
}

TEST_CASE("graphs that are not a network, or have no batch, are refused") {
  CHECK_THROWS_WITH_AS(read_onnx("", "f.onnx"), "f.onnx: is not an ONNX file", Error);
  CHECK_THROWS_WITH_AS(read_onnx("\x89PNG\r\n", "f.onnx"), "f.onnx: is not an ONNX file", Error);
  for (const std::int64_t opset : {8, 19}) {
    File file({3}, opset);
    file.node("Relu", {"x"}, {"y"});
    CHECK(file.refusal() ==
          "f.onnx: has opset " + std::to_string(opset) + ", melsift supports 9 to 18");
  }
  File open({3, -1});
  open.node("Relu", {"x"}, {"y"});
  CHECK(open.refusal() == "f.onnx: input \"x\": the size of its axis 2 is not given");
  File missing({3});
  missing.node("Relu", {"z"}, {"y"});
  CHECK(missing.refusal() == "f.onnx: node \"y\" (Relu): reads \"z\" before it is computed");
  File empty({3});
  CHECK(empty.refusal() == "f.onnx: output \"y\": is not computed");
}

TEST_CASE("operations across the batch are refused") {
  File turned({3, 4});
  set_list(turned.node("Transpose", {"x"}, {"y"}), "perm", {1, 0, 2});
  CHECK(turned.refusal() == "f.onnx: node \"y\" (Transpose): moves the batch's axis");
  File mean({3, 4});
  set_list(mean.node("ReduceMean", {"x"}, {"y"}), "axes", {0});
  CHECK(mean.refusal() == "f.onnx: node \"y\" (ReduceMean): works across the batch");
  File joined({3, 4});
  joined.integers("shape", {-1, 4});
  joined.node("Reshape", {"x", "shape"}, {"y"});
  CHECK(joined.refusal() == "f.onnx: node \"y\" (Reshape): works across the batch");
  File varied({2});
  varied.constant("c", {2, 2}, {1, 2, 3, 4});
  varied.node("Add", {"x", "c"}, {"y"});
  CHECK(varied.refusal() ==
        "f.onnx: node \"y\" (Add): a constant of shape 2x2 differs over the batch");
}

TEST_CASE("a batch normalization becomes part of the convolution before it") {
  const auto file_of = [](bool is_read_twice) {
    File file({1, 2, 2});
    file.constant("w", {2, 1, 1, 1}, {2, 3});
    file.constant("b", {2}, {1, -1});
    file.constant("scale", {2}, {2, 0.5F});
    file.constant("shift", {2}, {0.25F, 1});
    file.constant("mean", {2}, {1, 2});
    file.constant("variance", {2}, {3, 15});
    file.node("Conv", {"x", "w", "b"}, {"c"});
    set(file.node("BatchNormalization", {"c", "scale", "shift", "mean", "variance"}, {"n"}),
        "epsilon", 1.0F);
    if (is_read_twice) file.node("Add", {"n", "c"}, {"y"});
    if (!is_read_twice) file.node("Identity", {"n"}, {"y"});
    return file;
  };
  // 2 / sqrt(3 + 1) = 1 and 0.5 / sqrt(15 + 1) = 1/8.
  const File once = file_of(false);
  CHECK(once.read().nodes().size() == 1);
  CHECK(once.run({1, 2, 3, 4}) == Floats{2.25F, 4.25F, 6.25F, 8.25F, 1, 1.375F, 1.75F, 2.125F});
  const File twice = file_of(true);
  CHECK(twice.read().nodes().size() == 4);
  CHECK(twice.run({1, 2, 3, 4}) == Floats{5.25F, 9.25F, 13.25F, 17.25F, 3, 6.375F, 9.75F, 13.125F});
}

TEST_CASE("products with a sigmoid are one function") {
  File file({3});
  file.node("Sigmoid", {"x"}, {"s"});
  file.node("Mul", {"s", "x"}, {"swish"});
  file.node("HardSigmoid", {"swish"}, {"h"});
  file.node("Mul", {"swish", "h"}, {"y"});
  const Graph graph = file.read();
  REQUIRE(graph.nodes().size() == 2);
  CHECK(std::get<Map>(graph.nodes()[0].operation).function == Function::swish);
  CHECK(std::get<Map>(graph.nodes()[1].operation).function == Function::hard_swish);
}

TEST_CASE("shapes that exporters compute become constants") {
  // x.view(x.size(0), 2, -1)
  File file({4, 3});
  file.node("Shape", {"x"}, {"shape"});
  auto& zero = file.constant("zero", {}, {});
  zero.set_data_type(onnx::TensorProto::INT64);
  zero.add_int64_data(0);
  file.node("Gather", {"shape", "zero"}, {"batch"});
  set_list(file.node("Unsqueeze", {"batch"}, {"batch_list"}), "axes", {0});
  file.proto().mutable_opset_import(0)->set_version(11);
  file.integers("rest", {2, -1});
  set(file.node("Concat", {"batch_list", "rest"}, {"to"}), "axis", 0);
  file.node("Reshape", {"x", "to"}, {"y"});
  const Graph graph = file.read();
  REQUIRE(graph.nodes().size() == 1);
  CHECK(graph.value(graph.outputs().front().value).shape == Extents{2, 6});
}

TEST_CASE("a file for batches of one size runs for any") {
  for (const std::int64_t batch : {1, 64}) {
    File file({4, 3}, 13, batch);
    file.integers("to", {batch, 12});
    file.node("Reshape", {"x", "to"}, {"y"});
    CHECK(file.run({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}).size() == 12);
  }
}

TEST_CASE("parameters are read where each opset has them") {
  for (const std::int64_t opset : {9, 13, 18}) {
    CAPTURE(opset);
    const bool is_old = opset == 9;
    File clip({3}, opset);
    clip.constant("low", {}, {-1});
    clip.constant("high", {}, {2});
    if (is_old) {
      auto& node = clip.node("Clip", {"x"}, {"y"});
      set(node, "min", -1.0F);
      set(node, "max", 2.0F);
    } else {
      clip.node("Clip", {"x", "low", "high"}, {"y"});
    }
    CHECK(clip.run({-5, 1, 5}) == Floats{-1, 1, 2});

    File slice({5}, opset);
    slice.integers("starts", {1});
    slice.integers("ends", {INT64_MAX});
    slice.integers("axes", {1});
    slice.integers("steps", {2});
    if (is_old) {
      auto& node = slice.node("Slice", {"x"}, {"y"});
      set_list(node, "starts", {-2});
      set_list(node, "ends", {INT64_MAX});
      set_list(node, "axes", {1});
      CHECK(slice.run({0, 1, 2, 3, 4}) == Floats{3, 4});
    } else {
      slice.node("Slice", {"x", "starts", "ends", "axes", "steps"}, {"y"});
      CHECK(slice.run({0, 1, 2, 3, 4}) == Floats{1, 3});
    }

    File sum({2, 2}, opset);
    sum.integers("axes", {2});
    auto& reduce = sum.node("ReduceMean", {"x"}, {"y"});
    if (opset == 18) reduce.add_input("axes");
    if (opset < 18) set_list(reduce, "axes", {2});
    CHECK(sum.run({1, 3, 5, 9}) == Floats{2, 7});

    File softmax({2, 2}, opset);
    set(softmax.node("Softmax", {"x"}, {"y"}), "axis", 1);
    const float share = is_old ? 0.25F : 0.5F;  // before opset 13 axes 1 and 2 are one
    CHECK(softmax.run({0, 0, 0, 0}) == Floats(4, share));

    File split({4}, opset);
    split.integers("split", {1, 3});
    auto& parts = split.node("Split", {"x"}, {"a", "y"});
    set(parts, "axis", 1);
    if (is_old) set_list(parts, "split", {1, 3});
    if (!is_old) parts.add_input("split");
    CHECK(split.run({1, 2, 3, 4}) == Floats{2, 3, 4});

    File pad({2}, opset);
    pad.integers("pads", {0, 1, 0, 2});
    pad.constant("value", {}, {7});
    auto& padded = pad.node("Pad", {"x"}, {"y"});
    if (is_old) set_list(padded, "pads", {0, 1, 0, 2});
    if (is_old) set(padded, "value", 7.0F);
    if (!is_old) padded.add_input("pads");
    if (!is_old) padded.add_input("value");
    CHECK(pad.run({1, 2}) == Floats{7, 1, 2, 7, 7});
  }
}

TEST_CASE("weights that the file computes are computed once") {
  File file({2});
  file.constant("w", {3, 2}, {1, 2, 3, 4, 5, 6});
  file.node("Transpose", {"w"}, {"turned"});
  file.node("MatMul", {"x", "turned"}, {"y"});
  CHECK(file.read().nodes().size() == 1);
  CHECK(file.run({1, 10}) == Floats{21, 43, 65});
}

TEST_CASE("a small file cannot ask for large constants") {
  File file({2});
  file.integers("shape", {1 << 14, 1 << 14});
  file.node("ConstantOfShape", {"shape"}, {"c"});
  file.node("Add", {"x", "c"}, {"y"});
  CHECK(file.refusal() ==
        "f.onnx: node \"c\" (ConstantOfShape): its shape depends on the batch or is out of range");
}

TEST_CASE("damaged files are read or refused in one line") {
  File file({2, 6, 5});
  file.constant("w", {4, 2, 3, 3}, Floats(72, 0.1F));
  file.constant("s", {4}, {1, 2, 3, 4});
  set_list(file.node("Conv", {"x", "w"}, {"c"}), "pads", {1, 1, 1, 1});
  file.node("BatchNormalization", {"c", "s", "s", "s", "s"}, {"n"});
  auto& pool = file.node("MaxPool", {"n"}, {"p"});
  set_list(pool, "kernel_shape", {2, 2});
  set_list(pool, "strides", {2, 2});
  file.integers("to", {0, -1});
  file.node("Reshape", {"p", "to"}, {"f"});
  set(file.node("Softmax", {"f"}, {"y"}), "axis", 1);
  const std::string bytes = file.bytes();
  const auto read = [](const std::string& damaged) {
    try {
      const Graph graph = read_onnx(damaged, "f.onnx").graph;
      return !graph.outputs().empty();
    } catch (const Error& error) {
      const std::string text = error.what();
      return text.starts_with("f.onnx: ") && text.size() > 8;
    }
  };
  CHECK(read(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK(read(bytes.substr(0, size)));
  Random random(3);
  for (int turn = 0; turn < 3000; ++turn) {
    std::string damaged = bytes;
    for (int k = 0; k < 3; ++k)
      damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
    CHECK(read(damaged));
  }
}

#endif
