#include "model/keras_model.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/number.h"
#include "base/version.h"
#include "feature/columns.h"
#include "feature/front_end.h"
#include "model/architecture_json.h"
#include "model/keras_weights.h"
#include "model/training_settings.h"
#include "nn/presets.h"

namespace melsift::model {

namespace {

// The number of frames of a mel matrix for which the presets are made.
constexpr nn::Index kFrames = 128;

[[noreturn]] void refuse(const char* setting, const std::string& detail) {
  throw Error(ErrorKind::invalid_argument, setting, detail);
}

// A front end that extract supports; nothing for others, such as those of feature tables.
std::optional<feature::FrontEnd> known_front_end(const std::string& text) {
  const auto words = split_list(text, ' ');
  if (words.empty() || !find_choice<feature::FeatureSet>(words.front())) return std::nullopt;
  try {
    return feature::FrontEnd::parse(text);
  } catch (const Error& error) {
    refuse("front-end", error.what());
  }
}

// The shape that a front end gives, with the frames of the presets if the front end does not fix
// them.
nn::Shape shape_of(const feature::FrontEnd& front_end) {
  if (!front_end.is_matrix())
    return {1, 1, static_cast<nn::Index>(feature::column_names(front_end).size())};
  return {front_end.n_mels, front_end.window_frames > 0 ? front_end.window_frames : kFrames, 1};
}

nn::Architecture architecture_of(const KerasSettings& settings) {
  const auto classes = static_cast<nn::Index>(settings.labels.size());
  if (settings.arch == kCustom)
    return architecture_from_json(settings.architecture_json, settings.input, classes,
                                  settings.architecture_name);
  if (settings.input) return nn::preset(settings.arch, *settings.input, classes);
  auto front_end = known_front_end(settings.front_end);
  if (!front_end) {
    if (!settings.front_end.empty())
      refuse("front-end",
             "\"" + settings.front_end + "\" does not determine the input's shape (give --input)");
    front_end.emplace();
    if (settings.arch != "mlp") front_end->set = feature::FeatureSet::mel;
  }
  return nn::preset(settings.arch, shape_of(*front_end), classes);
}

// The model's front end, which must give the network's input shape.
std::string front_end_of(const KerasSettings& settings, const nn::Shape& input) {
  const auto given = known_front_end(settings.front_end);
  if (!given && !settings.front_end.empty()) return settings.front_end;
  feature::FrontEnd front_end;
  if (given) {
    front_end = *given;
  } else if (!input.is_vector()) {
    front_end.set = feature::FeatureSet::mel;
    front_end.n_mels = static_cast<int>(input.height);
  }
  const nn::Shape shape = shape_of(front_end);
  const bool fits = front_end.is_matrix()
                        ? !input.is_vector() && input.height == shape.height && input.channels == 1
                        : input == shape;
  if (!fits)
    refuse("front-end", "\"" + front_end.text() + "\" gives " + nn::to_text(shape) +
                            ", the network takes " + nn::to_text(input));
  return front_end.text();
}

// A row of the scaler from the file, or a row that changes nothing.
RowVector scaler_row(const Safetensors& weights, const char* tensor_name, float neutral,
                     const nn::Shape& input, const std::string& name) {
  const nn::Index size = input.is_vector() ? input.size() : 1;
  const auto found = std::ranges::find(weights.tensors, tensor_name, &Tensor::name);
  if (found == weights.tensors.end()) return RowVector::Constant(size, neutral);
  const auto is_finite = [](float value) { return std::isfinite(value); };
  if (static_cast<nn::Index>(found->values.size()) != size ||
      !std::ranges::all_of(found->values, is_finite))
    throw Error(ErrorKind::corrupt, name,
                "its " + found->name + " is not " + std::to_string(size) + " finite values");
  return Eigen::Map<const RowVector>(found->values.data(), size);
}

}  // namespace

void KerasSettings::check() const {
  if (labels.size() < 2) refuse("labels", "expected at least two");
  auto sorted = labels;
  std::ranges::sort(sorted);
  if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
    refuse("labels", "\"" + *twice + "\" occurs twice");
  known_front_end(front_end);
}

KerasModel keras_model(const Safetensors& weights, const KerasSettings& settings,
                       const std::string& name) {
  constexpr const char* kMean = "scaler/mean";
  constexpr const char* kScale = "scaler/scale";
  constexpr const char* kLogFloor = "scaler/log_floor";
  settings.check();
  KerasModel result;
  Model& model = result.model;
  const nn::Architecture architecture = architecture_of(settings);
  model.front_end = front_end_of(settings, architecture.input);
  model.networks.emplace_back(architecture, 0);
  for (const auto& [tensor, dtype] : weights.left_out)
    if (is_layer_weight(tensor) || tensor.starts_with("scaler/"))
      throw Error(ErrorKind::unsupported, name,
                  "tensor \"" + tensor + "\" is " + dtype + ", expected F32");
  result.unused = set_keras_weights(model.networks.front(), weights.tensors, name);
  for (const auto& [tensor, dtype] : weights.left_out)
    result.unused.push_back(tensor + " (" + dtype + ")");
  const bool has_logarithms = std::erase(result.unused, kLogFloor) > 0;
  std::erase_if(result.unused,
                [&](const auto& unused) { return unused == kMean || unused == kScale; });
  model.scaler.mean = scaler_row(weights, kMean, 0.0F, architecture.input, name);
  model.scaler.scale = scaler_row(weights, kScale, 1.0F, architecture.input, name);
  if (has_logarithms)
    model.scaler.log_floor = scaler_row(weights, kLogFloor, 0.0F, architecture.input, name);
  model.labels = settings.labels;
  model.provenance.version = version();
  model.provenance.target = settings.target;
  model.provenance.training = "arch=" + settings.arch + " weights=keras";
  return result;
}

}  // namespace melsift::model
