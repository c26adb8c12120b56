// Several models as one.
#include "model/committee.h"

#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "base/error.h"
#include "model/model.h"
#include "nn/architecture.h"
#include "support/support.h"

using namespace melsift;

namespace {

// sigmoid(slope * the first of `width` values), of features or of a mel matrix' frames.
model::Model first_value(const std::string& front_end, int width, bool of_mel, float slope) {
  model::Model model;
  const std::string shape =
      of_mel ? "1x" + std::to_string(width) + "x1; flatten" : std::to_string(width);
  nn::Network network(
      nn::Architecture::parse("input " + shape + "; dense 1 glorot_uniform; sigmoid"), 0);
  std::vector<float> kernel(static_cast<std::size_t>(width));
  kernel[0] = slope;
  network.set_parameter("dense/kernel", std::array<nn::Index, 2>{width, 1}, kernel);
  network.set_parameter("dense/bias", std::array<nn::Index, 1>{1}, std::array{0.0F});
  model.networks.push_back(std::move(network));
  const Eigen::Index scales = of_mel ? 1 : width;
  model.scaler = {RowVector::Zero(scales), RowVector::Ones(scales), {}};
  model.front_end = front_end;
  model.labels = {"no", "yes"};
  return model;
}

std::string saved(const test::TemporaryFolder& folder, const std::string& name,
                  const model::Model& model) {
  return folder.file(name, model::encode(model));
}

float sigmoid(float x) {
  return 1.0F / (1.0F + std::exp(-x));
}

}  // namespace

TEST_CASE(
    "each model classifies the features that it was trained on, and predictions are combined") {
  const test::TemporaryFolder folder;
  const model::Committee committee({saved(folder, "vector", first_value("toy n=2", 2, false, 1.0F)),
                                    saved(folder, "other", first_value("toy n=3", 2, false, 1.0F)),
                                    saved(folder, "mel", first_value("mel n=1", 4, true, -3.0F))},
                                   1);
  REQUIRE(committee.members().size() == 3);
  CHECK(committee.labels() == std::vector<std::string>{"no", "yes"});
  record::Record features, mel;
  features.path = mel.path = "a.wav";
  features.title = "A";
  features.front_end = "toy n=2";
  features.features = {2.0F, 9.0F};
  mel.front_end = "mel n=1";
  mel.mel = Matrix::Constant(1, 4, 1.0F);
  CHECK(&committee.member_for(features) == &committee.members()[0]);
  CHECK(&committee.member_for(mel) == &committee.members()[2]);
  features.front_end = "toy n=3";
  CHECK(&committee.member_for(features) == &committee.members()[1]);
  features.front_end = "toy n=4";  // that first one will complain
  CHECK(&committee.member_for(features) == &committee.members()[0]);
  CHECK(&committee.member_for(record::Record()) == &committee.members()[2]);
  features.front_end = "toy n=2";

  const auto predict_with = [&](const model::Member& member) {
    if (&member == &committee.members()[1])
      throw Error(ErrorKind::invalid_argument, "a.wav", "is too short");
    record::Record record = member.classifier.model().input_shape().is_vector() ? features : mel;
    member.classifier(record, "a.wav");
    return record;
  };
  const record::Record combined = committee.predict(predict_with);
  CHECK(combined.title == "A");
  CHECK(combined.scores[1].value == doctest::Approx((sigmoid(2.0F) + sigmoid(-3.0F)) / 2));
  CHECK(combined.scores[0].value + combined.scores[1].value == doctest::Approx(1.0));
  CHECK(combined.predicted == "no");
  CHECK(combined.embedding == std::vector<float>{2.0F, 9.0F, 1.0F, 1.0F, 1.0F, 1.0F});
  CHECK(combined.model.size() == 16);
  for (const model::Member& member : committee.members())
    CHECK(combined.model != member.classifier.fingerprint());

  // If only one member can classify, its prediction is unchanged.
  const record::Record alone = committee.predict([&](const model::Member& member) {
    if (&member != &committee.members()[2])
      throw Error(ErrorKind::invalid_argument, "a.wav", "is too short");
    return predict_with(member);
  });
  CHECK(alone.model == committee.members()[2].classifier.fingerprint());
  CHECK(alone.scores[1].value == doctest::Approx(sigmoid(-3.0F)));
  CHECK_THROWS_WITH_AS(committee.predict([](const model::Member&) -> record::Record {
    throw Error(ErrorKind::invalid_argument, "a.wav", "is too short");
  }),
                       "a.wav: is too short", Error);
  // Damage is not an error of one member.
  CHECK_THROWS_WITH_AS(committee.predict([&](const model::Member& member) -> record::Record {
    if (&member == &committee.members()[1])
      throw Error(ErrorKind::corrupt, "a.wav", "is truncated");
    return predict_with(&member == &committee.members()[0] ? member : committee.members()[2]);
  }),
                       "a.wav: is truncated", Error);
  CHECK_THROWS_AS(committee.check_accepts_audio(), Error);
}

