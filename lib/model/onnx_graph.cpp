#include "model/onnx_graph.h"

#include <bit>

#include <onnx/onnx_pb.h>

#include "base/error.h"
#include "base/version.h"

namespace melsift::model {

namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

// ONNX 1.8's; read by every runtime since December 2020.
constexpr int kIrVersion = 7;
constexpr int kOpset = 13;

void describe(onnx::ValueInfoProto& info, const std::string& name, const OnnxGraph::Extents& rest) {
  info.set_name(name);
  auto& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto::FLOAT);
  tensor.mutable_shape()->add_dim()->set_dim_param("N");
  for (const std::int64_t extent : rest) tensor.mutable_shape()->add_dim()->set_dim_value(extent);
}

template <class Value>
void fill(onnx::TensorProto& tensor, const std::string& name, const OnnxGraph::Extents& extents,
          std::span<const Value> values, onnx::TensorProto::DataType type) {
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const std::int64_t extent : extents) tensor.add_dims(extent);
  tensor.set_raw_data(values.data(), values.size_bytes());
}

void set_value(onnx::AttributeProto& attribute, std::int64_t value) {
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}
void set_value(onnx::AttributeProto& attribute, float value) {
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}
void set_value(onnx::AttributeProto& attribute, const OnnxGraph::Extents& values) {
  attribute.set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute.add_ints(value);
}

}  // namespace

OnnxGraph::OnnxGraph() : model_(std::make_unique<onnx::ModelProto>()) {
  model_->set_ir_version(kIrVersion);
  model_->add_opset_import()->set_version(kOpset);
  model_->set_producer_name("melsift");
  model_->set_producer_version(std::string(version()));
  model_->mutable_graph()->set_name("melsift");
}

OnnxGraph::~OnnxGraph() = default;

void OnnxGraph::add_input(const std::string& name, const Extents& rest) {
  describe(*model_->mutable_graph()->add_input(), name, rest);
}

void OnnxGraph::add_output(const std::string& name, const Extents& rest) {
  describe(*model_->mutable_graph()->add_output(), name, rest);
}

void OnnxGraph::add_metadata(const std::string& key, const std::string& value) {
  auto& entry = *model_->add_metadata_props();
  entry.set_key(key);
  entry.set_value(value);
}

std::string OnnxGraph::constant(std::string name, const Extents& extents,
                                std::span<const float> values) {
  fill(*model_->mutable_graph()->add_initializer(), name, extents, values,
       onnx::TensorProto::FLOAT);
  return name;
}

std::string OnnxGraph::constant(std::string name, const Extents& values) {
  fill(*model_->mutable_graph()->add_initializer(), name,
       {static_cast<std::int64_t>(values.size())}, std::span(values), onnx::TensorProto::INT64);
  return name;
}

std::string OnnxGraph::node(const char* op, const std::vector<std::string>& inputs,
                            std::string name, const std::vector<Attribute>& attributes) {
  onnx::NodeProto& node = *model_->mutable_graph()->add_node();
  node.set_op_type(op);
  node.set_name(name);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(name);
  for (const auto& [key, value] : attributes) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(key);
    std::visit([&](const auto& content) { set_value(attribute, content); }, value);
  }
  return name;
}

std::string OnnxGraph::bytes() const {
  std::string text;
  if (!model_->SerializeToString(&text))
    throw Error(ErrorKind::unsupported, "onnx", "the model is larger than the format's 2 GB");
  return text;
}

}  // namespace melsift::model
