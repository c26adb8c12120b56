#include "model/training_settings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "base/percent.h"
#include "model/architecture_json.h"
#include "nn/optimizer.h"
#include "nn/presets.h"

namespace melsift::model {
namespace {

constexpr std::array kOptimizers = {
    std::pair{OptimizerKind::adam, std::string_view("adam")},
    std::pair{OptimizerKind::adamw, std::string_view("adamw")},
    std::pair{OptimizerKind::sgd, std::string_view("sgd")},
};
constexpr std::array kClassWeights = {
    std::pair{ClassWeights::none, std::string_view("none")},
    std::pair{ClassWeights::balanced, std::string_view("balanced")},
};
constexpr double kWeightDecay = 0.01;  // torch.optim.AdamW's

// The differences of the presets from the defaults, which are those of mlp.
TrainingSettings cnn_recipe() {
  TrainingSettings settings;
  settings.epochs = 14;
  settings.batch_size = 32;
  return settings;
}

TrainingSettings tabular_recipe() {
  TrainingSettings settings;
  settings.epochs = 60;
  settings.batch_size = 32;
  settings.set_optimizer(OptimizerKind::adamw);
  settings.learning_rate = 3e-3;
  settings.schedule = ScheduleKind::one_cycle;
  settings.logarithms = true;
  settings.mixup = 1.0;
  settings.ensemble = 5;
  return settings;
}

TrainingSettings melnet_recipe() {
  TrainingSettings settings;
  settings.epochs = 40;
  settings.batch_size = 32;
  settings.set_optimizer(OptimizerKind::adamw);
  settings.learning_rate = 3e-3;
  settings.schedule = ScheduleKind::one_cycle;
  settings.label_smoothing = 0.1;
  settings.mixup = 0.2;
  // Without masks: two of 16 bands and two of 24 frames cost 5 points on three-second windows.
  settings.augmentation.roll = true;
  return settings;
}

TrainingSettings custom_recipe() {
  TrainingSettings settings;
  settings.batch_size = 32;
  return settings;
}

template <class Kind, std::size_t count>
std::string_view word(const std::array<std::pair<Kind, std::string_view>, count>& words,
                      Kind kind) {
  return std::ranges::find(words, kind, &std::pair<Kind, std::string_view>::first)->second;
}

template <class Kind, std::size_t count>
Kind parse(const std::array<std::pair<Kind, std::string_view>, count>& words, std::string_view text,
           std::string_view setting) {
  const auto found = std::ranges::find(words, text, &std::pair<Kind, std::string_view>::second);
  if (found != words.end()) return found->first;
  std::string known;
  for (const auto& [kind, name] : words) known.append(known.empty() ? "" : " or ").append(name);
  throw Error(ErrorKind::invalid_argument, setting,
              "\"" + std::string(text) + "\", expected " + known);
}

void require(bool condition, std::string_view setting, const std::string& detail) {
  if (!condition) throw Error(ErrorKind::invalid_argument, setting, detail);
}

void require_at_least(int least, int value, std::string_view setting) {
  require(value >= least, setting,
          std::to_string(value) + ", expected " + std::to_string(least) + " or more");
}

void require_not_negative(double value, std::string_view setting) {
  require(std::isfinite(value) && value >= 0.0, setting,
          melsift::to_text(value) + ", expected 0 or a positive number");
}

void check_arch(const TrainingSettings& settings) {
  const auto presets = nn::preset_names();
  if (settings.arch == kCustom || std::ranges::find(presets, settings.arch) != presets.end())
    return;
  std::string names;
  for (const std::string_view name : presets) names.append(name).append(", ");
  throw Error(ErrorKind::invalid_argument, "arch",
              "unknown architecture \"" + settings.arch + "\", expected " + names +
                  "or a file such as net.json");
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  // The text is split at blanks, and the list at commas.
  const auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != ',' && c != '%' && c != '=';
  };
  for (const std::string& name : names)
    text.append(text.empty() ? "" : ",").append(percent_encoded(name, is_plain));
  return text;
}

}  // namespace

std::string_view to_text(OptimizerKind kind) {
  return word(kOptimizers, kind);
}
std::string_view to_text(ClassWeights weights) {
  return word(kClassWeights, weights);
}
OptimizerKind parse_optimizer(std::string_view text) {
  return parse(kOptimizers, text, "optimizer");
}
ClassWeights parse_class_weights(std::string_view text) {
  return parse(kClassWeights, text, "class-weights");
}

TrainingSettings TrainingSettings::recipe(std::string_view arch) {
  TrainingSettings settings;
  if (arch == "tabular") settings = tabular_recipe();
  if (arch == "cnn") settings = cnn_recipe();
  if (arch == "melnet") settings = melnet_recipe();
  if (arch == kCustom) settings = custom_recipe();
  settings.arch = arch;
  check_arch(settings);
  return settings;
}

void TrainingSettings::set_optimizer(OptimizerKind kind) {
  optimizer = kind;
  learning_rate = kind == OptimizerKind::sgd ? nn::Sgd::Settings().learning_rate
                                             : nn::Adam::Settings().learning_rate;
  weight_decay = kind == OptimizerKind::adamw ? kWeightDecay : 0.0;
}

