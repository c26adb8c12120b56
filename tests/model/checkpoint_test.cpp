// A training that is stopped anywhere and resumed gives the same model.
#include "model/checkpoint.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "model/all_rows.h"
#include "model/trainer.h"
#include "support/support.h"

using namespace melsift;
using model::TrainingSettings;

namespace {

// Two overlapping clouds of small mel matrices.
model::Dataset noisy_mels(int rows) {
  Random random(5);
  model::DatasetBuilder builder;
  for (int i = 0; i < rows; ++i) {
    record::Record record;
    record.path = std::to_string(i);
    record.label = i % 3 == 0 ? "a" : "b";
    record.front_end = "test";
    record.mel.resize(8, 10);
    for (Eigen::Index k = 0; k < record.mel.size(); ++k)
      record.mel.data()[k] =
          static_cast<float>(random.normal() + (i % 3 == 0 && k % 8 < 2 ? 1 : 0));
    builder.add(record, "row");
  }
  return builder.build();
}

constexpr const char* kNetwork = R"({"layers": [
  {"type": "conv2d", "filters": 4, "kernel_size": 3, "activation": "relu"},
  {"type": "batch_normalization"}, {"type": "dropout", "rate": 0.3}, {"type": "flatten"},
  {"type": "dense", "units": "classes"}]})";

TrainingSettings everything() {
  TrainingSettings settings;
  settings.arch = model::kCustom;
  settings.architecture_json = kNetwork;
  settings.epochs = 6;
  settings.batch_size = 7;
  settings.set_optimizer(model::OptimizerKind::adamw);
  settings.schedule = model::ScheduleKind::plateau;
  settings.patience = 3;
  settings.class_weights = model::ClassWeights::balanced;
  settings.label_smoothing = 0.1;
  settings.mixup = 0.3;
  settings.augmentation = {.band_masks = {1, 2},
                           .frame_masks = {1, 2},
                           .roll = true,
                           .stretch = 0.1,
                           .band_shift = 1,
                           .filter = 0.1};
  settings.contrast = {0.1, 0.2};
  settings.averaging = 0.9;
  settings.frames = 9;
  settings.ensemble = 2;
  return settings;
}

// A training, and the bytes of its model.
struct Uninterrupted {
  model::Dataset data;
  model::Partition parts;
  TrainingSettings settings;
  std::string whole;
};

Uninterrupted uninterrupted() {
  Uninterrupted one{noisy_mels(40), {}, everything(), {}};
  one.parts = model::partition(one.data, {}, 0.2, 1);
  one.whole = model::encode(model::train(one.data, one.parts, one.settings, "label"));
  return one;
}

}  // namespace

TEST_CASE("a training stopped after any batch resumes to the same model, on any threads") {
  const test::TemporaryFolder folder;
  const auto [data, parts, settings, whole] = uninterrupted();

  model::TrainingControl control;
  control.checkpoint = folder.path("m.checkpoint");
  control.resume = true;
  int stops = 0;
  for (int batches = 1;; batches += 2) {  // a little further each time
    int left = batches;
    control.threads = 1 + static_cast<unsigned>(stops % 3);
    control.stop = [&] { return --left <= 0; };
    const auto model = model::train(data, parts, settings, "label", control);
    if (!model) {
      REQUIRE(++stops < 100);
      continue;
    }
    CHECK(model::encode(*model) == whole);
    break;
  }
  CHECK(stops > 3);
  CHECK(model::has_checkpoints(control.checkpoint));
  model::remove_checkpoints(control.checkpoint);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a long epoch has checkpoints, from which a killed training resumes") {
  const test::TemporaryFolder folder;
  const auto [data, parts, settings, whole] = uninterrupted();

  model::TrainingControl control;
  control.checkpoint = folder.path("m.checkpoint");
  control.checkpoint_interval = std::chrono::milliseconds(0);
  struct Killed {};
  int batches = 0;
  control.on_batch = [&] {
    if (++batches == 3) throw Killed();  // of five in the first epoch; nothing is saved after it
  };
  CHECK_THROWS_AS(model::train(data, parts, settings, "label", control), Killed);
  CHECK(model::has_checkpoints(control.checkpoint));
  control.on_batch = [&] { ++batches; };
  control.resume = true;
  batches = 0;
  const auto resumed = model::train(data, parts, settings, "label", control);
  REQUIRE(resumed);
  CHECK(model::encode(*resumed) == whole);
  std::size_t epochs = 0;
  for (const auto& network : resumed->provenance.networks) epochs += network.history.size();
  CHECK(batches == static_cast<int>(5 * epochs) - 3);

  // Without a due checkpoint there is none within an epoch.
  model::remove_checkpoints(control.checkpoint);
  control.resume = false;
  control.checkpoint_interval = std::chrono::hours(1);
  batches = 0;
  control.on_batch = [&] {
    if (++batches == 3) throw Killed();
  };
  CHECK_THROWS_AS(model::train(data, parts, settings, "label", control), Killed);
  CHECK_FALSE(model::has_checkpoints(control.checkpoint));
}

