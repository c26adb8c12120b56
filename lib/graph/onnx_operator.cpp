#include "graph/onnx_operator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"

namespace melsift::graph {

namespace {

// Beyond this, an index means the end of an axis.
constexpr float kFarthest = 0x1.0p40F;

}  // namespace

OnnxContext::OnnxContext(const OnnxNode& node, std::vector<OnnxInput> inputs, Graph& graph,
                         std::int64_t opset, bool has_batch)
    : node_(node),
      inputs_(std::move(inputs)),
      graph_(graph),
      opset_(opset),
      has_batch_(has_batch) {}

void OnnxContext::refuse(const std::string& detail) const {
  throw Error(ErrorKind::unsupported, "node \"" + node_.name + "\" (" + node_.operation + ")",
              detail);
}

bool OnnxContext::has(const std::string& attribute) const {
  return node_.attributes.contains(attribute);
}

Index OnnxContext::integer(const std::string& attribute, Index otherwise) const {
  const auto found = node_.attributes.find(attribute);
  return found == node_.attributes.end() ? otherwise : found->second.integer;
}

float OnnxContext::real(const std::string& attribute, float otherwise) const {
  const auto found = node_.attributes.find(attribute);
  return found == node_.attributes.end() ? otherwise : found->second.real;
}

std::string OnnxContext::text(const std::string& attribute, const std::string& otherwise) const {
  const auto found = node_.attributes.find(attribute);
  return found == node_.attributes.end() ? otherwise : found->second.text;
}

Extents OnnxContext::integers(const std::string& attribute, const Extents& otherwise) const {
  const auto found = node_.attributes.find(attribute);
  if (found == node_.attributes.end()) return otherwise;
  return {found->second.integers.begin(), found->second.integers.end()};
}

const OnnxTensor* OnnxContext::tensor(const std::string& attribute) const {
  const auto found = node_.attributes.find(attribute);
  if (found == node_.attributes.end() || !found->second.tensor) return nullptr;
  return &*found->second.tensor;
}

std::vector<float> OnnxContext::reals(const std::string& attribute) const {
  const auto found = node_.attributes.find(attribute);
  return found == node_.attributes.end() ? std::vector<float>() : found->second.reals;
}

const OnnxTensor* OnnxContext::constant(std::size_t input) const {
  if (!is_given(input)) refuse("lacks input " + std::to_string(input));
  const auto* found = std::get_if<const OnnxTensor*>(&*inputs_[input].value);
  return found == nullptr ? nullptr : *found;
}

const OnnxTensor& OnnxContext::needs_constant(std::size_t input, const char* what) const {
  const OnnxTensor* found = constant(input);
  if (found == nullptr) refuse("its " + std::string(what) + " is not a constant");
  return *found;
}

Extents OnnxContext::needs_integers(std::size_t input, const char* what) const {
  Extents numbers;
  for (const float value : needs_constant(input, what).values)
    numbers.push_back(std::isnan(value)
                          ? kBatchExtent
                          : static_cast<Index>(std::clamp(value, -kFarthest, kFarthest)));
  return numbers;
}

Extents OnnxContext::integers_of(const std::string& attribute, std::size_t input,
                                 const Extents& otherwise) const {
  if (is_given(input)) return needs_integers(input, attribute.c_str());
  return integers(attribute, otherwise);
}

ValueId OnnxContext::value(std::size_t input) {
  if (const OnnxTensor* tensor = constant(input)) return add_constant_input(*tensor);
  return std::get<ValueId>(*inputs_[input].value);
}

ValueId OnnxContext::add_constant_input(const OnnxTensor& tensor) {
  if (!has_batch_) return add_constant(tensor.shape, tensor.values);
  // ONNX aligns shapes at their last axes: the first axis of this constant is the batch axis if it
  // has the same number of axes as the values with which it is combined.
  std::size_t rank = 0;
  for (std::size_t k = 0; k < inputs_.size(); ++k)
    if (is_given(k))
      if (const auto* id = std::get_if<ValueId>(&*inputs_[k].value))
        rank = std::max(rank, shape(*id).size() + 1);
  if (tensor.shape.size() < rank) return add_constant(tensor.shape, tensor.values);
  if (tensor.shape.size() > rank || tensor.shape.front() != 1)
    refuse("a constant of shape " + shape_text(tensor.shape) + " differs over the batch");
  return add_constant({tensor.shape.begin() + 1, tensor.shape.end()}, tensor.values);
}

std::vector<ValueId> OnnxContext::values() {
  std::vector<ValueId> result;
  for (std::size_t k = 0; k < inputs(); ++k) result.push_back(value(k));
  if (result.empty()) refuse("has no input");
  return result;
}

Index OnnxContext::axis(Index given, std::size_t rank) const {
  const Index all = static_cast<Index>(rank + batch_axes());
  if (given < -all || given >= all) refuse("its axis " + std::to_string(given) + " does not exist");
  const Index axis = (given < 0 ? given + all : given) - static_cast<Index>(batch_axes());
  if (axis < 0) refuse("works across the batch");
  return axis;
}

Extents OnnxContext::axes(const Extents& given, std::size_t rank) const {
  Extents result;
  for (const Index each : given) result.push_back(axis(each, rank));
  std::ranges::sort(result);
  if (std::ranges::adjacent_find(result) != result.end()) refuse("names an axis twice");
  return result;
}

ValueId OnnxContext::add(Operation operation, std::vector<ValueId> inputs) {
  return graph_.add(std::move(operation), std::move(inputs),
                    "node \"" + node_.name + "\" (" + node_.operation + ")");
}

ValueId OnnxContext::add_constant(Extents shape, std::vector<float> values) {
  return graph_.add_constant("node \"" + node_.name + "\" (" + node_.operation + ")",
                             {std::move(shape), std::move(values)});
}

ValueId OnnxContext::reshape(ValueId x, Extents to) {
  return shape(x) == to ? x : add(Reshape{std::move(to)}, {x});
}

OnnxOperator find_operator(std::string_view name) {
  for (const auto find : {find_elementwise_operator, find_layer_operator, find_layout_operator})
    if (const OnnxOperator found = find(name)) return found;
  return nullptr;
}

}  // namespace melsift::graph
