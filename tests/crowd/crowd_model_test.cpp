// The model: scores and reasons, its file, and inconsistent files.
#include "crowd/crowd_model.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "model/safetensors.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::crowd;

namespace {

// Two tastes: users of even numbers listen to items below 10, the others to those from 10 on.
Listens two_tastes() {
  Random random(5);
  Listens::Builder builder;
  for (int user = 0; user < 40; ++user)
    for (int item = 0; item < 10; ++item)
      if (random.uniform() < 0.6)
        builder.add({"user " + std::to_string(user),
                     "item " + std::to_string(item + (user % 2 == 0 ? 0 : 10)),
                     std::floor(random.uniform(1, 50))});
  return std::move(builder).build();
}

Settings quick(Arch arch) {
  Settings settings = Settings::recipe(arch);
  settings.als.factors = 2;  // one for each taste: more would learn who is missing by chance
  settings.als.alpha = 10.0;
  settings.als.regularization = 1.0;
  settings.als.iterations = 10;
  settings.ease.ridge = 5.0;
  settings.ease.min_listeners = 1;
  return settings;
}

constexpr Arch kAll[] = {Arch::popularity, Arch::item_knn, Arch::ease, Arch::als, Arch::blend};

std::string complaint(const std::string& bytes) {
  try {
    const CrowdModel model(decode_crowd(bytes, "m"));
    const std::vector<Listen> listens = {{0, 1.0F}, {1, 2.0F}};
    model.scores(listens);
    model.reasons(0, listens, 3);
    return "none";
  } catch (const Error& error) {
    CHECK((error.kind() == ErrorKind::corrupt || error.kind() == ErrorKind::unsupported));
    return error.what();
  }
}

bool is_of_first_taste(const std::string& item) {
  return std::stoi(item.substr(5)) < 10;
}

}  // namespace

TEST_CASE("every architecture separates two tastes, also for new users") {
  const auto listens = two_tastes();
  for (const Arch arch : kAll) {
    if (arch == Arch::popularity) continue;
    CAPTURE(to_text(arch));
    const CrowdModel model(train_crowd(listens, quick(arch), 1, 2));
    std::vector<Listen> taste = {{*model.item("item 12"), 3.0F}, {*model.item("item 17"), 1.0F}};
    std::ranges::sort(taste, {}, &Listen::column);
    const auto scores = model.scores(taste);
    REQUIRE(scores.size() == model.items().size());
    float worst_in = 1e9F, best_out = -1e9F;
    for (std::uint32_t i = 0; i < scores.size(); ++i) {
      if (i == taste[0].column || i == taste[1].column) continue;
      if (is_of_first_taste(model.items()[i])) {
        best_out = std::max(best_out, scores[i]);
      } else {
        worst_in = std::min(worst_in, scores[i]);
      }
    }
    CHECK(worst_in > best_out);
    const auto reasons = model.reasons(*model.item("item 15"), taste, 5);
    REQUIRE(!reasons.empty());
    double total = 0.0;
    for (const Reason& reason : reasons) total += reason.share;
    CHECK(total == doctest::Approx(1.0));
    CHECK(model.reasons(*model.item("item 15"), taste, 1).size() == 1);
  }
}

TEST_CASE("users without listens get popular items") {
  const auto listens = two_tastes();
  const auto by_item = listens.by_user().transposed();
  for (const Arch arch : kAll) {
    const CrowdModel model(train_crowd(listens, quick(arch), 1, 1));
    const auto scores = model.scores({});
    for (std::size_t i = 0; i < scores.size(); ++i)
      CHECK(scores[i] == static_cast<float>(by_item.row(i).size()));
    CHECK(model.reasons(0, {}, 3).empty());
  }
}

