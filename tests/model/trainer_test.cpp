// From records to a model file and back to predictions.
#include "model/trainer.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "model/calibration.h"
#include "model/classifier.h"
#include "model/model.h"
#include "model/partition.h"
#include "model/prediction.h"

using namespace melsift;
using model::TrainingSettings;

namespace {

// Gaussian clouds around one point a class, three standard deviations apart, on badly scaled axes.
model::Dataset clouds(int classes, int per_class, std::uint64_t seed) {
  Random random(seed);
  model::DatasetBuilder builder;
  for (int i = 0; i < classes * per_class; ++i) {
    const int k = i % classes;
    record::Record record;
    record.path = std::to_string(i);
    record.label = std::string(1, static_cast<char>('a' + k));
    record.front_end = "test v=1";
    record.features = {static_cast<float>(1e5 * (3 * (k % 2) + random.normal())),
                       static_cast<float>(1e-4 * (3 * (k / 2) + random.normal())), 7.0F};
    builder.add(record, "row");
  }
  return builder.build();
}

model::Model trained(int classes, std::uint64_t seed = 1) {
  const auto data = clouds(classes, 100, 11);
  const auto parts = model::partition(data, {}, 0.1, seed);
  TrainingSettings settings;
  settings.seed = seed;
  return model::train(data, parts, settings, "label");
}

model::Partition all_to_train(const model::Dataset& data) {
  return model::hold_out(
      data,
      [&] {
        std::vector<std::size_t> rows(data.rows());
        std::iota(rows.begin(), rows.end(), std::size_t{0});
        return rows;
      }(),
      0.0, 1);
}

}  // namespace

TEST_CASE("separable clouds are learnt") {
  for (const int classes : {2, 4}) {
    CAPTURE(classes);
    const auto model = trained(classes);
    REQUIRE(model.provenance.networks.size() == 1);
    const auto& history = model.provenance.networks.front().history;
    REQUIRE(history.size() == 20);
    const auto& last = history.back();
    CHECK(last.loss < history.front().loss);
    // Neighbouring clouds three deviations apart: the best rule is right in 93 % (two) or 87 %
    // (four) of cases; 300 tracks leave a deviation of 2 %.
    CHECK(last.accuracy > (classes == 2 ? 0.88 : 0.80));
    CHECK(model.networks.front().output_shape().size() == (classes == 2 ? 1 : 4));
  }
}

TEST_CASE("same seed, same bytes") {
  CHECK(model::encode(trained(3)) == model::encode(trained(3)));
  CHECK(model::encode(trained(3)) != model::encode(trained(3, 2)));
}

TEST_CASE("a model comes back from its file and predicts the same") {
  for (const int classes : {2, 3}) {
    const model::Classifier before(trained(classes));
    const std::string bytes = model::encode(before.model());
    const model::Classifier after(model::decode(bytes, "m"));
    CHECK(model::encode(after.model()) == bytes);
    record::Record a;
    a.front_end = "test v=1";
    a.features = {2e5F, 1e-4F, 7.0F};
    record::Record b = a;
    before(a, "r");
    after(b, "r");
    CHECK(a.predicted == b.predicted);
    CHECK(a.embedding == b.embedding);
    CHECK(a.model == before.fingerprint());
    CHECK(a.model == b.model);
    CHECK(a.embedding.size() == 64);
    REQUIRE(a.scores.size() == static_cast<std::size_t>(classes));
    float sum = 0.0F;
    float largest = 0.0F;
    std::string best;
    for (std::size_t i = 0; i < a.scores.size(); ++i) {
      CHECK(a.scores[i].value == b.scores[i].value);
      sum += a.scores[i].value;
      if (a.scores[i].value > largest) best = a.scores[i].label;
      largest = std::max(largest, a.scores[i].value);
    }
    CHECK(sum == doctest::Approx(1.0));
    CHECK(a.predicted == best);
  }
}

