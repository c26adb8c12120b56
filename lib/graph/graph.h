// A network whose nodes form a directed acyclic graph, for inference: residual blocks, squeeze and
// excitation, branches.  It describes the computation for one sample; a Program runs it on batches.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "graph/operation.h"

namespace melsift::graph {

// A tensor in row-major order.
struct Tensor {
  Extents shape;
  std::vector<float> values;
};

// The number of a graph's value.
using ValueId = std::size_t;

// The result of a node, an input, or a constant.
struct Value {
  Extents shape;
  bool is_constant = false;
  std::vector<float> constant = {};  // row-major
};

struct Node {
  Operation operation;
  std::string name;  // for messages
  std::vector<ValueId> inputs;
  ValueId output = 0;
};

struct Port {
  std::string name;
  ValueId value = 0;
};

// Nodes are in an order in which each reads only values of nodes before it.
class Graph {
 public:
  // These add a value and return its number.  They throw Error corrupt, beginning with the name, if
  // a shape or the inputs do not fit, and Error unsupported if a value has more than kMaxValues
  // numbers or kMaxAxes axes.  The first input of a node must not be a constant; for Combine,
  // Select and Concatenate, at least one input must not be a constant.
  ValueId add_input(const std::string& name, const Extents& shape);
  ValueId add_constant(const std::string& name, Tensor tensor);
  ValueId add(Operation operation, std::vector<ValueId> inputs, std::string name);

  // Throws Error corrupt if the value is a constant.
  void add_output(const std::string& name, ValueId value);

  // Removes all nodes that no output needs, and the memory of their constants.
  void remove_unused();

  const std::vector<Port>& inputs() const { return inputs_; }
  const std::vector<Port>& outputs() const { return outputs_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  const Value& value(ValueId id) const { return values_[id]; }
  std::size_t value_count() const { return values_.size(); }
  // The node that computes the value; null for inputs and constants.
  const Node* source(ValueId id) const;

  static constexpr Index kMaxValues = Index{1} << 30;
  static constexpr Index kMaxAxes = 8;

 private:
  ValueId add_value(const std::string& name, Value value);

  std::vector<Value> values_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> source_;  // for each value: the number of its node + 1, or 0
  std::vector<Port> inputs_;
  std::vector<Port> outputs_;
};

// The product of the extents: 1 for a scalar.
Index size_of(const Extents& shape);
// "3x128x128"; "scalar" without axes.
std::string shape_text(const Extents& shape);

}  // namespace melsift::graph
