// Elementwise operators of ONNX.
#include <algorithm>
#include <limits>
#include <unordered_map>

#include "graph/onnx_operator.h"

namespace melsift::graph {

namespace {

using Values = std::vector<ValueId>;

template <Function kFunction>
Values simple(OnnxContext& node) {
  return {node.map(kFunction, node.value(0))};
}

Values elu(OnnxContext& node) {
  return {node.map(Function::elu, node.value(0), node.real("alpha", 1.0F))};
}

Values leaky_relu(OnnxContext& node) {
  return {node.map(Function::leaky_relu, node.value(0), node.real("alpha", 0.01F))};
}

Values hard_sigmoid(OnnxContext& node) {
  return {node.map(Function::hard_sigmoid, node.value(0), node.real("alpha", 0.2F),
                   node.real("beta", 0.5F))};
}

Values hard_swish(OnnxContext& node) {
  return {node.map(Function::hard_swish, node.value(0), 1.0F / 6.0F, 0.5F)};
}

// A constant with one number.
float scalar(OnnxContext& node, std::size_t input, const char* what) {
  const OnnxTensor& tensor = node.needs_constant(input, what);
  if (tensor.values.size() != 1) node.refuse("its " + std::string(what) + " is not one number");
  return tensor.values.front();
}

Values clip(OnnxContext& node) {
  float least = node.real("min", std::numeric_limits<float>::lowest());
  float most = node.real("max", std::numeric_limits<float>::max());
  if (node.is_given(1)) least = scalar(node, 1, "minimum");
  if (node.is_given(2)) most = scalar(node, 2, "maximum");
  return {node.map(Function::clip, node.value(0), least, most)};
}

// Multiplies negative x by a slope, which may differ between channels.
Values prelu(OnnxContext& node) {
  const ValueId x = node.value(0);
  const ValueId below = node.combine(Pairing::minimum, x, node.add_scalar(0.0F));
  return {node.combine(Pairing::add, node.map(Function::relu, x),
                       node.combine(Pairing::multiply, below, node.value(1)))};
}

// ONNX aligns shapes at their last axes.  Two values then share the batch axis only if they have
// the same number of axes.
void check_ranks(OnnxContext& node) {
  if (!node.has_batch()) return;
  std::size_t rank = 0;
  for (std::size_t k = 0; k < node.inputs(); ++k) {
    if (node.constant(k) != nullptr) continue;
    const std::size_t other = node.shape(node.value(k)).size() + 1;
    if (rank != 0 && other != rank) node.refuse("its inputs have different numbers of axes");
    rank = other;
  }
}

template <Pairing kPairing>
Values pair(OnnxContext& node) {
  check_ranks(node);
  return {node.combine(kPairing, node.value(0), node.value(1))};
}

template <Pairing kPairing>
Values all(OnnxContext& node) {
  check_ranks(node);
  const Values given = node.values();
  ValueId result = given.front();
  for (std::size_t k = 1; k < given.size(); ++k) result = node.combine(kPairing, result, given[k]);
  return {result};
}

Values mean(OnnxContext& node) {
  const ValueId sum = all<Pairing::add>(node).front();
  const auto count = static_cast<float>(node.inputs());
  return {node.combine(Pairing::divide, sum, node.add_scalar(count))};
}

// The function x * gate of x, if `gate` is a sigmoid of x: exporters write swish as a product.
std::optional<Map> gated(OnnxContext& node, ValueId x, ValueId gate) {
  const Node* source = node.graph().source(gate);
  if (source == nullptr || source->inputs.front() != x) return std::nullopt;
  const Map* map = std::get_if<Map>(&source->operation);
  if (map == nullptr) return std::nullopt;
  if (map->function == Function::sigmoid) return Map{Function::swish};
  if (map->function == Function::hard_sigmoid)
    return Map{Function::hard_swish, map->alpha, map->beta};
  return std::nullopt;
}

Values multiply(OnnxContext& node) {
  check_ranks(node);
  const ValueId a = node.value(0), b = node.value(1);
  if (const auto map = gated(node, a, b)) return {node.add(*map, {a})};
  if (const auto map = gated(node, b, a)) return {node.add(*map, {b})};
  return {node.combine(Pairing::multiply, a, b)};
}

Values power(OnnxContext& node) {
  const OnnxTensor* exponent = node.constant(1);
  if (exponent != nullptr && exponent->values.size() == 1 && node.constant(0) == nullptr) {
    if (exponent->values.front() == 2.0F) return simple<Function::square>(node);
    if (exponent->values.front() == 0.5F) return simple<Function::sqrt>(node);
  }
  return pair<Pairing::power>(node);
}

Values where(OnnxContext& node) {
  check_ranks(node);
  return {node.add(Select{}, {node.value(0), node.value(1), node.value(2)})};
}

Values same(OnnxContext& node) {
  return {node.value(0)};
}

Values dropout(OnnxContext& node) {
  Values outputs = {node.value(0)};
  if (node.outputs() > 1) outputs.push_back(outputs.front());
  return outputs;
}

// A value of the graph is a float; the folding of constants sets the new type of a constant.
Values cast(OnnxContext& node) {
  constexpr Index kFloat = 1, kBool = 9, kFloat16 = 10, kDouble = 11, kBfloat16 = 16;
  const Index to = node.integer("to", 0);
  const bool is_real = to == kFloat || to == kFloat16 || to == kDouble || to == kBfloat16;
  const ValueId x = node.value(0);
  if (is_real || !node.has_batch()) return {x};
  if (to != kBool) node.refuse("converts computed values to integers");
  const ValueId zero = node.add_scalar(0.0F), one = node.add_scalar(1.0F);
  return {node.add(Select{}, {x, one, zero})};
}

}  // namespace

OnnxOperator find_elementwise_operator(std::string_view name) {
  static const std::unordered_map<std::string_view, OnnxOperator> operators = {
      {"Abs", simple<Function::absolute>},
      {"Add", pair<Pairing::add>},
      {"Cast", cast},
      {"Clip", clip},
      {"Div", pair<Pairing::divide>},
      {"Dropout", dropout},
      {"Elu", elu},
      {"Erf", simple<Function::erf>},
      {"Exp", simple<Function::exp>},
      {"Greater", pair<Pairing::greater>},
      {"HardSigmoid", hard_sigmoid},
      {"HardSwish", hard_swish},
      {"Identity", same},
      {"LeakyRelu", leaky_relu},
      {"Less", pair<Pairing::less>},
      {"Log", simple<Function::log>},
      {"Max", all<Pairing::maximum>},
      {"Mean", mean},
      {"Min", all<Pairing::minimum>},
      {"Mul", multiply},
      {"Neg", simple<Function::negate>},
      {"PRelu", prelu},
      {"Pow", power},
      {"Reciprocal", simple<Function::reciprocal>},
      {"Relu", simple<Function::relu>},
      {"Sigmoid", simple<Function::sigmoid>},
      {"Softplus", simple<Function::softplus>},
      {"Sqrt", simple<Function::sqrt>},
      {"Sub", pair<Pairing::subtract>},
      {"Sum", all<Pairing::add>},
      {"Tanh", simple<Function::tanh>},
      {"Where", where},
  };
  const auto found = operators.find(name);
  return found == operators.end() ? nullptr : found->second;
}

}  // namespace melsift::graph
