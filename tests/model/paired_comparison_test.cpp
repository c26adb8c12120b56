#include "model/paired_comparison.h"

#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"

using namespace melsift;
using Side = model::PairedComparison::Side;

namespace {

record::Record classified(const std::string& path, const std::string& predicted,
                          const std::string& split = "") {
  record::Record record;
  record.path = path;
  record.predicted = predicted;
  record.split = split;
  return record;
}

}  // namespace

// Rational arithmetic in Python: min(1, 2 sum(comb(n, i), i = 0 to min(b, c)) / 2^n).  The value of
// 121 and 59 is that of statsmodels 0.14, mcnemar([[101, 121], [59, 33]], exact=True).
TEST_CASE("McNemar's exact test has the values of the binomial distribution") {
  CHECK(model::mcnemar_p(0, 0) == 1.0);
  CHECK(model::mcnemar_p(7, 7) == 1.0);
  CHECK(model::mcnemar_p(8, 7) == doctest::Approx(1.0).epsilon(1e-12));
  CHECK(model::mcnemar_p(0, 5) == doctest::Approx(0.0625).epsilon(1e-12));
  CHECK(model::mcnemar_p(1, 9) == doctest::Approx(0.021484375).epsilon(1e-12));
  CHECK(model::mcnemar_p(6, 2) == doctest::Approx(0.2890625).epsilon(1e-12));
  CHECK(model::mcnemar_p(41, 31) == doctest::Approx(0.28878428041410487).epsilon(1e-12));
  CHECK(model::mcnemar_p(121, 59) == doctest::Approx(4.434449263755176e-06).epsilon(1e-12));
  CHECK(model::mcnemar_p(950, 1050) == doctest::Approx(0.026824146240280695).epsilon(1e-10));
  CHECK(model::mcnemar_p(10'000, 10'400) == doctest::Approx(0.005211904014324274).epsilon(1e-9));
  CHECK(model::mcnemar_p(31, 41) == model::mcnemar_p(41, 31));
}

TEST_CASE("tracks are paired by path and segment, within the splits") {
  model::PairedComparison comparison;
  const auto add = [&](Side side, const char* path, const char* predicted, const char* split) {
    comparison.add(side, classified(path, predicted, split), "rock", path);
  };
  add(Side::a, "1", "rock", "test");
  add(Side::a, "2", "rock", "test");
  add(Side::a, "3", "jazz", "test");
  add(Side::a, "4", "rock", "train");
  add(Side::a, "only a", "rock", "test");
  add(Side::b, "3", "rock", "test");
  add(Side::b, "2", "jazz", "test");
  add(Side::b, "1", "rock", "valid");  // the split of A counts
  add(Side::b, "4", "jazz", "train");
  record::Record piece = classified("1", "rock", "test");
  piece.segment = {.index = 1, .start_s = 0.0, .duration_s = 1.0};
  comparison.add(Side::b, piece, "rock", "piece");
  const auto result = comparison.compare({"test"});
  CHECK(result.count == 3);
  CHECK(result.correct[0] == 2);
  CHECK(result.correct[1] == 2);
  CHECK(result.only_correct[0] == 1);
  CHECK(result.only_correct[1] == 1);
  CHECK(result.unpaired[0] == 1);
  CHECK(result.unpaired[1] == 1);
  CHECK(result.p == 1.0);
  const auto json = nlohmann::json::parse(model::to_json(result));
  CHECK(json["accuracy"][0] == doctest::Approx(2.0 / 3.0));
  CHECK(json["only_correct"] == nlohmann::json::array({1, 1}));
  CHECK(comparison.compare({"test", "train"}).count == 4);
}

TEST_CASE("tracks that can't be paired are refused") {
  model::PairedComparison comparison;
  comparison.add(Side::a, classified("1", "rock"), "rock", "a:1");
  CHECK_THROWS_WITH_AS(comparison.compare({""}), "records: the two files have no track in common",
                       Error);
  CHECK_THROWS_WITH_AS(comparison.add(Side::a, classified("1", "rock"), "rock", "a:2"),
                       "a:2: 1 occurs twice", Error);
  CHECK_THROWS_WITH_AS(comparison.add(Side::b, classified("1", "rock"), "jazz", "b:1"),
                       "b:1: 1 has the class jazz, in the other file rock", Error);
  CHECK_THROWS_WITH_AS(comparison.add(Side::b, classified("", "rock"), "rock", "b:2"),
                       "b:2: the record has no path to pair it by", Error);
}
