#include "model/architecture_json.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace melsift::model {

namespace {

using nn::Extent;
using nn::Index;
using nn::LayerKind;
using nn::LayerSpec;
using Json = nlohmann::ordered_json;

constexpr const char* kClasses = "classes";
// The limits of nn::Architecture.
constexpr std::uint64_t kLargestExtent = 1 << 24;

// "GlobalAveragePooling2D" as "global_average_pooling2d": Keras names its classes in the first form
// and its layers in the second.
std::string snake_case(std::string_view name) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && is_upper(name[i]) && is_lower(name[i - 1])) text += '_';
    text += is_upper(name[i]) ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return text == "re_lu" ? "relu" : text;
}

bool is_activation(LayerKind kind) {
  return kind == LayerKind::relu || kind == LayerKind::sigmoid || kind == LayerKind::softmax;
}

// The members of a JSON object by name.  Errors begin with `where`.
class Members {
 public:
  Members(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) refuse("is not a JSON object");
  }

  [[noreturn]] void refuse(const std::string& detail) const {
    throw Error(ErrorKind::corrupt, where_, detail);
  }

  const Json* find(const char* key) {
    asked_.emplace_back(key);
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }
  const Json& at(const char* key) {
    const Json* value = find(key);
    if (value == nullptr) refuse(std::string("lacks \"") + key + "\"");
    return *value;
  }
  std::string text(const char* key, const char* fallback = nullptr) {
    const Json* value = fallback == nullptr ? &at(key) : find(key);
    if (value == nullptr) return fallback;
    if (!value->is_string()) refuse_value(key, *value, "expected text");
    return value->get<std::string>();
  }
  Index extent(const char* key) { return extent(key, at(key)); }
  // One size for both sides, or a list of height and width.
  Extent plane(const char* key, std::optional<Extent> fallback = std::nullopt) {
    const Json* value = fallback ? find(key) : &at(key);
    if (value == nullptr) return *fallback;
    if (!value->is_array()) return {extent(key, *value), extent(key, *value)};
    if (value->size() != 2) refuse_value(key, *value, "expected one size, or height and width");
    return {extent(key, (*value)[0]), extent(key, (*value)[1])};
  }
  Index extent(const char* key, const Json& value) const {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() < 1 ||
        value.get<std::uint64_t>() > kLargestExtent)
      refuse_value(key, value, "expected a whole number from 1 to 16777216");
    return static_cast<Index>(value.get<std::uint64_t>());
  }
  [[noreturn]] void refuse_value(const char* key, const Json& value,
                                 const std::string& expected) const {
    // Messages give only the kind of a nested value.
    const bool is_flat =
        std::ranges::none_of(value, [](const Json& v) { return v.is_structured(); });
    refuse(std::string("\"") + key + "\" is " + (is_flat ? value.dump() : value.type_name()) +
           ", " + expected);
  }

  // Otherwise a misspelt key would go unnoticed.
  void refuse_others() const {
    for (const auto& [key, value] : json_.items())
      if (std::find(asked_.begin(), asked_.end(), key) == asked_.end())
        refuse("unknown key \"" + key + "\"");
  }

 private:
  const Json& json_;
  std::string where_;
  std::vector<std::string> asked_;
};

// The activation layer of an entry; nothing for "linear".
std::optional<LayerKind> read_activation(Members& members) {
  const std::string text = members.text("activation", "linear");
  if (text == "linear") return std::nullopt;
  const auto kind = nn::parse_layer_kind(text);
  if (!kind || !is_activation(*kind))
    members.refuse("unknown activation \"" + text + "\", expected relu, sigmoid, softmax, linear");
  return kind;
}

void read_initializer(Members& members, LayerSpec& layer) {
  const std::string text = members.text("kernel_initializer", "glorot_uniform");
  const auto initializer = nn::parse_initializer(snake_case(text));
  if (!initializer) members.refuse("unknown kernel_initializer \"" + text + "\"");
  layer.initializer = *initializer;
}

LayerSpec read_conv2d(Members& members) {
  LayerSpec layer{.kind = LayerKind::conv2d};
  layer.units = members.extent("filters");
  layer.window = members.plane("kernel_size");
  layer.strides = members.plane("strides", Extent{1, 1});
  const std::string padding = members.text("padding", "valid");
  if (padding != "valid" && padding != "same")
    members.refuse("unknown padding \"" + padding + "\", expected valid or same");
  layer.padding = padding == "same" ? nn::Padding::same : nn::Padding::valid;
  read_initializer(members, layer);
  return layer;
}

