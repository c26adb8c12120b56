// The graph is checked by libonnx: by its checker and its inference of shapes.
// tests/tools/convert_test.sh runs it with a runtime.
#include "model/onnx.h"

#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"

#ifdef MELSIFT_ONNX
#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>
#endif

using namespace melsift;

namespace {

model::Model model_of(const char* text, std::vector<std::string> labels, std::size_t networks = 1,
                      double temperature = 1.0) {
  model::Model model;
  const auto architecture = nn::Architecture::parse(text);
  for (std::size_t k = 0; k < networks; ++k) model.networks.emplace_back(architecture, k + 1);
  const nn::Index width = architecture.input.is_vector() ? architecture.input.size() : 1;
  model.scaler.mean = RowVector::Constant(width, 0.5F);
  model.scaler.scale = RowVector::Constant(width, 2.0F);
  model.temperature = temperature;
  model.front_end = "toy";
  model.labels = std::move(labels);
  model.provenance.version = "1.2.3";
  model.provenance.target = "genre";
  return model;
}

}  // namespace

#ifndef MELSIFT_ONNX

TEST_CASE("without libonnx the message names it") {
  CHECK_THROWS_WITH_AS(
      model::encode_onnx(model_of("input 4; dense 1; sigmoid", {"a", "b"})),
      "onnx: needs melsift built with libonnx (Debian: libonnx-dev libprotobuf-dev)", Error);
}

#else

namespace {

constexpr const char* kPlane =
    "input 16x12x2; batch_normalization; conv2d 4 3x5 stride 2x1 same; relu; max_pooling2d 2x3; "
    "conv2d 3 2x2; sigmoid; average_pooling2d 1x1; global_average_max_pooling2d; dropout 0.5; "
    "dense 5; softmax";
constexpr const char* kFlattened =
    "input 6x6x1; softmax; conv2d 3 3x3; flatten; batch_normalization; dense 1; sigmoid";
constexpr const char* kRow = "input 4; conv2d 6 1x1; global_max_pooling2d; dense 3; softmax";

onnx::ModelProto parse(const std::string& bytes) {
  onnx::ModelProto proto;
  REQUIRE(proto.ParseFromString(bytes));
  return proto;
}

// "Nx5" of what shape inference makes of an output, else of what the graph says of it.
std::string shape_text(const onnx::ValueInfoProto& info) {
  std::string text;
  for (const auto& dim : info.type().tensor_type().shape().dim())
    text += (text.empty() ? "" : "x") +
            (dim.has_dim_value() ? std::to_string(dim.dim_value()) : dim.dim_param());
  return text;
}

// Input and outputs, by name.  libonnx must agree with the shapes that the graph declares.
std::map<std::string, std::string> shapes(const model::Model& model) {
  onnx::ModelProto proto = parse(model::encode_onnx(model));
  onnx::checker::check_model(proto);
  // Strict: throws if the shapes of an operator don't fit, or if the inferred shapes differ from
  // the declared ones.
  onnx::shape_inference::InferShapes(proto, onnx::OpSchemaRegistry::Instance(), {true, 1, true});
  std::map<std::string, std::string> found;
  for (const auto& input : proto.graph().input()) found[input.name()] = shape_text(input);
  for (const auto& output : proto.graph().output()) found[output.name()] = shape_text(output);
  return found;
}

using Shapes = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("libonnx accepts the graph, and the output shapes are as declared") {
  const std::vector<std::string> two = {"a", "b"}, three = {"a", "b", "c"};
  const std::vector<std::string> five = {"a", "b", "c", "d", "e"};
  CHECK(shapes(model_of("input 7; dense 5; relu; dense 3; softmax", three)) ==
        Shapes{{"features", "Nx7"}, {"probabilities", "Nx3"}, {"embedding", "Nx5"}});
  CHECK(shapes(model_of("input 7; dense 5; relu; dense 1; sigmoid", two, 3, 1.5)) ==
        Shapes{{"features", "Nx7"}, {"probabilities", "Nx2"}, {"embedding", "Nx15"}});
  CHECK(shapes(model_of(kPlane, five, 2, 0.5)) ==
        Shapes{{"mel", "Nx16x12x2"}, {"probabilities", "Nx5"}, {"embedding", "Nx12"}});
  CHECK(shapes(model_of(kFlattened, two)) ==
        Shapes{{"mel", "Nx6x6x1"}, {"probabilities", "Nx2"}, {"embedding", "Nx48"}});
  CHECK(shapes(model_of(kRow, three)) ==
        Shapes{{"features", "Nx4"}, {"probabilities", "Nx3"}, {"embedding", "Nx6"}});
}

TEST_CASE("networks without band means have a separate input") {
  const std::vector<std::string> five = {"a", "b", "c", "d", "e"};
  auto model = model_of(kPlane, five, 2);
  model.scaler.band_means = model::BandMeans::both;
  CHECK(shapes(model) == Shapes{{"mel", "Nx16x12x2"},
                                {"mel_without_band_means", "Nx16x12x2"},
                                {"probabilities", "Nx5"},
                                {"embedding", "Nx12"}});
  model.scaler.band_means = model::BandMeans::remove;
  CHECK(shapes(model) == Shapes{{"mel_without_band_means", "Nx16x12x2"},
                                {"probabilities", "Nx5"},
                                {"embedding", "Nx12"}});
  const onnx::ModelProto proto = parse(model::encode_onnx(model));
  std::map<std::string, std::string> metadata;
  for (const auto& entry : proto.metadata_props()) metadata[entry.key()] = entry.value();
  CHECK(metadata["band_means"] == "remove");
}

TEST_CASE("the file has its metadata, and the same bytes each time") {
  const auto model = model_of(kFlattened, {"like", "dislike \"it\""});
  const std::string bytes = model::encode_onnx(model);
  CHECK(bytes == model::encode_onnx(model));
  const onnx::ModelProto proto = parse(bytes);
  CHECK(proto.ir_version() == 7);
  REQUIRE(proto.opset_import_size() == 1);
  CHECK(proto.opset_import(0).version() == 13);
  CHECK(proto.producer_name() == "melsift");
  std::map<std::string, std::string> metadata;
  for (const auto& entry : proto.metadata_props()) metadata[entry.key()] = entry.value();
  CHECK(metadata == std::map<std::string, std::string>{{"labels", R"(["like","dislike \"it\""])"},
                                                       {"front_end", "toy"},
                                                       {"target", "genre"},
                                                       {"melsift", "1.2.3"}});
}

TEST_CASE("each parameter is in the graph once, by its name") {
  const auto model = model_of(kPlane, {"a", "b", "c", "d", "e"}, 2);
  const onnx::ModelProto proto = parse(model::encode_onnx(model));
  std::map<std::string, std::size_t> sizes;
  for (const auto& tensor : proto.graph().initializer())
    if (tensor.data_type() == onnx::TensorProto::FLOAT)
      sizes[tensor.name()] = tensor.raw_data().size() / sizeof(float);
  CHECK(sizes.erase("scaler/mean") + sizes.erase("scaler/scale") == 2);
  for (const auto& parameter : model.networks.front().parameters())
    for (const std::string prefix : {"", "member_2/"}) {
      CAPTURE(parameter.name);
      CHECK(sizes[prefix + parameter.name] == parameter.values().size());
      sizes.erase(prefix + parameter.name);
    }
  CHECK(sizes.empty());
}

#endif
