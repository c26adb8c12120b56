// Members of an ensemble that are trained separately.
#include "model/membership.h"

#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "model/model.h"
#include "model/partition.h"
#include "model/safetensors.h"
#include "model/trainer.h"

using namespace melsift;
using model::TrainingSettings;

namespace {

// Overlapping clouds, so that no network is right on all held-out rows.
model::Dataset clouds(std::uint64_t seed) {
  Random random(seed);
  model::DatasetBuilder builder;
  for (int i = 0; i < 120; ++i) {
    record::Record record;
    record.path = std::to_string(i);
    record.label = std::string(1, static_cast<char>('a' + i % 3));
    record.front_end = "test";
    for (int k = 0; k < 4; ++k)
      record.features.push_back(static_cast<float>(random.normal() + (k == i % 3 ? 1 : 0)));
    builder.add(record, "row");
  }
  return builder.build();
}

TrainingSettings three_networks() {
  TrainingSettings settings;
  settings.epochs = 3;
  settings.ensemble = 3;
  settings.seed = 7;
  return settings;
}

model::Model member(const model::Dataset& data, std::size_t number,
                    const TrainingSettings& settings = three_networks()) {
  auto model =
      model::train_member(data, model::partition(data, {}, 0.3, 1), settings, "label", {}, number);
  return model::decode(model::encode(*model), "member");
}

// What decode() says of a member whose file was changed.
std::string decode_changed(const model::Model& member,
                           const std::function<void(model::Safetensors&)>& change) {
  auto content = model::read_safetensors(model::encode(member), "m");
  change(content);
  try {
    model::decode(model::write_safetensors(content), "m");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("members in any order make the ensemble, to the byte") {
  const auto data = clouds(3);
  const auto whole =
      model::train(data, model::partition(data, {}, 0.3, 1), three_networks(), "label");
  CHECK(whole.temperature != 1.0);
  std::vector<model::Model> members;
  for (const std::size_t number : {2UL, 0UL, 1UL}) members.push_back(member(data, number));
  CHECK(model::member_name(*members[0].membership) == "3/3");
  CHECK(members[0].networks.size() == 1);
  const std::vector<std::string> names = {"c", "a", "b"};
  const auto joined = model::join(std::move(members), names);
  CHECK_FALSE(joined.membership);
  CHECK(model::encode(joined) == model::encode(whole));
}

TEST_CASE("members that don't belong together are refused") {
  const auto data = clouds(3);
  const auto refusal = [](std::vector<model::Model> members) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < members.size(); ++i) names.push_back("m" + std::to_string(i));
    try {
      model::join(std::move(members), names);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const auto list = [](auto... models) {
    std::vector<model::Model> members;
    (members.push_back(std::move(models)), ...);
    return members;
  };
  CHECK(refusal({}) == "members: there are none");
  CHECK(refusal(list(member(data, 0), member(data, 2))) == "members: member 2/3 is missing");
  CHECK(refusal(list(member(data, 1), member(data, 1))) == "m1: is member 2/3, as is m0");
  TrainingSettings other = three_networks();
  other.epochs = 2;
  CHECK(refusal(list(member(data, 0), member(data, 1, other))) ==
        "m1: belongs to another training than m0: epochs is 2, expected 3");
  CHECK(refusal(list(member(data, 0), member(clouds(4), 1)))
            .starts_with("m1: belongs to another training than m0: records is "));
  auto plain = member(data, 1);
  plain.membership.reset();
  CHECK(refusal(list(member(data, 0), std::move(plain))) ==
        "m1: is not a member of an ensemble (train members with --member)");
}

TEST_CASE("a damaged membership is corrupt, not ignored") {
  const auto sound = member(clouds(3), 1);
  CHECK(decode_changed(sound, [](auto&) {}).empty());
  for (const char* number : {"", "2", "0/3", "4/3", "2/x", "-1/3"})
    CHECK(decode_changed(sound, [&](auto& content) {
            content.metadata["member"] = number;
          }).starts_with("m: as the member of an ensemble it has "));
  CHECK(decode_changed(sound, [](auto& content) { content.metadata.erase("member_records"); }) ==
        "m: as the member of an ensemble it lacks \"member_records\"");
  CHECK(decode_changed(sound, [](auto& content) {
          content.metadata["calibration_windows"] = "0";
        }).starts_with("m: as the member of an ensemble it has "));
  CHECK(decode_changed(sound, [](auto& content) {
          for (model::Tensor& tensor : content.tensors)
            if (tensor.name == "calibration/classes") tensor.values.front() = 3.0F;
        }) == "m: as the member of an ensemble it has an unknown class in its calibration");
  CHECK(decode_changed(sound, [](auto& content) {
          std::erase_if(content.tensors, [](const model::Tensor& tensor) {
            return tensor.name == "calibration/classes";
          });
        }) == "m: as the member of an ensemble it has a calibration that does not fit its network");
  CHECK_FALSE(
      decode_changed(sound, [](auto& content) { content.metadata["networks"] = "2"; }).empty());
}