TEST_CASE("a blend is the sum of its parts, each divided by its deviation") {
  const auto listens = two_tastes();
  const auto taste = listens.of(3);
  auto settings = quick(Arch::blend);
  settings.als_share = 0.4;
  const auto of = [&](Arch arch) {
    settings.arch = arch;
    return CrowdModel(train_crowd(listens, settings, 1, 1)).scores(taste);
  };
  const auto ease = of(Arch::ease), als = of(Arch::als), blend = of(Arch::blend);
  const auto deviation = [](const std::vector<float>& values) {
    const Eigen::ArrayXd a =
        Eigen::Map<const Eigen::ArrayXf>(values.data(), static_cast<Eigen::Index>(values.size()))
            .cast<double>();
    return std::sqrt((a - a.mean()).square().mean());
  };
  for (std::size_t i = 0; i < blend.size(); ++i)
    CHECK(static_cast<double>(blend[i]) ==
          doctest::Approx(0.6 * static_cast<double>(ease[i]) / deviation(ease) +
                          0.4 * static_cast<double>(als[i]) / deviation(als))
              .epsilon(1e-4));
}

TEST_CASE("a file contains the whole model and does not depend on threads") {
  const auto listens = two_tastes();
  for (const Arch arch : kAll) {
    CAPTURE(to_text(arch));
    const auto parts = train_crowd(listens, quick(arch), 7, 1);
    const std::string bytes = encode_crowd(parts);
    CHECK(encode_crowd(train_crowd(listens, quick(arch), 7, 3)) == bytes);
    const auto back = decode_crowd(bytes, "m");
    CHECK(encode_crowd(back) == bytes);
    CHECK(back.items == parts.items);
    CHECK(back.seed == 7);
    CHECK(back.users == 40);
    CHECK(back.listens == listens.count());
    CHECK(back.settings.text() == parts.settings.text());
    CHECK(CrowdModel(back).scores(listens.of(0)) == CrowdModel(parts).scores(listens.of(0)));
  }
  test::TemporaryFolder folder;
  const auto path =
      folder.file("m", encode_crowd(train_crowd(listens, quick(Arch::blend), ~0ULL, 1)));
  CHECK(is_crowd_model(path));
  CHECK(load_crowd(path).parts().seed == ~0ULL);
  CHECK(!is_crowd_model(folder.path("missing")));
  CHECK(!is_crowd_model(folder.path()));
  CHECK(!is_crowd_model(folder.file("empty", "")));
  CHECK(!is_crowd_model(folder.file("text", "user\titem\nthis is no model at all\n")));
  CHECK(!is_crowd_model(test::data("model.safetensors")));
  CHECK_THROWS_AS(load_crowd(test::data("model.safetensors")), Error);
}

TEST_CASE("cut files and changed header bytes cause no crash") {
  const auto bytes = encode_crowd(train_crowd(two_tastes(), quick(Arch::blend), 1, 1));
  for (std::size_t size = 0; size < bytes.size(); size += size < 2000 ? 1 : 97) {
    CAPTURE(size);
    CHECK(complaint(bytes.substr(0, size)).starts_with("m: "));
  }
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  Random random(1);
  for (int i = 0; i < 3000; ++i) {
    std::string damaged = bytes;
    const auto at = random.below(i % 2 == 0 ? header + 8 : bytes.size());
    damaged[at] = static_cast<char>(random.bits());
    complaint(damaged);  // a complaint or a model, but no crash
  }
  CHECK(complaint(bytes) == "none");
}

