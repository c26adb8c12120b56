#include "graph/graph.h"

#include <utility>

#include "base/error.h"
#include "graph/output_shape.h"

namespace melsift::graph {

Index size_of(const Extents& shape) {
  Index size = 1;
  for (const Index extent : shape) size *= extent;
  return size;
}

std::string shape_text(const Extents& shape) {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const Index extent : shape) {
    if (!text.empty()) text += 'x';
    append_number(text, static_cast<long long>(extent));
  }
  return text;
}

ValueId Graph::add_value(const std::string& name, Value value) {
  if (static_cast<Index>(value.shape.size()) > kMaxAxes)
    throw Error(ErrorKind::unsupported, name, "has more than 8 axes");
  Index size = 1;
  for (const Index extent : value.shape) {
    if (extent < 1) throw Error(ErrorKind::corrupt, name, "has an axis without values");
    if (extent > kMaxValues / size)
      throw Error(ErrorKind::unsupported, name, "has more than 2^30 values");
    size *= extent;
  }
  values_.push_back(std::move(value));
  source_.push_back(0);
  return values_.size() - 1;
}

ValueId Graph::add_input(const std::string& name, const Extents& shape) {
  const ValueId id = add_value(name, {.shape = shape});
  inputs_.push_back({name, id});
  return id;
}

ValueId Graph::add_constant(const std::string& name, Tensor tensor) {
  const ValueId id = add_value(name, {.shape = std::move(tensor.shape), .is_constant = true});
  if (size_of(values_[id].shape) != static_cast<Index>(tensor.values.size()))
    throw Error(ErrorKind::corrupt, name, "its values do not fill its shape");
  values_[id].constant = std::move(tensor.values);
  return id;
}

ValueId Graph::add(Operation operation, std::vector<ValueId> inputs, std::string name) {
  std::vector<const Value*> given;
  for (const ValueId id : inputs) {
    if (id >= values_.size()) throw Error(ErrorKind::corrupt, name, "reads an unknown value");
    given.push_back(&values_[id]);
  }
  Extents shape;
  try {
    shape = output_shape(operation, given);
  } catch (const ShapeMismatch& mismatch) {
    throw Error(ErrorKind::corrupt, name, mismatch.detail);
  }
  const ValueId output = add_value(name, {.shape = std::move(shape)});
  nodes_.push_back({std::move(operation), std::move(name), std::move(inputs), output});
  source_[output] = nodes_.size();
  return output;
}

void Graph::add_output(const std::string& name, ValueId value) {
  if (value >= values_.size() || values_[value].is_constant)
    throw Error(ErrorKind::corrupt, name, "is not computed");
  outputs_.push_back({name, value});
}

const Node* Graph::source(ValueId id) const {
  return source_[id] == 0 ? nullptr : &nodes_[source_[id] - 1];
}

void Graph::remove_unused() {
  std::vector<bool> is_used(values_.size());
  for (const Port& port : outputs_) is_used[port.value] = true;
  for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node)
    if (is_used[node->output])
      for (const ValueId id : node->inputs) is_used[id] = true;
  std::erase_if(nodes_, [&](const Node& node) { return !is_used[node.output]; });
  source_.assign(values_.size(), 0);
  for (std::size_t number = 0; number < nodes_.size(); ++number)
    source_[nodes_[number].output] = number + 1;
  for (ValueId id = 0; id < values_.size(); ++id)
    if (!is_used[id]) values_[id].constant = {};
}

}  // namespace melsift::graph