TEST_CASE("a damaged model file is refused by name") {
  const std::string bytes = model::encode(trained(2));
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{100}, bytes.size() / 2, bytes.size() - 1}) {
    CAPTURE(size);
    CHECK_THROWS_AS(model::decode(bytes.substr(0, size), "m"), Error);
  }
  // Any change of a byte is either refused with an Error or gives a model; never anything else.
  Random random(5);
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    std::string changed = bytes;
    changed[random.below(2000)] = static_cast<char>(random.below(256));
    try {
      model::decode(changed, "m");
    } catch (const Error& error) {
      ++refused;
      CHECK(std::string(error.what()).starts_with("m: "));
    }
  }
  CHECK(refused > 100);
}

TEST_CASE("records from another front end are refused, naming the difference") {
  const model::Classifier classifier(trained(2));
  record::Record record;
  record.features = {1, 2, 3};
  record.front_end = "test v=2";
  CHECK_THROWS_WITH_AS(classifier(record, "a.jsonl:3"),
                       "a.jsonl:3: its front end differs from the model's: v is 2, expected 1",
                       Error);
  record.front_end = "test v=1";
  record.features = {1, 2};
  CHECK_THROWS_WITH_AS(classifier(record, "r"), "r: 2 features, the model expects 3", Error);
  record.features.clear();
  CHECK_THROWS_WITH_AS(classifier(record, "r"),
                       "r: the record has no features (run melsift extract first)", Error);
}

TEST_CASE("impossible trainings are refused") {
  TrainingSettings settings;
  const auto one_class = clouds(1, 10, 1);
  CHECK_THROWS_WITH_AS(
      model::train(one_class, all_to_train(one_class), settings, "label"),
      "training data: all records have the same label, \"a\"; expected at least two classes",
      Error);
  const auto data = clouds(3, 50, 1);
  const auto refused = [&](const char* message) {
    CHECK_THROWS_WITH_AS(model::train(data, all_to_train(data), settings, "label"), message, Error);
    settings = {};
  };
  settings.set_optimizer(model::OptimizerKind::sgd);
  settings.learning_rate = 1e9;
  refused("training: the loss is no longer finite in epoch 1; try a smaller --learning-rate");
  settings.patience = 3;
  refused("patience: no tracks are held out (see --validation)");
  settings.arch = "melnet";
  refused("arch: melnet takes mel matrices, the records have vectors of 3");
  settings.augmentation.roll = true;
  refused(
      "augmentation: masks and rolling need mel matrices, but the records have feature vectors");
  settings.frames = 3;
  refused("frames: the records have feature vectors, not mel matrices");
}

// No loss shows the last step, and finite weights may give numbers that are not finite.
TEST_CASE("weights and validation are checked after the last step") {
  const auto data = clouds(2, 6, 1);
  const auto held_out = model::partition(data, {}, 0.3, 1);
  const auto refused = [&](const model::Partition& parts, double learning_rate,
                           const std::string& what) {
    TrainingSettings settings;
    settings.epochs = 1;
    settings.batch_size = 12;
    settings.learning_rate = learning_rate;
    CHECK_THROWS_WITH_AS(
        model::train(data, parts, settings, "label"),
        ("training: the " + what + " no longer finite in epoch 1; try a smaller --learning-rate")
            .c_str(),
        Error);
  };
  refused(held_out, 1e39, "weights are");
  refused(held_out, 1e20, "validation loss is");
  refused(all_to_train(data), 1e39, "weights are");
  refused(all_to_train(data), 1e20, "output is");
}

