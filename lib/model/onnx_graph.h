// An ONNX model while it is put together: github.com/onnx/onnx, docs/IR.md and docs/Operators.md.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// libonnx's, which only onnx_graph.cpp looks into.
namespace onnx {
class ModelProto;
}

namespace melsift::model {

class OnnxGraph {
 public:
  using Extents = std::vector<std::int64_t>;
  using Attribute = std::pair<std::string, std::variant<std::int64_t, float, Extents>>;

  OnnxGraph();
  ~OnnxGraph();
  OnnxGraph(const OnnxGraph&) = delete;
  OnnxGraph& operator=(const OnnxGraph&) = delete;

  // Float tensors whose first extent is the batch's, which is left open; `rest` are the others.
  void add_input(const std::string& name, const Extents& rest);
  void add_output(const std::string& name, const Extents& rest);
  void add_metadata(const std::string& key, const std::string& value);

  // These return `name`, which must be new: it is that of the tensor that they make.
  // A constant, row-major, of as many values as the product of its extents.
  std::string constant(std::string name, const Extents& extents, std::span<const float> values);
  std::string constant(std::string name, const Extents& values);
  // What an operator of opset 13 makes of its inputs.
  std::string node(const char* op, const std::vector<std::string>& inputs, std::string name,
                   const std::vector<Attribute>& attributes = {});

  // The file's bytes.  Throws Error unsupported where they are more than protobuf allows.
  std::string bytes() const;

 private:
  std::unique_ptr<onnx::ModelProto> model_;
};

}  // namespace melsift::model
