#include "model/training_settings.h"

#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "nn/presets.h"

using namespace melsift;
using model::TrainingSettings;

TEST_CASE("every preset has a valid recipe") {
  for (const std::string_view name : nn::preset_names()) {
    const auto settings = TrainingSettings::recipe(name);
    CHECK(settings.arch == name);
    CHECK_NOTHROW(settings.check());
  }
  CHECK_NOTHROW(TrainingSettings::recipe(model::kCustom).check());
  CHECK_THROWS_WITH_AS(
      TrainingSettings::recipe("mpl"),
      "arch: unknown architecture \"mpl\", expected mlp, tabular, cnn, melnet, or a file "
      "such as net.json",
      Error);
}

TEST_CASE("settings are written as one line, with only the first defaults") {
  TrainingSettings settings;
  CHECK(settings.text() == "arch=mlp epochs=20 batch_size=16 optimizer=adam learning_rate=0.001");
  settings.set_optimizer(model::OptimizerKind::adamw);
  settings.schedule = model::ScheduleKind::one_cycle;
  settings.patience = 5;
  settings.class_weights = model::ClassWeights::balanced;
  settings.label_smoothing = 0.1;
  settings.mixup = 0.2;
  settings.augmentation = {.band_masks = {2, 16}, .frame_masks = {1, 24}, .roll = true};
  settings.augmentation.stretch = 0.2;
  settings.augmentation.band_shift = 4;
  settings.augmentation.filter = 0.3;
  settings.contrast = {0.5, 0.1};
  settings.averaging = 0.99;
  settings.frames = 128;
  settings.window_hop = 64;
  settings.band_means = model::BandMeans::both;
  settings.ensemble = 5;
  settings.calibrated = false;
  CHECK(
      settings.text() ==
      "arch=mlp epochs=20 batch_size=16 optimizer=adamw learning_rate=0.001 weight_decay=0.01 "
      "schedule=one-cycle patience=5 class_weights=balanced label_smoothing=0.1 mixup=0.2 "
      "band_masks=2x16 frame_masks=1x24 roll=yes stretch=0.2 band_shift=4 filter=0.3 contrast=0.5 "
      "contrast_temperature=0.1 averaging=0.99 frames=128 window_hop=64 band_means=both ensemble=5 "
      "calibration=no");
}

TEST_CASE("an optimizer brings its own learning rate") {
  TrainingSettings settings;
  settings.set_optimizer(model::OptimizerKind::sgd);
  CHECK(settings.learning_rate == 0.01);
  settings.set_optimizer(model::OptimizerKind::adamw);
  CHECK(settings.learning_rate == 0.001);
  CHECK(settings.weight_decay == 0.01);
  settings.set_optimizer(model::OptimizerKind::adam);
  CHECK(settings.weight_decay == 0.0);
}

TEST_CASE("settings out of range are refused by name") {
  const auto refused = [](const char* message, void (*change)(TrainingSettings&)) {
    TrainingSettings settings;
    change(settings);
    CHECK_THROWS_WITH_AS(settings.check(), message, Error);
  };
  refused("epochs: 0, expected 1 or more", [](auto& s) { s.epochs = 0; });
  refused("batch-size: -1, expected 1 or more", [](auto& s) { s.batch_size = -1; });
  refused("learning-rate: 0, expected a positive number", [](auto& s) { s.learning_rate = 0.0; });
  refused("weight-decay: adam has none; expected --optimizer adamw",
          [](auto& s) { s.weight_decay = 0.1; });
  refused("warmup: 20 epochs, expected fewer than the 20 in all", [](auto& s) { s.warmup = 20; });
  refused("warmup: a one-cycle schedule warms up by itself", [](auto& s) {
    s.warmup = 1;
    s.schedule = model::ScheduleKind::one_cycle;
  });
  refused("patience: -1, expected 0 or more", [](auto& s) { s.patience = -1; });
  refused("label-smoothing: 1, expected 0 to less than 1",
          [](auto& s) { s.label_smoothing = 1.0; });
  refused("mixup: -0.1, expected 0 or a positive number", [](auto& s) { s.mixup = -0.1; });
  refused("frames: -1, expected 0 or more", [](auto& s) { s.frames = -1; });
  refused("window-hop: -1, expected 0 or more", [](auto& s) { s.window_hop = -1; });
  refused("band-means: both needs at least two networks (--ensemble 2)",
          [](auto& s) { s.band_means = model::BandMeans::both; });
  refused("stretch: 1.5, expected 0 to 1", [](auto& s) { s.augmentation.stretch = 1.5; });
  refused("band-shift: -1, expected 0 or more", [](auto& s) { s.augmentation.band_shift = -1; });
  refused("filter: -1, expected 0 or a positive number",
          [](auto& s) { s.augmentation.filter = -1.0; });
  refused("contrast: -1, expected 0 or a positive number",
          [](auto& s) { s.contrast.weight = -1.0; });
  refused("contrast-temperature: 0, expected a positive number",
          [](auto& s) { s.contrast.temperature = 0.0; });
  refused("averaging: 1, expected 0 to less than 1", [](auto& s) { s.averaging = 1.0; });
  refused("ensemble: 0, expected 1 or more", [](auto& s) { s.ensemble = 0; });
}

TEST_CASE("optimizers and class weights are read by name") {
  for (const char* name : {"adam", "adamw", "sgd"})
    CHECK(to_text(model::parse_optimizer(name)) == name);
  for (const char* name : {"none", "balanced"})
    CHECK(to_text(model::parse_class_weights(name)) == name);
  CHECK_THROWS_WITH_AS(model::parse_optimizer("adagrad"),
                       "optimizer: \"adagrad\", expected adam or adamw or sgd", Error);
  CHECK_THROWS_WITH_AS(model::parse_class_weights("yes"),
                       "class-weights: \"yes\", expected none or balanced", Error);
}