// Pools do not overlap; other settings of Keras are refused, not ignored.
LayerSpec read_pooling(Members& members, LayerKind kind) {
  LayerSpec layer{.kind = kind};
  layer.window = members.plane("pool_size", Extent{2, 2});
  if (members.plane("strides", layer.window) != layer.window)
    members.refuse("its strides differ from its pool_size");
  if (members.text("padding", "valid") != "valid") members.refuse("its padding is not valid");
  return layer;
}

// A number from 0 to less than 1.
double read_share(Members& members, const char* key, const Json& value) {
  if (!value.is_number() || !(value.get<double>() >= 0.0 && value.get<double>() < 1.0))
    members.refuse_value(key, value, "expected a number from 0 to less than 1");
  return value.get<double>();
}

LayerSpec read_dropout(Members& members) {
  return {.kind = LayerKind::dropout, .rate = read_share(members, "rate", members.at("rate"))};
}

LayerSpec read_batch_normalization(Members& members) {
  LayerSpec layer{.kind = LayerKind::batch_normalization};
  if (const Json* momentum = members.find("momentum"))
    layer.momentum = read_share(members, "momentum", *momentum);
  return layer;
}

// The layers of an entry of "layers": the layer itself and its activation.
class LayerReader {
 public:
  LayerReader(Index classes, const std::string& name) : classes_(classes), name_(name) {}

  std::vector<LayerSpec> operator()(const Json& json, std::size_t number, bool is_last) const {
    const std::string unnamed = name_ + ": layer " + std::to_string(number);
    const std::string type = Members(json, unnamed).text("type");
    Members members(json, unnamed + " (" + type + ")");
    members.find("type");
    auto layers = read(members, snake_case(type), is_last);
    members.refuse_others();
    return layers;
  }

 private:
  std::vector<LayerSpec> read(Members& members, const std::string& type, bool is_last) const {
    if (type == "activation") {
      members.at("activation");
      const auto activation = read_activation(members);
      if (!activation) members.refuse("a layer that does nothing");
      return {{.kind = *activation}};
    }
    const auto kind = nn::parse_layer_kind(type);
    if (!kind) members.refuse("no such layer");
    switch (*kind) {
      case LayerKind::dense:
        return read_dense(members, is_last);
      case LayerKind::conv2d:
        return with_activation(read_conv2d(members), read_activation(members));
      case LayerKind::average_pooling2d:
      case LayerKind::max_pooling2d:
        return {read_pooling(members, *kind)};
      case LayerKind::dropout:
        return {read_dropout(members)};
      case LayerKind::batch_normalization:
        return {read_batch_normalization(members)};
      default:
        return {{.kind = *kind}};
    }
  }

  std::vector<LayerSpec> read_dense(Members& members, bool is_last) const {
    LayerSpec layer{.kind = LayerKind::dense};
    read_initializer(members, layer);
    const bool has_activation = members.find("activation") != nullptr;
    auto activation = read_activation(members);
    const Json& units = members.at("units");
    if (units != kClasses) {
      if (units.is_string())
        members.refuse_value("units", units, "expected a number or \"classes\"");
      layer.units = members.extent("units");
      return with_activation(layer, activation);
    }
    if (!has_activation && is_last)
      activation = classes_ == 2 ? LayerKind::sigmoid : LayerKind::softmax;
    const bool single = activation == LayerKind::sigmoid && classes_ == 2;
    layer.units = single ? 1 : classes_;
    return with_activation(layer, activation);
  }

  static std::vector<LayerSpec> with_activation(const LayerSpec& layer,
                                                std::optional<LayerKind> activation) {
    std::vector<LayerSpec> layers = {layer};
    if (activation) layers.push_back({.kind = *activation});
    return layers;
  }

  Index classes_;
  const std::string& name_;
};

nn::Shape read_input(Members& members, const Json& json) {
  if (!json.is_array()) return {1, 1, members.extent("input", json)};
  if (json.size() == 1) return {1, 1, members.extent("input", json[0])};
  if (json.size() != 3)
    members.refuse_value("input", json, "expected one size, or height, width and channels");
  return {members.extent("input", json[0]), members.extent("input", json[1]),
          members.extent("input", json[2])};
}

