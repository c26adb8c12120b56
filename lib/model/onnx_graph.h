// Builds an ONNX model: github.com/onnx/onnx, docs/IR.md and docs/Operators.md.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// A type of libonnx, which only onnx_graph.cpp uses.
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

  // Float tensors whose first extent is the batch size, which is not fixed; `rest` are the other
  // extents.
  void add_input(const std::string& name, const Extents& rest);
  void add_output(const std::string& name, const Extents& rest);
  void add_metadata(const std::string& key, const std::string& value);

  // These return `name`, which must be new: it is the name of the tensor that they create.  A
  // constant, row-major; the number of values is the product of its extents.
  std::string constant(std::string name, const Extents& extents, std::span<const float> values);
  std::string constant(std::string name, const Extents& values);
  // The output of an operator of opset 13 for these inputs.
  std::string node(const char* op, const std::vector<std::string>& inputs, std::string name,
                   const std::vector<Attribute>& attributes = {});

  // The bytes of the file.  Throws Error unsupported if they exceed the limit of protobuf.
  std::string bytes() const;

 private:
  std::unique_ptr<onnx::ModelProto> model_;
};

}  // namespace melsift::model
