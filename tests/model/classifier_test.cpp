#include "model/classifier.h"

#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/random.h"
#include "model/model.h"
#include "nn/architecture.h"

using namespace melsift;

namespace {

// sigmoid(slope * the first frame of a window of four).
nn::Network first_frame(float slope) {
  nn::Network network(
      nn::Architecture::parse("input 1x4x1; flatten; dense 1 glorot_uniform; sigmoid"), 0);
  network.set_parameter("dense/kernel", std::array<nn::Index, 2>{4, 1},
                        std::array{slope, 0.0F, 0.0F, 0.0F});
  network.set_parameter("dense/bias", std::array<nn::Index, 1>{1}, std::array{0.0F});
  return network;
}

model::Model mel_model(std::initializer_list<float> slopes) {
  model::Model model;
  for (const float slope : slopes) model.networks.push_back(first_frame(slope));
  model.scaler.mean = RowVector::Constant(1, 1.0F);
  model.scaler.scale = RowVector::Constant(1, 2.0F);
  model.front_end = "mel n=1";
  model.labels = {"no", "yes"};
  return model;
}

record::Record mel_record(std::initializer_list<float> frames) {
  record::Record record;
  record.path = "a.wav";
  record.front_end = "mel n=1";
  record.mel.resize(1, static_cast<Eigen::Index>(frames.size()));
  std::copy(frames.begin(), frames.end(), record.mel.data());
  return record;
}

double sigmoid(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

}  // namespace

TEST_CASE("a matrix is cut into windows, whose probabilities are averaged") {
  const model::Classifier classifier(mel_model({1.0F}));
  auto exact = mel_record({3, 0, 0, 0});
  classifier(exact, "a");
  CHECK(exact.scores[1].value == doctest::Approx(sigmoid(1.0)));  // (3 - 1) / 2
  CHECK(exact.predicted == "yes");
  CHECK(exact.embedding.size() == 4);

  // Windows begin at 0, 2 and 4, and at 5, where the last ends with the matrix.
  auto longer = mel_record({3, 99, 1, 99, -1, -3, 99, 99, 99});
  classifier(longer, "a");
  CHECK(longer.scores[1].value ==
        doctest::Approx((sigmoid(1) + sigmoid(0) + sigmoid(-1) + sigmoid(-2)) / 4));
  CHECK(longer.embedding[0] == doctest::Approx((1.0 + 0.0 - 1.0 - 2.0) / 4));
  CHECK(longer.predicted == "no");
}

TEST_CASE("an ensemble gives the mean of its networks, at the temperature") {
  model::Model model = mel_model({1.0F, -3.0F});
  model.temperature = 2.0;
  const model::Classifier classifier(std::move(model));
  auto record = mel_record({2, 0, 0, 0});
  classifier(record, "a");
  const double mean = (sigmoid(0.5) + sigmoid(-1.5)) / 2;
  CHECK(record.scores[1].value == doctest::Approx(sigmoid(std::log(mean / (1 - mean)) / 2)));
  REQUIRE(record.embedding.size() == 8);
  CHECK(record.embedding[0] == 0.5F);
  CHECK(record.embedding[4] == 0.5F);
}

TEST_CASE("the result of a record does not depend on other records") {
  model::Model model;
  const auto architecture = nn::Architecture::parse(
      "input 8x6x1; conv2d 5 3x3 he_normal; relu; batch_normalization; "
      "global_average_max_pooling2d; dense 3 glorot_uniform; softmax");
  model.networks.emplace_back(architecture, 1);
  model.networks.emplace_back(architecture, 2);
  model.scaler.mean = RowVector::Constant(1, 0.25F);
  model.scaler.scale = RowVector::Constant(1, 1.5F);
  model.scaler.band_means = model::BandMeans::both;
  model.temperature = 1.25;
  model.front_end = "mel n=1";
  model.labels = {"a", "b", "c"};
  const model::Classifier classifier(std::move(model));
  Random random(3);
  std::vector<record::Record> records;
  for (const int frames : {6, 7, 30, 12, 400, 6, 9}) {
    record::Record& record = records.emplace_back();
    record.front_end = "mel n=1";
    record.mel =
        Matrix::NullaryExpr(8, frames, [&] { return static_cast<float>(random.normal()); });
  }
  auto together = records;
  std::vector<model::ClassifierTask> tasks;
  for (record::Record& record : together) tasks.push_back({&record, "r", {}});
  classifier(tasks);
  for (std::size_t i = 0; i < records.size(); ++i) {
    CAPTURE(i);
    classifier(records[i], "r");
    CHECK(records[i].embedding == together[i].embedding);
    CHECK(records[i].predicted == together[i].predicted);
    for (std::size_t k = 0; k < 3; ++k)
      CHECK(records[i].scores[k].value == together[i].scores[k].value);
  }
}

TEST_CASE("a track that is shorter than a window is repeated until it fills one") {
  model::Model model;
  model.networks.emplace_back(
      nn::Architecture::parse("input 1x4x1; flatten; dense 1 glorot_uniform; sigmoid"), 0);
  model.networks[0].set_parameter("dense/kernel", std::array<nn::Index, 2>{4, 1},
                                  std::array{1.0F, 10.0F, 100.0F, 1000.0F});
  model.networks[0].set_parameter("dense/bias", std::array<nn::Index, 1>{1}, std::array{-2700.0F});
  model.scaler.mean = RowVector::Zero(1);
  model.scaler.scale = RowVector::Ones(1);
  model.front_end = "mel n=1";
  model.labels = {"no", "yes"};
  const model::Classifier classifier(std::move(model));
  const auto probability = [&](std::initializer_list<float> frames) {
    auto record = mel_record(frames);
    classifier(record, "a");
    return static_cast<double>(record.scores[1].value);
  };
  CHECK(probability({1, 0, 7}) == doctest::Approx(sigmoid(1701 - 2700)));       // 1 0 7 1
  CHECK(probability({1.5F, 2.5F}) == doctest::Approx(sigmoid(2676.5 - 2700)));  // 1.5 2.5 1.5 2.5
  CHECK(probability({2.43F}) == doctest::Approx(sigmoid(2699.73 - 2700)).epsilon(1e-3));
}

TEST_CASE("the distance of windows is that of the model") {
  model::Model model = mel_model({1.0F});
  model.window_hop = 3;
  const model::Classifier classifier(std::move(model));
  auto record = mel_record({3, 99, 99, 1, 99, -1, -3, 99, 99, 99});  // at 0, 3 and 6
  classifier(record, "a");
  CHECK(record.scores[1].value == doctest::Approx((sigmoid(1) + sigmoid(0) + sigmoid(-2)) / 3));
}

TEST_CASE("the temperature applies to the mean of a track's windows") {
  model::Model model = mel_model({1.0F});
  model.temperature = 0.5;
  const auto score = [](const model::Model& with) {
    auto record = mel_record({3, 0, -3, 0, 0, 0});  // windows at 0 and 2: sigmoids of 1 and -2
    model::Classifier(model::decode(model::encode(with), "m"))(record, "a");
    return static_cast<double>(record.scores[1].value);
  };
  const double mean = (sigmoid(1) + sigmoid(-2)) / 2;
  CHECK(score(model) == doctest::Approx(sigmoid(2 * std::log(mean / (1 - mean)))));
  // Version 0.1.0 applied it to each window.
  model.calibrated_on_tracks = false;
  CHECK(score(model) == doctest::Approx((sigmoid(2) + sigmoid(-4)) / 2));
}

TEST_CASE("every second network can get matrices without their band means") {
  model::Model model = mel_model({1.0F, 1.0F});
  model.scaler.band_means = model::BandMeans::both;
  const model::Classifier classifier(std::move(model));
  // Mean 2, deviation 1.  Windows begin at 0, 2 and 4.
  auto record = mel_record({3, 1, 1, 3, 3, 1, 1, 3});
  classifier(record, "a");
  const double kept = (sigmoid(1) + sigmoid(0) + sigmoid(1)) / 3;  // of (3 - 1) / 2, ...
  const double removed = (sigmoid(1) + sigmoid(-1) + sigmoid(1)) / 3;
  CHECK(record.scores[1].value == doctest::Approx((kept + removed) / 2));

  // A piece of a track uses the band means of the track.
  const auto track = mel_record({3, 1, 1, 3, 3, 1, 1, 3});
  auto piece = mel_record({3, 3, 3, 3});
  model::ClassifierTask task{&piece, "a", {}, &track.mel};
  classifier(std::span(&task, 1));
  REQUIRE_FALSE(task.failure);
  CHECK(piece.scores[1].value == doctest::Approx(sigmoid(1)));
  classifier(piece, "a");  // as a track of its own it is constant: sigmoids of 1 and 0
  CHECK(piece.scores[1].value == doctest::Approx((sigmoid(1) + sigmoid(0)) / 2));
}

TEST_CASE("a bad record does not affect others") {
  const model::Classifier classifier(mel_model({1.0F}));
  std::vector<record::Record> records = {mel_record({1, 0, 0, 0}), mel_record({1, 2, 3, 4}),
                                         mel_record({1, 0, 0, 0})};
  records[1].mel.resize(2, 2);
  std::vector<model::ClassifierTask> tasks;
  for (record::Record& record : records) tasks.push_back({&record, "r", {}});
  classifier(tasks);
  CHECK_FALSE(tasks[0].failure);
  REQUIRE(tasks[1].failure);
  CHECK(std::string(tasks[1].failure->what()) == "r: 2 mel bands, the model expects 1");
  CHECK(records[1].predicted.empty());
  CHECK(records[2].predicted == "no");
}

TEST_CASE("records that do not fit the model are refused, with the difference") {
  const model::Classifier classifier(mel_model({1.0F}));
  auto record = mel_record({1, 2, 3, 4});
  record.front_end = "mel n=2";
  CHECK_THROWS_WITH_AS(classifier(record, "a.jsonl:3"),
                       "a.jsonl:3: its front end differs from the model's: n is 2, expected 1",
                       Error);
  record = mel_record({1, 2, 3, 4});
  record.mel.resize(2, 2);
  CHECK_THROWS_WITH_AS(classifier(record, "r"), "r: 2 mel bands, the model expects 1", Error);
  record.mel.resize(0, 0);
  record.features = {1, 2, 3, 4};
  CHECK_THROWS_WITH_AS(classifier(record, "r"),
                       "r: the record has no mel matrix (run melsift extract --set mel first)",
                       Error);
}

TEST_CASE("records that were trained on are marked, by group or path") {
  model::Model model = mel_model({1.0F});
  record::Record by_path, by_group;
  by_path.path = "a.wav";
  by_group.path = "b.wav";
  by_group.group = "artist";
  model.training_groups = model::group_hashes({by_path, record::Record(), by_group, by_path},
                                              std::vector<std::size_t>{0, 2, 3});
  CHECK(model.training_groups.size() == 2);
  const model::Classifier classifier(std::move(model));
  const auto marked = [&](const char* path, const char* group) {
    auto record = mel_record({1, 2, 3, 4});
    record.path = path;
    record.group = group;
    record.trained_on = true;  // by another model
    classifier(record, "r");
    return record.trained_on;
  };
  CHECK(marked("a.wav", ""));
  CHECK(marked("a.wav", "a group given since"));
  CHECK(marked("another song.wav", "artist"));
  CHECK_FALSE(marked("b.wav", ""));
  CHECK_FALSE(marked("c.wav", "another artist"));
}

TEST_CASE("a record without a name counts as trained on by no model") {
  model::Model model = mel_model({1.0F});
  std::vector<record::Record> nameless(3);
  nameless[1].path = "-";
  nameless[2].path = "standard input#0";
  CHECK(model::group_hashes(nameless, std::vector<std::size_t>{0, 1, 2}).empty());
  // As a model of an earlier version, which has the hash of the empty name.
  model.training_groups = {hash("")};
  const model::Classifier classifier(std::move(model));
  for (const record::Record& record : nameless) CHECK_FALSE(classifier.trained_on(record));
}