void TrainingSettings::check() const {
  check_arch(*this);
  require_at_least(1, epochs, "epochs");
  require_at_least(1, batch_size, "batch-size");
  require_at_least(1, shards, "shards");
  require(
      shards <= batch_size, "shards",
      std::to_string(shards) + ", expected at most the batch size, " + std::to_string(batch_size));
  require(std::isfinite(learning_rate) && learning_rate > 0.0, "learning-rate",
          melsift::to_text(learning_rate) + ", expected a positive number");
  require_not_negative(weight_decay, "weight-decay");
  require(weight_decay == 0.0 || optimizer == OptimizerKind::adamw, "weight-decay",
          std::string(to_text(optimizer)) + " has none; expected --optimizer adamw");
  require_at_least(0, warmup, "warmup");
  require(warmup < epochs, "warmup",
          std::to_string(warmup) + " epochs, expected fewer than the " + std::to_string(epochs) +
              " in all");
  require(warmup == 0 || schedule != ScheduleKind::one_cycle, "warmup",
          "a one-cycle schedule warms up by itself");
  require_at_least(0, patience, "patience");
  require(label_smoothing >= 0.0 && label_smoothing < 1.0, "label-smoothing",
          melsift::to_text(label_smoothing) + ", expected 0 to less than 1");
  require_not_negative(mixup, "mixup");
  require_at_least(0, frames, "frames");
  require_not_negative(augmentation.stretch, "stretch");
  require(augmentation.stretch <= 1.0, "stretch",
          melsift::to_text(augmentation.stretch) + ", expected 0 to 1");
  require_at_least(0, augmentation.band_shift, "band-shift");
  require_not_negative(augmentation.filter, "filter");
  require_not_negative(contrast.weight, "contrast");
  require(std::isfinite(contrast.temperature) && contrast.temperature > 0.0, "contrast-temperature",
          melsift::to_text(contrast.temperature) + ", expected a positive number");
  require(averaging >= 0.0 && averaging < 1.0, "averaging",
          melsift::to_text(averaging) + ", expected 0 to less than 1");
  require_at_least(0, window_hop, "window-hop");
  require_at_least(1, ensemble, "ensemble");
  require(band_means != BandMeans::both || ensemble >= 2, "band-means",
          "both needs at least two networks (--ensemble 2)");
}

std::string TrainingSettings::text() const {
  std::string text = "arch=" + arch + " epochs=" + std::to_string(epochs) +
                     " batch_size=" + std::to_string(batch_size) +
                     " optimizer=" + std::string(to_text(optimizer)) +
                     " learning_rate=" + melsift::to_text(learning_rate);
  const auto add = [&](bool differs, const char* name, std::string_view value) {
    if (differs) text.append(" ").append(name).append("=").append(value);
  };
  add(weight_decay != 0.0, "weight_decay", melsift::to_text(weight_decay));
  add(schedule != ScheduleKind::constant, "schedule", to_text(schedule));
  add(warmup != 0, "warmup", std::to_string(warmup));
  add(patience != 0, "patience", std::to_string(patience));
  add(logarithms, "logarithms", "yes");
  add(!left_out.empty(), "leave_out", joined(left_out));
  add(class_weights != ClassWeights::none, "class_weights", to_text(class_weights));
  add(label_smoothing != 0.0, "label_smoothing", melsift::to_text(label_smoothing));
  add(mixup != 0.0, "mixup", melsift::to_text(mixup));
  add(augmentation.band_masks.count > 0, "band_masks", to_text(augmentation.band_masks));
  add(augmentation.frame_masks.count > 0, "frame_masks", to_text(augmentation.frame_masks));
  add(augmentation.roll, "roll", "yes");
  add(augmentation.stretch != 0.0, "stretch", melsift::to_text(augmentation.stretch));
  add(augmentation.band_shift != 0, "band_shift", std::to_string(augmentation.band_shift));
  add(augmentation.filter != 0.0, "filter", melsift::to_text(augmentation.filter));
  add(contrast.weight != 0.0, "contrast", melsift::to_text(contrast.weight));
  add(contrast.weight != 0.0, "contrast_temperature", melsift::to_text(contrast.temperature));
  add(averaging != 0.0, "averaging", melsift::to_text(averaging));
  add(frames != 0, "frames", std::to_string(frames));
  add(window_hop != 0, "window_hop", std::to_string(window_hop));
  add(band_means != BandMeans::keep, "band_means", choice_name(band_means));
  add(ensemble != 1, "ensemble", std::to_string(ensemble));
  add(shards != 1, "shards", std::to_string(shards));
  add(!calibrated, "calibration", "no");
  return text;
}

nn::Architecture TrainingSettings::architecture(const nn::Shape& input, nn::Index classes) const {
  if (arch == kCustom)
    return architecture_from_json(architecture_json, input, classes, architecture_name);
  return nn::preset(arch, input, classes);
}

}  // namespace melsift::model