TEST_CASE("a training that diverges keeps its last good epoch") {
  model::DatasetBuilder builder;
  for (int i = 0; i < 12; ++i) {
    record::Record record;
    record.path = std::to_string(i);
    record.label = i % 2 == 0 ? "a" : "b";
    record.features = {i % 2 == 0 ? 1.0F : 9.0F, static_cast<float>(i / 2)};
    builder.add(record, "row");
  }
  const auto data = builder.build();
  const auto parts = model::partition(data, {}, 0.1, 1);
  TrainingSettings settings;
  settings.set_optimizer(model::OptimizerKind::sgd);
  settings.learning_rate = 1e3;  // each step multiplies the weights; some steps are survived
  settings.epochs = 30;
  settings.calibrated = false;
  std::string said;
  model::TrainingControl control;
  control.on_divergence = [&](const std::string& message) { said = message; };
  const auto kept = model::train(data, parts, settings, "label", control);
  REQUIRE(kept.has_value());
  const std::size_t good = kept->provenance.networks.front().history.size();
  REQUIRE(good > 0);
  REQUIRE(good < 30);
  CHECK(said.find("no longer finite in epoch " + std::to_string(good + 1) + ";") !=
        std::string::npos);

  // The weights are those of a training that ends there.
  settings.epochs = static_cast<int>(good);
  const auto shorter = model::train(data, parts, settings, "label");
  CHECK(std::ranges::equal(std::as_const(kept->networks.front()).values(),
                           std::as_const(shorter.networks.front()).values()));
}

// The other members would go on for 100,000 epochs.
TEST_CASE("an error in one network of an ensemble stops the others") {
  const auto data = clouds(2, 6, 1);
  const auto parts = model::partition(data, {}, 0.3, 1);
  TrainingSettings settings;
  settings.ensemble = 3;
  settings.epochs = 100000;
  model::TrainingControl control;
  control.threads = 3;
  std::atomic<int> epochs = 0;
  control.on_epoch = [&](const model::EpochReport& report) {
    ++epochs;
    if (report.run == 2) throw Error(ErrorKind::io, "network 2", "fails");
  };
  CHECK_THROWS_WITH_AS(model::train(data, parts, settings, "label", control), "network 2: fails",
                       Error);
  CHECK(epochs < 100000);
}

TEST_CASE("with a patience, the weights of the lowest validation loss are those of the model") {
  const auto data = clouds(4, 40, 3);
  const auto parts = model::partition(data, {}, 0.3, 1);
  TrainingSettings settings;
  settings.epochs = 200;
  settings.learning_rate = 0.02;  // soon learns by heart
  settings.patience = 6;
  settings.calibrated = false;
  const auto model = model::train(data, parts, settings, "label");
  const auto& [history, best_epoch] = model.provenance.networks.front();
  REQUIRE(history.size() < 200);
  const auto lowest = std::ranges::min_element(history, {}, &model::Epoch::valid_loss);
  CHECK(best_epoch == static_cast<std::size_t>(lowest - history.begin()) + 1);
  CHECK(history.size() == best_epoch + 6);

  // The weights are those of that epoch: the loss of the model's probabilities is that of the
  // epoch, and a training with this number of epochs ends with the same weights.
  const auto p = model::predict_rows(model.networks, data, parts.valid, model.scaler);
  double loss = 0.0;
  for (std::size_t i = 0; i < parts.valid.size(); ++i)
    loss -= std::log(p(static_cast<Eigen::Index>(i), data.y[parts.valid[i]]));
  CHECK(loss / static_cast<double>(parts.valid.size()) == doctest::Approx(lowest->valid_loss));
  settings.epochs = static_cast<int>(best_epoch);
  settings.patience = 0;
  const auto shorter = model::train(data, parts, settings, "label");
  CHECK(std::ranges::equal(shorter.networks[0].values(), model.networks[0].values()));
}

