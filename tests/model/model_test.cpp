// The model file.  The container itself: safetensors_test.cpp.
#include "model/model.h"

#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "model/classifier.h"
#include "model/safetensors.h"
#include "record/source.h"
#include "support/support.h"

using namespace melsift;

namespace {

const auto kArchitecture = nn::Architecture::parse(
    "input 8x6x1; conv2d 2 3x3 he_normal; relu; batch_normalization; flatten; "
    "dense 3 glorot_uniform; softmax");

model::Model ensemble() {
  model::Model model;
  for (const std::uint64_t seed : {4, 5, 6}) model.networks.emplace_back(kArchitecture, seed);
  model.scaler = {RowVector::Constant(1, -0.5F), RowVector::Constant(1, 2.0F), {}};
  model.temperature = 1.3;
  model.window_hop = 5;
  model.scaler.band_means = model::BandMeans::both;
  model.front_end = "mel n=8";
  model.labels = {"a", "b", "c"};
  model.training_groups = {0, 1, 0x0123456789abcdefULL, ~std::uint64_t{0}};
  model.provenance = {"0.1.0", "label", "arch=x", 4, 10, 3, {}, "of three networks"};
  for (std::size_t k = 0; k < 3; ++k)
    model.provenance.networks.push_back(
        {{{1.0, 0.5, std::nan(""), std::nan("")}, {0.75, 0.625, 2.0, 0.25}}, k});
  return model;
}

// The message of decode() for the ensemble's file with a changed entry of its metadata.
std::string complaint(const std::string& key, const std::string& value) {
  auto content = model::read_safetensors(model::encode(ensemble()), "m");
  content.metadata[key] = value;
  try {
    model::decode(model::write_safetensors(content), "m");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("an ensemble comes back from its file") {
  const auto model = ensemble();
  const std::string bytes = model::encode(model);
  const auto back = model::decode(bytes, "m");
  CHECK(model::encode(back) == bytes);
  REQUIRE(back.networks.size() == 3);
  for (std::size_t k = 0; k < 3; ++k) {
    const auto before = model.networks[k].parameters(), after = back.networks[k].parameters();
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i)
      CHECK(std::ranges::equal(before[i].values(), after[i].values()));
    CHECK(back.provenance.networks[k].best_epoch == k);
    CHECK(back.provenance.networks[k].history.size() == 2);
  }
  CHECK(back.provenance.description == "of three networks");
  CHECK(back.temperature == 1.3);
  CHECK(back.window_hop == 5);
  CHECK(back.scaler.band_means == model::BandMeans::both);
  CHECK(back.hop() == 5);
  CHECK(back.calibrated_on_tracks);
  CHECK(back.scaler.mean == model.scaler.mean);
  CHECK(back.training_groups == model.training_groups);
  CHECK(std::isnan(back.provenance.networks[0].history[0].valid_loss));
  CHECK(back.provenance.networks[2].history[1].valid_accuracy == 0.25);
}

TEST_CASE("a model with a hash of a later version is refused") {
  std::string bytes = model::encode(ensemble());
  const auto key = bytes.find("\"hash\":\"wide\"");
  REQUIRE(key != std::string::npos);
  bytes.replace(key, 13, "\"hash\":\"late\"");
  CHECK_THROWS_WITH_AS(model::decode(bytes, "m"),
                       "m: has the unknown hash \"late\"; update melsift", Error);
}

TEST_CASE("a model has the fingerprint of its file") {
  const auto model = ensemble();
  const std::string bytes = model::encode(model);
  const std::string before = model::fingerprint(model);
  CHECK(before == to_hex(wide_hash(bytes)));
  CHECK(model::fingerprint(model::decode(bytes, "m")) == before);
  std::string changed = bytes;
  changed.back() ^= 1;  // a bit of the last value's exponent
  CHECK(model::fingerprint(model::decode(changed, "m")) != before);
}

TEST_CASE("a model file of version 0.1.0 predicts as before") {
  // Trained by 0.1.0 with a temperature and windows of 16 frames; so are the answers, by 0.1.0.
  const model::Model model = model::load(test::data("model_0.1.0.safetensors"));
  CHECK_FALSE(model.calibrated_on_tracks);
  CHECK(model.hop() == 8);
  const model::Classifier classifier(model::load(test::data("model_0.1.0.safetensors")));
  const std::vector<std::array<double, 3>> scores = {{0.25759798, 0.4831186, 0.25928345},
                                                     {0.23740554, 0.48792377, 0.2746707},
                                                     {0.2899506, 0.37901515, 0.33103424},
                                                     {0.24148104, 0.46923465, 0.28928432}};
  record::Source source(test::data("model_0.1.0.jsonl"));
  record::Record record;
  for (const auto& expected : scores) {
    REQUIRE(source.next(record));
    classifier(record, "r");
    for (std::size_t k = 0; k < 3; ++k)
      CHECK(static_cast<double>(record.scores[k].value) ==
            doctest::Approx(expected[k]).epsilon(1e-5));
    CHECK(record.predicted == "loud");
    CHECK(record.embedding.size() == 8);
  }
  CHECK(record.embedding[0] == doctest::Approx(0.88789034));
  CHECK(record.embedding[7] == doctest::Approx(0.83132595));
  CHECK(record.model == "22ac23ee0a358fb1");  // the fingerprint that 0.1.0 wrote
  // Written again, it stays the same.
  CHECK_FALSE(model::decode(model::encode(model), "m").calibrated_on_tracks);
}

TEST_CASE("a scaler's logarithms are read back, and left out if there are none") {
  model::Model model;
  model.networks.emplace_back(nn::Architecture::parse("input 2; dense 2; softmax"), 1);
  model.scaler = {RowVector::Zero(2), RowVector::Ones(2), RowVector::Zero(2)};
  model.scaler.log_floor(1) = 0.25F;
  model.labels = {"a", "b"};
  CHECK(model::decode(model::encode(model), "m").scaler.log_floor == model.scaler.log_floor);
  model.scaler.log_floor.resize(0);
  CHECK(model::encode(model).find("log_floor") == std::string::npos);
}

TEST_CASE("the names in the file") {
  const auto content = model::read_safetensors(model::encode(ensemble()), "m");
  std::vector<std::string> names;
  for (const auto& tensor : content.tensors) names.push_back(tensor.name);
  REQUIRE(names.size() == 2 + 3 * 8);
  CHECK(names[0] == "scaler/mean");
  CHECK(content.tensors[0].shape == std::vector<long>{1});
  CHECK(names[2] == "conv2d/kernel");
  CHECK(names[10] == "member_2/conv2d/kernel");
  CHECK(names[25] == "member_3/dense/bias");
  CHECK(content.metadata.contains("history"));
  CHECK(content.metadata.contains("member_3/history"));
  CHECK(content.metadata.at("networks") == "3");
  // 0, 1, 0x0123456789abcdef and 2^64 - 1, little-endian, in base64 (RFC 4648).
  CHECK(content.metadata.at("training_groups") == "AAAAAAAAAAABAAAAAAAAAO/Nq4lnRSMB//////////8=");
}

TEST_CASE("an inconsistent file is refused by name") {
  CHECK(complaint("temperature", "0") == "m: its \"temperature\" is not a positive number");
  CHECK(complaint("temperature", "nan") == "m: its \"temperature\" is not a positive number");
  CHECK(complaint("networks", "0").starts_with("m: its architecture has "));
  CHECK(complaint("networks", "4").starts_with("m: its architecture has "));
  CHECK(complaint("networks", "18446744073709551615").starts_with("m: its architecture has "));
  CHECK(complaint("networks", "2").starts_with("m: "));
  CHECK(complaint("training_groups", "AAAA") ==
        "m: its \"training_groups\" is not an ascending list of hashes");
  CHECK(complaint("training_groups", "AAAAAAAAAAAAAAAAAAAAAA==") ==
        "m: its \"training_groups\" is not an ascending list of hashes");
  CHECK(complaint("training_groups", "=").starts_with("m: its \"training_groups\""));
  CHECK(complaint("best_epoch", "first") == "m: its \"best_epoch\" is not a number");
}

// Written by another program by the format's description, before there were ensembles,
// temperatures and training groups.
TEST_CASE("the frozen sample is read") {
  const model::Classifier classifier(model::load(test::data("model.safetensors")));
  CHECK(classifier.model().networks.size() == 1);
  CHECK(classifier.model().temperature == 1.0);
  CHECK(classifier.model().training_groups.empty());
  REQUIRE(classifier.model().provenance.networks.size() == 1);
  CHECK(classifier.model().provenance.networks[0].history[0].loss == 0.5);
  record::Record record;
  record.front_end = "toy n=2";
  record.features = {2.0F, -1.0F};
  classifier(record, "r");
  CHECK(record.embedding == std::vector<float>{1.5F, 2.75F});
  CHECK(record.scores[1].value == doctest::Approx(0.10087862));  // numpy
  CHECK(record.predicted == "no");
  CHECK_FALSE(record.trained_on);
}