TEST_CASE("a combined record is trained_on if one of its members is") {
  record::Record first, second;
  first.scores = second.scores = {{"no", 0.5F}, {"yes", 0.5F}};
  second.trained_on = true;
  CHECK(model::combine({{first}, {second}}).trained_on);
  CHECK_FALSE(model::combine({{first}, {first}}).trained_on);
}

TEST_CASE("models are weighted") {
  record::Record first, second;
  first.scores = {{"no", 0.9F}, {"yes", 0.1F}};
  second.scores = {{"no", 0.3F}, {"yes", 0.7F}};
  const record::Record combined = model::combine({{first, 1.0}, {second, 3.0}});
  CHECK(combined.scores[0].value == doctest::Approx(0.45));
  CHECK(combined.scores[1].value == doctest::Approx(0.55));
  CHECK(combined.predicted == "yes");

  const test::TemporaryFolder folder;
  model::Model heavy = first_value("toy n=2", 2, false, -2.0F);
  CHECK(model::encode(heavy).find("\"weight\"") == std::string::npos);
  heavy.weight = 3.0;
  CHECK(model::load(saved(folder, "heavy", heavy)).weight == 3.0);
  const model::Committee committee(
      {saved(folder, "light", first_value("toy n=2", 2, false, 2.0F)), folder.path("heavy")}, 1);
  const record::Record asked = committee.predict([&](const model::Member& member) {
    record::Record record;
    record.front_end = "toy n=2";
    record.features = {1.0F, 0.0F};
    member.classifier(record, "x");
    return record;
  });
  CHECK(asked.scores[1].value == doctest::Approx((sigmoid(2.0F) + 3.0F * sigmoid(-2.0F)) / 4));

  std::string bad = model::encode(heavy);
  bad.replace(bad.find("\"weight\":\"3\""), 12, "\"weight\":\"0\"");
  CHECK_THROWS_WITH_AS(model::decode(bad, "bad"), "bad: its \"weight\" is not a positive number",
                       Error);
}

TEST_CASE("models that can't be combined are refused by name") {
  const test::TemporaryFolder folder;
  const std::string one = saved(folder, "one", first_value("toy n=2", 2, false, 1.0F));
  model::Model other = first_value("toy n=2", 2, false, 1.0F);
  other.labels = {"ja", "nein"};
  const std::string labelled = saved(folder, "labelled", other);
  CHECK_THROWS_WITH_AS(model::Committee({one, labelled}, 1),
                       (labelled + ": has labels that differ from those of " + one).c_str(), Error);
  const std::string pieces =
      saved(folder, "pieces", first_value("mfcc n_mfcc=2 segment_s=3", 2, false, 1.0F));
  CHECK_NOTHROW(model::Committee({pieces}, 1));
  CHECK_THROWS_WITH_AS(model::Committee({one, pieces}, 1),
                       doctest::Contains("classifies pieces of tracks"), Error);
  CHECK_THROWS_AS(model::Committee({one, folder.path("none")}, 1), Error);
}

TEST_CASE("features are classified by all models that accept them, or refused") {
  const test::TemporaryFolder folder;
  model::Model heavy = first_value("toy n=2", 2, false, -3.0F);
  heavy.weight = 3.0;
  const std::string one = saved(folder, "one", first_value("toy n=2", 2, false, 1.0F));
  const std::string two = saved(folder, "two", heavy);
  const std::string mel = saved(folder, "mel", first_value("mel n=1", 4, true, 1.0F));
  record::Record record;
  record.path = "a.wav";
  record.front_end = "toy n=2";
  record.features = {2.0F, 9.0F};
  const auto united = model::Committee({one, two}, 1).classify(record, "r:1");
  // The mean of sigmoid(2) and sigmoid(-6) with weights 1 and 3.
  CHECK(united.scores[1].value == doctest::Approx((sigmoid(2.0F) + 3.0F * sigmoid(-6.0F)) / 4.0F));
  CHECK(united.predicted == "no");
  CHECK_THROWS_WITH_AS(model::Committee({one, mel}, 1).classify(record, "r:1"),
                       ("r:1: its features are from \"toy n=2\", but " + mel +
                        " was trained on \"mel n=1\": each of several models must take them")
                           .c_str(),
                       Error);
}