TEST_CASE("inconsistent tensors are refused") {
  const auto good = model::read_safetensors(
      encode_crowd(train_crowd(two_tastes(), quick(Arch::blend), 1, 1)), "m");
  const auto changed = [&](const auto& change) {
    auto content = good;
    change(content);
    return complaint(model::write_safetensors(content));
  };
  const auto tensor = [&](const std::string& name, const auto& change) {
    return changed([&](auto& content) {
      for (auto& t : content.tensors)
        if (t.name == name) change(t);
    });
  };
  CHECK(changed([](auto&) {}) == "none");
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  for (const float value : {-1.0F, 20.0F, 0.5F, 1e30F})
    CHECK(tensor("weights/item", [&](auto& t) { t.values[3] = value; }) ==
          "m: tensor \"weights/item\" has a value out of range");
  CHECK(tensor("weights/item", [&](auto& t) { t.values[1] = t.values[0]; }) ==
        "m: tensor \"weights/item\" is not in ascending order");
  CHECK(tensor("weights/count", [](auto& t) { t.values[0] += 1; }).starts_with("m: tensor"));
  CHECK(tensor("weights/count", [](auto& t) { t.values.back() -= 1; }) ==
        "m: tensor \"weights/item\" is longer than \"weights/count\" says");
  CHECK(tensor("weights/count", [](auto& t) { t.values.back() += 1; }) ==
        "m: tensor \"weights/item\" is shorter than \"weights/count\" says");
  for (const char* name : {"weights/value", "item_factors", "listeners", "weights/item"})
    CHECK(tensor(name, [&](auto& t) { t.values[0] = kNan; }) ==
          "m: tensor \"" + std::string(name) + "\" has a value that isn't finite");
  CHECK(tensor("item_factors", [](auto& t) {
          t.shape = {2, 20};
        }) == "m: tensor \"item_factors\" has an unexpected shape");
  CHECK(tensor("listeners", [](auto& t) { t.name = "other"; }) ==
        "m: lacks the tensor \"listeners\"");
  // Factors that are too large to solve the equations: any scores, but no crash.
  CHECK(tensor("item_factors", [](auto& t) {
          for (float& value : t.values) value = 3e38F;
        }) == "none");

  const auto metadata = [&](const std::string& key, const std::string& value) {
    return changed([&](auto& content) { content.metadata[key] = value; });
  };
  CHECK(metadata("format", "melsift-crowd 2") ==
        "m: its format is \"melsift-crowd 2\", expected melsift-crowd 1");
  CHECK(metadata("items", "[\"a\"") == "m: its \"items\" is not a list of names");
  CHECK(metadata("items", "[]") == "m: its \"items\" is not a list of names");
  CHECK(metadata("items", "[\"a\",1]") == "m: its \"items\" is not a list of names");
  CHECK(metadata("items", "[\"a\",\"a\"]") == "m: its item \"a\" occurs twice");
  CHECK(metadata("items", "[\"a\",\"b\"]") == "m: tensor \"listeners\" has an unexpected shape");
  CHECK(metadata("users", "-1") == "m: its \"users\" is not a count");
  CHECK(metadata("settings", "arch=magic").starts_with("m: its settings are damaged: arch: "));
  CHECK(metadata("settings", "arch").starts_with("m: its settings are damaged: "));
  CHECK(metadata("settings", "arch=als factors=1e9").starts_with("m: its settings are damaged: "));
  CHECK(changed([](auto& content) { content.metadata.erase("format"); }) ==
        "m: is not a crowd model: its metadata lack \"format\"");
}

TEST_CASE("settings out of range and no listens are refused") {
  const auto refused = [](auto change) -> std::string {
    auto settings = Settings::recipe(Arch::blend);
    change(settings);
    try {
      train_crowd(two_tastes(), settings, 1, 1);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  CHECK(refused([](auto& s) { s.als.factors = 0; }) == "factors: expected 1 to 1024");
  CHECK(refused([](auto& s) { s.als.regularization = 0.0; }) ==
        "regularization: expected 0.000001 to 1e9");
  CHECK(refused([](auto& s) { s.als.alpha = std::nan(""); }) == "alpha: expected 0 to 1e9");
  CHECK(refused([](auto& s) { s.ease.dropout = 1.0; }) == "dropout: expected 0 to 0.999");
  CHECK(refused([](auto& s) { s.als_share = 1.5; }) == "als-share: expected 0 to 1");
  CHECK_THROWS_WITH_AS(train_crowd(Listens::Builder().build(), Settings::recipe(Arch::als), 1, 1),
                       "listens: there are none", Error);
}
