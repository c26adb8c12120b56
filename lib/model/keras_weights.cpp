#include "model/keras_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>

#include "base/error.h"
#include "base/number.h"

namespace melsift::model {

namespace {

// A class of layers with weights, and its variables in the order in which Keras creates them.
struct LayerClass {
  std::string_view name;
  std::span<const std::string_view> variables;
};
constexpr std::array<std::string_view, 2> kKernelAndBias = {"kernel", "bias"};
constexpr std::array<std::string_view, 4> kMoments = {"gamma", "beta", "moving_mean",
                                                      "moving_variance"};
constexpr std::array<LayerClass, 3> kClasses = {LayerClass{"conv2d", kKernelAndBias},
                                                {"dense", kKernelAndBias},
                                                {"batch_normalization", kMoments}};

// A layer of the file.  Ordered like the layers of a class.
struct Place {
  const LayerClass* layer_class = nullptr;
  long long number = 0;  // 0 of "conv2d", 4 of "conv2d_4"
  std::string path;      // all of its name, "layers/conv2d_4"

  auto key() const { return std::tie(layer_class->name, number, path); }
  bool operator<(const Place& other) const { return key() < other.key(); }
};

struct Address {
  Place layer;
  std::string_view variable;
};

std::string joined(std::span<const std::string> pieces) {
  std::string text;
  for (const std::string& piece : pieces) text.append(text.empty() ? "" : "/").append(piece);
  return text;
}

// "conv2d_4" as its class and 4; nothing for other names.
std::optional<Place> parse_layer(std::string_view name) {
  for (const LayerClass& layer_class : kClasses) {
    if (name == layer_class.name) return Place{&layer_class, 0, ""};
    if (!name.starts_with(layer_class.name) || name[layer_class.name.size()] != '_') continue;
    const auto number = parse_integer(name.substr(layer_class.name.size() + 1));
    if (number && *number > 0) return Place{&layer_class, *number, ""};
  }
  return std::nullopt;
}

// Whether a tensor is the state of an optimizer, which has a tensor per variable and names it after
// the variable.
bool is_optimizer_state(std::span<const std::string> pieces) {
  constexpr std::array<std::string_view, 9> kOptimizers = {
      "adam", "adamw", "adamax", "nadam", "sgd", "rmsprop", "adagrad", "adadelta", "training"};
  return std::ranges::any_of(pieces, [&](const std::string& piece) {
    const std::string word = lower_case(piece);
    return word.starts_with("optimizer") ||
           std::ranges::find(kOptimizers, word) != kOptimizers.end();
  });
}

// The layer and variable of a tensor by its name, or nothing if it is not a weight.
std::optional<Address> parse_name(std::string_view name) {
  if (const auto colon = name.rfind(':'); colon != name.npos) name = name.substr(0, colon);
  std::vector<std::string> pieces = split_list(name, '/');
  if (pieces.size() < 2 || is_optimizer_state(pieces)) return std::nullopt;
  const std::string variable = pieces.back();
  pieces.pop_back();
  const bool is_numbered = pieces.back() == "vars";
  if (is_numbered) pieces.pop_back();
  if (pieces.empty()) return std::nullopt;

  const auto layer = parse_layer(pieces.back());
  if (!layer) return std::nullopt;
  const auto& variables = layer->layer_class->variables;
  auto found = std::ranges::find(variables, variable);
  if (is_numbered) {
    const auto number = parse_integer(variable);
    if (!number || *number < 0 || *number >= std::ssize(variables)) return std::nullopt;
    found = variables.begin() + *number;
  }
  if (found == variables.end()) return std::nullopt;
  return Address{{layer->layer_class, layer->number, joined(pieces)}, *found};
}

// A layer's tensors by variable.
struct Layer {
  std::string path;
  long long number = 0;
  std::map<std::string_view, const Tensor*> tensors;
};

// "3 dense layers (dense_4, dense_5, dense_6)"
std::string listed(std::string_view layer_class, const std::vector<Layer>& layers) {
  std::string text = std::to_string(layers.size()) + " " + std::string(layer_class) + " layer" +
                     (layers.size() == 1 ? "" : "s");
  std::string names;
  for (const Layer& layer : layers) names.append(names.empty() ? "" : ", ").append(layer.path);
  return names.empty() ? text : text + " (" + names + ")";
}

// The weights of a file, the layers of each class in their order.
class Weights {
 public:
  Weights(const std::vector<Tensor>& tensors, const std::string& file) : file_(file) {
    std::map<Place, Layer> layers;
    for (const Tensor& tensor : tensors) {
      const auto address = parse_name(tensor.name);
      if (!address) {
        others_.push_back(tensor.name);
        continue;
      }
      const Tensor*& place = layers[address->layer].tensors[address->variable];
      if (place != nullptr) refuse("has both " + place->name + " and " + tensor.name);
      place = &tensor;
    }
    for (auto& [place, layer] : layers) {
      auto& same_class = classes_[place.layer_class->name];
      if (!same_class.empty() && same_class.back().number == place.number)
        refuse("has two layers with the same name, " + same_class.back().path + " and " + place.path);
      same_class.push_back({place.path, place.number, std::move(layer.tensors)});
    }
  }

  // Tensors that are not needed.
  const std::vector<std::string>& others() const { return others_; }

  // The tensor of "conv2d_1/kernel" in a network, which numbers the layers of a class from 0.
  const Tensor& tensor_of(const std::string& parameter) {
    const auto address = parse_name(parameter).value();
    const std::string_view layer_class = address.layer.layer_class->name;
    const auto position = static_cast<std::size_t>(address.layer.number);
    const std::vector<Layer>& layers = classes_[layer_class];
    if (position >= layers.size())
      refuse("lacks " + parameter + ": it has " + listed(layer_class, layers));
    std::size_t& count = asked_[layer_class];
    count = std::max(count, position + 1);
    const auto found = layers[position].tensors.find(address.variable);
    if (found == layers[position].tensors.end())
      refuse("lacks the " + std::string(address.variable) + " of " + layers[position].path);
    return *found->second;
  }

  // Unused layers mean that the file belongs to another network.
  void refuse_others() {
    for (const auto& [layer_class, layers] : classes_)
      if (asked_[layer_class] < layers.size())
        refuse("has " + listed(layer_class, layers) + ", the network " +
               std::to_string(asked_[layer_class]));
  }

 private:
  [[noreturn]] void refuse(const std::string& detail) const {
    throw Error(ErrorKind::corrupt, file_, detail);
  }

  const std::string& file_;
  std::map<std::string_view, std::vector<Layer>> classes_;
  std::map<std::string_view, std::size_t> asked_;
  std::vector<std::string> others_;
};

}  // namespace

bool is_layer_weight(std::string_view name) {
  return parse_name(name).has_value();
}

std::vector<std::string> set_keras_weights(nn::Network& network, const std::vector<Tensor>& tensors,
                                           const std::string& name) {
  Weights weights(tensors, name);
  for (const nn::Parameter& parameter : network.parameters()) {
    const Tensor& tensor = weights.tensor_of(parameter.name);
    if (!std::ranges::all_of(tensor.values, [](float value) { return std::isfinite(value); }))
      throw Error(ErrorKind::corrupt, name, "its " + tensor.name + " is not finite");
    const std::vector<nn::Index> shape(tensor.shape.begin(), tensor.shape.end());
    try {
      network.set_parameter(parameter.name, shape, tensor.values);
    } catch (const Error& error) {
      throw Error(error.kind(), name, "its " + tensor.name + " as " + error.what());
    }
  }
  weights.refuse_others();
  return weights.others();
}

}  // namespace melsift::model