TEST_CASE("a checkpoint of another training is refused, with the difference") {
  const test::TemporaryFolder folder;
  const auto data = noisy_mels(40);
  const auto parts = model::partition(data, {}, 0.2, 1);
  auto settings = everything();
  model::TrainingControl control;
  control.checkpoint = folder.path("m.checkpoint");
  control.stop = [] { return true; };
  REQUIRE_FALSE(model::train(data, parts, settings, "label", control));

  control.resume = true;
  const auto refusal = [&](const model::Dataset& rows, const TrainingSettings& other) {
    try {
      model::train(rows, model::partition(rows, {}, 0.2, 1), other, "label", control);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("taken");
  };
  const std::string of_another = control.checkpoint + ": belongs to another training: ";
  settings.epochs = 7;
  CHECK(refusal(data, settings) == of_another + "epochs is 6, expected 7");
  settings = everything();
  settings.seed = 2;
  CHECK(refusal(data, settings) == of_another + "seed is 1, expected 2");
  settings = everything();
  settings.mixup = 0.0;
  CHECK(refusal(data, settings) == of_another + "mixup is 0.3, expected none");
  settings = everything();
  settings.architecture_json.replace(settings.architecture_json.find("0.3"), 3, "0.4");
  CHECK(refusal(data, settings).starts_with(of_another + "network is "));
  auto changed = data;
  Matrix x = test::matrix_of(data.x);
  x(3, 5) += 1.0F;
  changed.x = std::move(x);
  CHECK(refusal(changed, everything()).starts_with(of_another + "records is "));
  changed = data;
  changed.y[3] = 1 - changed.y[3];
  CHECK(refusal(changed, everything()).starts_with(of_another + "records is "));
  CHECK(refusal(data, everything()) == "taken");
}

TEST_CASE("a state comes back from its bytes") {
  model::TrainingState state;
  state.training.history = {{0.1, 0.25, std::numeric_limits<double>::quiet_NaN(), 0.0},
                            {1e-300, 1.0, 3.0, 1.0 / 3.0}};
  state.training.best_epoch = 2;
  state.batches = 3;
  state.loss_sum = 1.0 / 3.0;
  state.right = 17;
  state.plateau.wait = 4;  // best is infinite
  state.steps = 12345678901;
  state.weights = {1.5F, -0.0F, 1e-44F};
  state.best_weights = {3.0F, 4.0F, 5.0F};
  state.optimizer = {{1.0F}, {2.0F, 3.0F}};
  const std::string bytes = model::encode_state(state, "of=this");
  std::string identity;
  const auto back = model::decode_state(bytes, "c", identity);
  CHECK(identity == "of=this");
  CHECK(std::isnan(back.training.history[0].valid_loss));
  CHECK(model::encode_state(back, identity) == bytes);
  CHECK(back.weights == state.weights);
  CHECK(back.optimizer == state.optimizer);
  CHECK(back.loss_sum == state.loss_sum);
  CHECK(back.plateau == state.plateau);
  CHECK(back.steps == state.steps);

  for (std::size_t size = 0; size < bytes.size(); size += 7)
    CHECK_THROWS_AS(model::decode_state(bytes.substr(0, size), "c", identity), Error);
  Random random(1);
  int refused = 0;
  for (int i = 0; i < 500; ++i) {
    std::string damaged = bytes;
    damaged[random.below(bytes.size())] = static_cast<char>(random.below(256));
    try {
      model::decode_state(damaged, "c", identity);
    } catch (const Error& error) {
      ++refused;
      CHECK(std::string(error.what()).starts_with("c: "));
    }
  }
  CHECK(refused > 100);
}

TEST_CASE("only checkpoints are removed") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("m.checkpoint");
  for (const char* end : {"", "-2", "-13", "-", "-2a", ".old", "s"})
    std::ofstream(path + end) << 'x';
  model::remove_checkpoints(path);
  for (const char* end : {"", "-2", "-13"}) CHECK_FALSE(std::filesystem::exists(path + end));
  for (const char* end : {"-", "-2a", ".old", "s"}) CHECK(std::filesystem::exists(path + end));
  CHECK_FALSE(model::has_checkpoints(path));
}