TEST_CASE("averaged weights are the moving average of the weights over the steps") {
  const auto data = clouds(3, 40, 2);
  const auto parts = all_to_train(data);
  TrainingSettings settings;
  settings.batch_size = 120;  // a step an epoch
  settings.learning_rate = 0.05;
  settings.calibrated = false;
  std::vector<std::vector<double>> weights;
  for (settings.epochs = 1; settings.epochs <= 15; ++settings.epochs) {
    const auto trained = model::train(data, parts, settings, "label");
    const auto values = trained.networks[0].values();
    weights.emplace_back(values.begin(), values.end());
  }
  settings.epochs = 15;
  settings.averaging = 0.55;
  const auto model = model::train(data, parts, settings, "label");
  std::vector<double> average = weights[0];
  for (std::size_t step = 2; step <= 15; ++step) {
    // 12 / 22 is below 0.55, 13 / 23 above.
    const double kept =
        step <= 12 ? static_cast<double>(step) / static_cast<double>(step + 10) : 0.55;
    for (std::size_t i = 0; i < average.size(); ++i)
      average[i] = kept * average[i] + (1.0 - kept) * weights[step - 1][i];
  }
  const auto values = model.networks[0].values();
  double largest = 0.0;
  for (std::size_t i = 0; i < average.size(); ++i)
    largest = std::max(largest, std::abs(average[i] - static_cast<double>(values[i])));
  CHECK(largest < 1e-5);
  // Validation also uses the averaged network.
  settings.epochs = 3;
  const auto halves = model::partition(data, {}, 0.3, 1);
  const auto judged = model::train(data, halves, settings, "label");
  const auto p = model::predict_rows(judged.networks, data, halves.valid, judged.scaler);
  const auto classes = model::classes_of(data, halves.valid);
  CHECK(judged.provenance.networks[0].history.back().valid_accuracy ==
        static_cast<double>(model::count_right(p, classes)) / static_cast<double>(classes.size()));
}

TEST_CASE("an ensemble has the networks of consecutive seeds, for any number of threads") {
  const auto data = clouds(3, 40, 2);
  const auto parts = model::partition(data, {}, 0.2, 5);
  TrainingSettings settings;
  settings.epochs = 4;
  settings.ensemble = 3;
  settings.seed = 5;
  const auto model = model::train(data, parts, settings, "label");
  REQUIRE(model.networks.size() == 3);
  REQUIRE(model.provenance.networks.size() == 3);
  model::TrainingControl control;
  for (const unsigned threads : {2U, 5U}) {
    control.threads = threads;
    CHECK(model::encode(*model::train(data, parts, settings, "label", control)) ==
          model::encode(model));
  }
  settings.ensemble = 1;
  for (std::size_t k = 0; k < 3; ++k) {
    settings.seed = 5 + k;
    const auto single = model::train(data, parts, settings, "label");
    CHECK(std::ranges::equal(single.networks[0].values(), model.networks[k].values()));
  }
}

TEST_CASE("the second network of an ensemble can be trained without band means") {
  Random random(8);
  model::DatasetBuilder builder;
  for (int i = 0; i < 24; ++i) {
    record::Record record;
    record.path = std::to_string(i);
    record.label = i % 2 == 0 ? "a" : "b";
    record.mel = Matrix::NullaryExpr(6, 20, [&](Eigen::Index band, Eigen::Index) {
      return static_cast<float>(random.normal() * (1.0 + i % 2) + 3.0 * static_cast<double>(band));
    });
    builder.add(record, "row");
  }
  const auto data = builder.build();
  const auto parts = model::partition(data, {}, 0.25, 5);
  TrainingSettings settings;
  settings.arch = model::kCustom;
  settings.architecture_json = R"({"layers": [{"type": "conv2d", "filters": 4, "kernel_size": 3},
    {"type": "global_average_max_pooling2d"}, {"type": "dense", "units": "classes",
    "activation": "softmax"}]})";
  settings.epochs = 4;
  settings.frames = 8;
  settings.ensemble = 2;
  settings.band_means = model::BandMeans::both;
  const auto model = model::train(data, parts, settings, "label");
  CHECK(model.scaler.band_means == model::BandMeans::both);
  settings.ensemble = 1;
  settings.band_means = model::BandMeans::keep;
  const auto first = model::train(data, parts, settings, "label");
  settings.seed += 1;
  settings.band_means = model::BandMeans::remove;
  const auto second = model::train(data, parts, settings, "label");
  CHECK(std::ranges::equal(model.networks[0].values(), first.networks[0].values()));
  CHECK(std::ranges::equal(model.networks[1].values(), second.networks[0].values()));
  CHECK(model.provenance.networks[1].history.back().valid_loss ==
        second.provenance.networks[0].history.back().valid_loss);

  // Calibration and classification give the networks the same inputs.
  const auto p = model::predict_tracks(model.networks, data, parts.valid, model.scaler, 4);
  const auto p_first = model::predict_tracks(first.networks, data, parts.valid, first.scaler, 4);
  const auto p_second = model::predict_tracks(second.networks, data, parts.valid, second.scaler, 4);
  CHECK((p - (p_first + p_second) / 2).cwiseAbs().maxCoeff() < 1e-6F);
  auto uncalibrated = model::decode(model::encode(model), "m");
  uncalibrated.temperature = 1.0;
  uncalibrated.window_hop = 4;
  const model::Classifier classifier(std::move(uncalibrated));
  for (std::size_t i = 0; i < parts.valid.size(); ++i) {
    record::Record record;
    const float* values = data.x.row(static_cast<Eigen::Index>(parts.valid[i])).data();
    record.mel = nn::ConstMatrixView(values, data.shape.height, data.shape.width);
    classifier(record, "row");
    CHECK(record.scores[1].value ==
          doctest::Approx(static_cast<double>(p(static_cast<Eigen::Index>(i), 1))).epsilon(1e-5));
  }
}

