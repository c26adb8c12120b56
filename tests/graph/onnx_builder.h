// Builds ONNX files with libonnx.  The including file must have MELSIFT_ONNX.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>

#include "base/error.h"
#include "graph/onnx_reader.h"
#include "graph/program.h"

namespace melsift::test {

using graph::Graph;
using graph::Index;
using graph::Program;
using Floats = std::vector<float>;
using Ints = std::vector<std::int64_t>;

// A file of a network with an input "x" and an output "y", float rows of `shape`.
class File {
 public:
  explicit File(const Ints& shape, std::int64_t opset = 13, std::int64_t batch = 0) {
    proto_.set_ir_version(7);
    proto_.add_opset_import()->set_version(opset);
    auto& x = *graph().add_input();
    x.set_name("x");
    auto& tensor = *x.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(onnx::TensorProto::FLOAT);
    auto& dims = *tensor.mutable_shape();
    if (batch == 0) dims.add_dim()->set_dim_param("N");
    if (batch > 0) dims.add_dim()->set_dim_value(batch);
    for (const std::int64_t extent : shape) {
      if (extent < 0) dims.add_dim()->set_dim_param("open");
      if (extent >= 0) dims.add_dim()->set_dim_value(extent);
    }
    graph().add_output()->set_name("y");
  }

  onnx::GraphProto& graph() { return *proto_.mutable_graph(); }
  onnx::ModelProto& proto() { return proto_; }

  onnx::NodeProto& node(const std::string& operation, std::initializer_list<const char*> inputs,
                        std::initializer_list<const char*> outputs) {
    auto& node = *graph().add_node();
    node.set_op_type(operation);
    for (const char* input : inputs) node.add_input(input);
    for (const char* output : outputs) node.add_output(output);
    return node;
  }
  onnx::TensorProto& constant(const char* name, const Ints& shape,
                              const std::vector<float>& values) {
    auto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t extent : shape) tensor.add_dims(extent);
    for (const float value : values) tensor.add_float_data(value);
    return tensor;
  }
  void integers(const char* name, const Ints& values) {
    auto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::INT64);
    tensor.add_dims(static_cast<std::int64_t>(values.size()));
    for (const std::int64_t value : values) tensor.add_int64_data(value);
  }

  std::string bytes() const { return proto_.SerializeAsString(); }
  Graph read() const { return graph::read_onnx(bytes(), "f.onnx").graph; }
  // The first output for one row.
  std::vector<float> run(const std::vector<float>& row) const {
    const Matrix x = Eigen::Map<const RowVector>(row.data(), static_cast<Index>(row.size()));
    const Matrix y = Program(read()).run({x}).front();
    return {y.data(), y.data() + y.size()};
  }
  std::string refusal() const {
    try {
      read();
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

 private:
  onnx::ModelProto proto_;
};

inline void set_list(onnx::NodeProto& node, const char* name, const Ints& values) {
  auto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute.add_ints(value);
}
inline void set(onnx::NodeProto& node, const char* name, int value) {
  auto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}
inline void set(onnx::NodeProto& node, const char* name, float value) {
  auto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}

}  // namespace melsift::test