// nn::Architecture numbers its own layers, which are more than the entries of a text, because an
// entry may contain an activation.  Only the description of the layer is passed on.
std::string detail_of(const Error& error) {
  const std::string_view text = error.what();
  const std::size_t end = text.find("): ");
  return std::string(end == std::string_view::npos ? text : text.substr(end + 3));
}

void check_output(const nn::Architecture& architecture, Index classes, const std::string& name) {
  const nn::Shape output = architecture.shapes().back();
  const LayerKind last = architecture.layers.back().kind;
  const bool fits =
      output.is_vector() && ((last == LayerKind::softmax && output.channels == classes) ||
                             (last == LayerKind::sigmoid && output.channels == 1 && classes == 2));
  if (fits) return;
  throw Error(ErrorKind::invalid_argument, name,
              "ends in a " + std::string(to_text(last)) + " of " + nn::to_text(output) +
                  " outputs, expected a softmax of " + std::to_string(classes) +
                  (classes == 2 ? " or a sigmoid of 1" : ""));
}

// The entry for a layer, including the next layer if that is an activation.
Json entry_of(const LayerSpec& layer, std::optional<LayerKind> activation) {
  const auto plane = [](const Extent& extent) {
    return Json::array({extent.height, extent.width});
  };
  Json json = {{"type", to_text(layer.kind)}};
  if (layer.kind == LayerKind::conv2d) {
    json["filters"] = layer.units;
    json["kernel_size"] = plane(layer.window);
    json["strides"] = plane(layer.strides);
    json["padding"] = layer.padding == nn::Padding::same ? "same" : "valid";
  } else if (layer.kind == LayerKind::dense) {
    json["units"] = layer.units;
  } else if (layer.kind == LayerKind::average_pooling2d || layer.kind == LayerKind::max_pooling2d) {
    json["pool_size"] = plane(layer.window);
  } else if (layer.kind == LayerKind::dropout) {
    json["rate"] = layer.rate;
  } else if (layer.kind == LayerKind::batch_normalization) {
    json["momentum"] = layer.momentum;
  }
  if (layer.kind == LayerKind::conv2d || layer.kind == LayerKind::dense) {
    json["kernel_initializer"] = to_text(layer.initializer);
    if (activation) json["activation"] = to_text(*activation);
  }
  return json;
}

}  // namespace

nn::Architecture architecture_from_json(std::string_view text,
                                        const std::optional<nn::Shape>& input, nn::Index classes,
                                        const std::string& name) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw Error(ErrorKind::corrupt, name, "is not JSON");
  Members members(json, name);
  const Json* given = members.find("input");
  const Json& entries = members.at("layers");
  if (!entries.is_array() || entries.empty()) members.refuse("\"layers\" is not a list of layers");
  members.refuse_others();
  if (given == nullptr && !input) members.refuse("lacks \"input\"");

  nn::Architecture architecture;
  architecture.input = given != nullptr ? read_input(members, *given) : *input;
  if (input && *input != architecture.input)
    throw Error(
        ErrorKind::invalid_argument, name,
        "its input is " + nn::to_text(architecture.input) + ", the data's " + nn::to_text(*input));
  const LayerReader read(classes, name);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (const LayerSpec& layer : read(entries[i], i + 1, i + 1 == entries.size())) {
      architecture.layers.push_back(layer);
      try {
        architecture.check();
      } catch (const Error& error) {
        throw Error(error.kind(),
                    name + ": layer " + std::to_string(i + 1) + " (" +
                        std::string(to_text(layer.kind)) + ")",
                    detail_of(error));
      }
    }
  }
  check_output(architecture, classes, name);
  return architecture;
}

std::string architecture_to_json(const nn::Architecture& architecture) {
  const nn::Shape& shape = architecture.input;
  const Json input = shape.is_vector() ? Json::array({shape.channels})
                                       : Json::array({shape.height, shape.width, shape.channels});
  std::string text = "{\"input\": " + input.dump() + ",\n \"layers\": [";
  const std::vector<LayerSpec>& layers = architecture.layers;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const bool learns = layers[i].kind == LayerKind::conv2d || layers[i].kind == LayerKind::dense;
    const bool merges = learns && i + 1 < layers.size() && is_activation(layers[i + 1].kind);
    text += text.ends_with('[') ? "\n  " : ",\n  ";
    text += entry_of(layers[i], merges ? std::optional(layers[i + 1].kind) : std::nullopt).dump();
    if (merges) ++i;
  }
  return text + "\n ]}\n";
}

}  // namespace melsift::model
