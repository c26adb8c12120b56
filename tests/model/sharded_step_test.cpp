// Several processes train one network, with the same bytes as one.
#include "model/sharded_step.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "model/architecture_json.h"
#include "model/checkpoint.h"
#include "model/cross_validation.h"
#include "model/trainer.h"
#include "support/support.h"
#include "support/thread_group.h"

using namespace melsift;
using model::TrainingSettings;

namespace {

// Overlapping clouds of six features.
model::Dataset clouds(int rows, std::uint64_t seed = 3) {
  Random random(seed);
  model::DatasetBuilder builder;
  for (int i = 0; i < rows; ++i) {
    record::Record record;
    record.path = std::to_string(i);
    record.label = std::string(1, static_cast<char>('a' + i % 3));
    record.front_end = "test";
    for (int k = 0; k < 6; ++k)
      record.features.push_back(static_cast<float>(random.normal() + (k == i % 3 ? 2 : 0)));
    builder.add(record, "row");
  }
  return builder.build();
}

TrainingSettings everything() {
  TrainingSettings settings;
  settings.arch = model::kCustom;
  settings.architecture_json = R"({"layers": [{"type": "dense", "units": 8},
    {"type": "batch_normalization"}, {"type": "dense", "units": 8, "activation": "relu"},
    {"type": "dropout", "rate": 0.3}, {"type": "dense", "units": "classes"}]})";
  settings.epochs = 4;
  settings.batch_size = 24;
  settings.shards = 5;
  settings.label_smoothing = 0.1;
  settings.mixup = 0.3;
  settings.contrast.weight = 0.2;
  settings.averaging = 0.9;
  settings.patience = 3;
  return settings;
}

// The model's bytes on each of `processes` threads; empty where it was stopped.
std::vector<std::string> train_on(unsigned processes, const model::Dataset& data,
                                  const TrainingSettings& settings,
                                  const model::TrainingControl& control = {}) {
  std::vector<std::string> bytes(processes);
  const auto parts = model::partition(data, {}, 0.2, 1);
  test::ThreadGroup(processes).run([&](model::ProcessGroup& group) {
    model::TrainingControl own = control;
    own.group = &group;
    if (const auto model = model::train(data, parts, settings, "label", own))
      bytes[group.rank()] = model::encode(*model);
  });
  return bytes;
}

nn::Network network_of(const std::string& json, nn::Index features, std::uint64_t seed = 1) {
  return {model::architecture_from_json(json, nn::Shape{1, 1, features}, 2, "net"), seed};
}

model::Batch random_batch(Eigen::Index rows, Eigen::Index features) {
  Random random(9);
  model::Batch batch;
  batch.x = Matrix::NullaryExpr(rows, features, [&](Eigen::Index, Eigen::Index) {
    return static_cast<float>(random.normal());
  });
  for (Eigen::Index i = 0; i < rows; ++i) batch.classes.push_back(static_cast<int>(i % 2));
  return batch;
}

}  // namespace

TEST_CASE("any number of processes gives the bytes of one") {
  const auto data = clouds(150);
  for (const bool soft : {true, false}) {
    TrainingSettings settings = everything();
    settings.ensemble = 2;
    if (!soft) {
      settings.label_smoothing = settings.mixup = 0.0;
      settings.contrast.weight = 0.0;
    }
    const auto parts = model::partition(data, {}, 0.2, 1);
    const std::string alone = model::encode(model::train(data, parts, settings, "label"));
    for (const unsigned processes : {1U, 2U, 3U, 4U, 5U}) {
      CAPTURE(processes);
      const auto bytes = train_on(processes, data, settings);
      CHECK(std::ranges::all_of(bytes, [&](const auto& own) { return own == alone; }));
    }
    // Another number of shards is another model, as the settings in it say.
    settings.shards = 4;
    const auto other = model::train(data, parts, settings, "label");
    CHECK(model::encode(other) != alone);
    CHECK(other.provenance.training.find(" shards=4") != std::string::npos);
  }
}

TEST_CASE("the last batch may have fewer rows than shards") {
  const auto data = clouds(33);  // 27 to train: 24 and 3
  TrainingSettings settings = everything();
  settings.patience = 0;
  settings.shards = 8;
  const auto bytes = train_on(3, data, settings);
  CHECK(bytes[0] == train_on(1, data, settings)[0]);
  CHECK(bytes[0] == bytes[2]);
}

TEST_CASE("without layers that see the batch, shards change only the rounding") {
  const model::Batch batch = random_batch(23, 6);
  const std::string json =
      R"({"layers": [{"type": "dense", "units": 9, "activation": "relu"},
                     {"type": "dense", "units": "classes"}]})";
  nn::NetworkTrainer whole(network_of(json, 6)), cut(network_of(json, 6));
  nn::Sgd whole_optimizer({.learning_rate = 0.5}), cut_optimizer({.learning_rate = 0.5});
  model::SingleProcess alone;
  model::ShardedStep step(cut, 4, alone);
  const auto loss = nn::natural_loss(whole.network().architecture());
  for (int i = 0; i < 5; ++i) {
    const double expected = whole.train_batch(batch.x, batch.classes, loss, whole_optimizer);
    const auto result = step.run(batch, loss, cut_optimizer);
    CHECK(result.loss == doctest::Approx(23.0 * expected).epsilon(1e-5));
    CHECK(result.right <= 23);
  }
  const auto values = std::as_const(cut).network().values();
  const auto expected = std::as_const(whole).network().values();
  for (std::size_t i = 0; i < values.size(); ++i)
    CHECK(values[i] == doctest::Approx(static_cast<double>(expected[i])).epsilon(1e-4));
  CHECK(cut.step() == 5);
}

