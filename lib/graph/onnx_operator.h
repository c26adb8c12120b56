// Converts operators of ONNX to nodes of a graph: github.com/onnx/onnx, docs/Operators.md and
// docs/Changelog.md.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/graph.h"
#include "graph/onnx_file.h"

namespace melsift::graph {

// Represents the batch size in constants that are shapes.
inline constexpr float kBatch = std::numeric_limits<float>::quiet_NaN();
// The same among integers.
inline constexpr Index kBatchExtent = -(Index{1} << 62);

// The meaning of a name in the file: a constant, or a value of the graph.
using OnnxValue = std::variant<const OnnxTensor*, ValueId>;

struct OnnxInput {
  std::optional<OnnxValue> value;  // nothing: an optional input that is not given
  bool has_other_readers = true;
};

// A node of the file, and the graph to which it is added.  If the graph describes a sample, axis 0
// of its values in the file is the batch; if it computes a constant, there is no batch.
class OnnxContext {
 public:
  OnnxContext(const OnnxNode& node, std::vector<OnnxInput> inputs, Graph& graph, std::int64_t opset,
              bool has_batch);

  std::int64_t opset() const { return opset_; }
  bool has_batch() const { return has_batch_; }
  const Graph& graph() const { return graph_; }
  // Whether only this node reads the input.
  bool is_only_reader(std::size_t input) const { return !inputs_[input].has_other_readers; }

  // Throws Error unsupported, with the node's name and operator.
  [[noreturn]] void refuse(const std::string& detail) const;

  // --- Attributes.
  bool has(const std::string& attribute) const;
  Index integer(const std::string& attribute, Index otherwise) const;
  float real(const std::string& attribute, float otherwise) const;
  std::string text(const std::string& attribute, const std::string& otherwise) const;
  Extents integers(const std::string& attribute, const Extents& otherwise) const;
  const OnnxTensor* tensor(const std::string& attribute) const;
  std::vector<float> reals(const std::string& attribute) const;

  // --- Inputs.
  std::size_t inputs() const { return inputs_.size(); }
  std::size_t outputs() const { return node_.outputs.size(); }
  bool is_given(std::size_t input) const {
    return input < inputs_.size() && inputs_[input].value.has_value();
  }
  // The constant; null if the input is a value of the graph.
  const OnnxTensor* constant(std::size_t input) const;
  // The constant; refuses values of the graph.
  const OnnxTensor& needs_constant(std::size_t input, const char* what) const;
  // The numbers of a constant.
  Extents needs_integers(std::size_t input, const char* what) const;
  // An attribute or, since some opset, an input.
  Extents integers_of(const std::string& attribute, std::size_t input,
                      const Extents& otherwise) const;
  bool has_integers_of(const std::string& attribute, std::size_t input) const {
    return has(attribute) || is_given(input);
  }
  // The input as a value of the graph; constants become constants of the graph, without their batch
  // axis of extent 1.
  ValueId value(std::size_t input);
  std::vector<ValueId> values();  // of all inputs
  // The shape of a value without the batch axis.
  const Extents& shape(ValueId id) const { return graph_.value(id).shape; }
  // Converts an axis of the file to an axis of a value with `rank` axes, without the batch axis.
  // Refuses the batch axis.
  Index axis(Index given, std::size_t rank) const;
  Extents axes(const Extents& given, std::size_t rank) const;  // ascending
  std::size_t batch_axes() const { return has_batch_ ? 1 : 0; }

  // --- Nodes of the graph.
  ValueId add(Operation operation, std::vector<ValueId> inputs);
  ValueId add_constant(Extents shape, std::vector<float> values);
  ValueId add_scalar(float value) { return add_constant({}, {value}); }
  ValueId map(Function function, ValueId x, float alpha = 0.0F, float beta = 0.0F) {
    return add(Map{function, alpha, beta}, {x});
  }
  ValueId combine(Pairing pairing, ValueId a, ValueId b) { return add(Combine{pairing}, {a, b}); }
  ValueId reshape(ValueId x, Extents shape);

 private:
  ValueId add_constant_input(const OnnxTensor& tensor);

  const OnnxNode& node_;
  std::vector<OnnxInput> inputs_;
  Graph& graph_;
  std::int64_t opset_;
  bool has_batch_;
};

// Adds a node's operations to the graph and returns the values of its outputs.  Throws Error
// unsupported.
using OnnxOperator = std::vector<ValueId> (*)(OnnxContext& context);

// Null if the operator is unknown.
OnnxOperator find_operator(std::string_view name);
// The parts of find_operator().
OnnxOperator find_elementwise_operator(std::string_view name);
OnnxOperator find_layer_operator(std::string_view name);
OnnxOperator find_layout_operator(std::string_view name);

}  // namespace melsift::graph