TEST_CASE("every epoch of every network is reported, one at a time") {
  const auto data = clouds(3, 40, 2);
  TrainingSettings settings;
  settings.epochs = 5;
  settings.ensemble = 3;
  settings.schedule = model::ScheduleKind::cosine;
  model::TrainingControl control;
  control.threads = 3;
  std::map<std::size_t, std::size_t> epochs;
  int batches = 0, ended = 0;
  double lowest_rate = 1.0;
  control.on_batch = [&] { ++batches; };
  control.on_epoch = [&](const model::EpochReport& report) {
    CHECK(report.training.history.size() == ++epochs[report.run]);
    CHECK(report.done == (report.training.history.size() == 5));
    ended += report.done;
    lowest_rate = std::min(lowest_rate, report.learning_rate);
  };
  REQUIRE(model::train(data, all_to_train(data), settings, "label", control));
  CHECK(epochs == std::map<std::size_t, std::size_t>{{1, 5}, {2, 5}, {3, 5}});
  CHECK(ended == 3);
  CHECK(batches == 3 * 5 * 8);  // 120 rows by 16
  CHECK(lowest_rate < 1e-5);
}

TEST_CASE("probabilities are calibrated by the rows held out") {
  const auto data = clouds(4, 60, 9);
  const auto parts = model::partition(data, {}, 0.4, 1);
  TrainingSettings settings;
  settings.epochs = 150;  // far too sure of itself by then
  settings.learning_rate = 0.01;
  const auto model = model::train(data, parts, settings, "label");
  CHECK(model.temperature > 1.2);
  const auto p = model::predict_rows(model.networks, data, parts.valid, model.scaler);
  const auto classes = model::classes_of(data, parts.valid);
  CHECK(model.temperature == model::fit_temperature(p, classes));
  settings.calibrated = false;
  CHECK(model::train(data, parts, settings, "label").temperature == 1.0);
  settings.calibrated = true;
  CHECK(model::train(data, all_to_train(data), settings, "label").temperature == 1.0);
}

TEST_CASE("class weights help the rare class") {
  // 400 of one class, 20 of another that overlaps it: by frequency alone, hardly any of these is
  // found.
  Random random(4);
  model::DatasetBuilder builder;
  for (int i = 0; i < 420; ++i) {
    record::Record record;
    record.path = std::to_string(i);
    record.label = i < 400 ? "common" : "rare";
    record.features = {static_cast<float>(random.normal() + (i < 400 ? 0.0 : 1.5))};
    builder.add(record, "row");
  }
  const auto data = builder.build();
  TrainingSettings settings;
  settings.epochs = 10;
  const auto found = [&] {
    const auto model = model::train(data, all_to_train(data), settings, "label");
    std::vector<std::size_t> rare(20);
    std::iota(rare.begin(), rare.end(), std::size_t{400});
    return model::count_right(model::predict_rows(model.networks, data, rare, model.scaler),
                              std::vector<int>(20, 1));
  };
  const auto unweighted = found();
  settings.class_weights = model::ClassWeights::balanced;
  CHECK(unweighted <= 6);
  CHECK(found() >= 12);
}