TEST_CASE("moving statistics are drawn towards the mean of those of the shards") {
  const model::Batch batch = random_batch(10, 3);
  nn::NetworkTrainer trainer(network_of(R"({"input": 3, "layers": [{"type": "batch_normalization"},
    {"type": "dense", "units": "classes"}]})",
                                        3));
  nn::Sgd optimizer({.learning_rate = 0.1});
  model::SingleProcess alone;
  model::ShardedStep step(trainer, 3, alone);  // of 3, 3 and 4 rows
  step.run(batch, nn::natural_loss(trainer.network().architecture()), optimizer);
  Vector mean = Vector::Zero(3), variance = Vector::Zero(3);
  for (const auto& [first, rows] : {std::pair{0, 3}, {3, 3}, {6, 4}}) {
    const Matrix x = batch.x.middleRows(first, rows);
    const RowVector shard_mean = x.colwise().mean();
    const RowVector shard_variance =
        (x.rowwise() - shard_mean).array().square().colwise().mean().matrix();
    mean += 0.1F * static_cast<float>(rows) * shard_mean.transpose();
    variance += 0.1F * static_cast<float>(rows) * shard_variance.transpose();
  }
  for (const nn::Parameter& parameter : std::as_const(trainer).network().parameters()) {
    for (Eigen::Index i = 0; i < 3; ++i) {
      const float value = parameter.values()[static_cast<std::size_t>(i)];
      if (parameter.name.ends_with("moving_mean"))
        CHECK(value == doctest::Approx(0.01 * static_cast<double>(mean(i))).epsilon(1e-4));
      if (parameter.name.ends_with("moving_variance"))
        CHECK(value ==
              doctest::Approx(0.99 + 0.01 * static_cast<double>(variance(i))).epsilon(1e-5));
    }
  }
}

TEST_CASE("a training of three processes is resumed by two, to the same bytes") {
  const test::TemporaryFolder folder;
  const auto data = clouds(150);
  const TrainingSettings settings = everything();
  const std::string expected = train_on(1, data, settings)[0];
  model::TrainingControl control;
  control.checkpoint = folder.path("m.checkpoint");
  std::atomic<int> batches = 0;
  control.stop = [&] { return ++batches > 30; };  // true on some rank first
  const auto stopped = train_on(3, data, settings, control);
  CHECK(std::ranges::all_of(stopped, [](const auto& bytes) { return bytes.empty(); }));
  CHECK(model::has_checkpoints(control.checkpoint));
  control.stop = {};
  control.resume = true;
  for (const unsigned processes : {2U, 4U}) {
    const auto resumed = train_on(processes, data, settings, control);
    CHECK(std::ranges::all_of(resumed, [&](const auto& bytes) { return bytes == expected; }));
  }
}

TEST_CASE("folds and members of several processes are those of one") {
  const auto data = clouds(90);
  TrainingSettings settings = everything();
  settings.epochs = 2;
  const auto folds = model::make_folds(data, {}, 3, 1);
  const auto scores = [&](model::ProcessGroup* group) {
    model::TrainingControl control;
    control.group = group;
    const auto results = model::cross_validate(data, folds, model::all_folds(folds), 0.1, settings,
                                               "label", control, {});
    std::vector<float> values;
    for (const auto& result : *results)
      for (const auto& record : result.records) values.push_back(record.scores[0].value);
    return values;
  };
  const auto expected = scores(nullptr);
  std::atomic<int> equal = 0;
  test::ThreadGroup(2).run(
      [&](model::ProcessGroup& group) { equal += scores(&group) == expected; });
  CHECK(equal == 2);
}

TEST_CASE("processes without a shard, and with other data, are refused") {
  const auto data = clouds(90), other = clouds(90, 4);
  TrainingSettings settings = everything();
  settings.shards = 2;
  std::atomic<int> refused = 0;
  test::ThreadGroup(3).run([&](model::ProcessGroup& group) {
    model::TrainingControl control;
    control.group = &group;
    try {
      model::train(data, model::partition(data, {}, 0.2, 1), settings, "label", control);
    } catch (const Error& error) {
      refused +=
          std::string(error.what()) == "shards: 2, but there are 3 processes; each needs a shard";
    }
  });
  CHECK(refused == 3);
  refused = 0;
  test::ThreadGroup(2).run([&](model::ProcessGroup& group) {
    model::TrainingControl control;
    control.group = &group;
    const model::Dataset& own = group.rank() == 1 ? other : data;
    try {
      model::train(own, model::partition(own, {}, 0.2, 1), settings, "label", control);
    } catch (const Error& error) {
      refused += error.culprit() == "training data";
    }
  });
  CHECK(refused == 2);
}

TEST_CASE("only mpirun makes a group of processes") {
  const auto with = [](const char* size) {
    return model::open_process_group([size](const char* name) {
      return std::string(name) == "OMPI_COMM_WORLD_SIZE" ? size : nullptr;
    });
  };
  for (const char* size : {static_cast<const char*>(nullptr), "1", "x"}) {
    CHECK(with(size)->size() == 1);
    CHECK(with(size)->rank() == 0);
  }
  CHECK_FALSE(with(nullptr)->any(false));
  CHECK(with(nullptr)->any(true));
}
