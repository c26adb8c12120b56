#include "model/metrics.h"

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("Wilson's interval") {
  // 8 of 10: 0.4902 to 0.9433 (Wilson's formula; R: binom::binom.wilson(8, 10)).
  const auto interval = model::wilson_interval(8, 10);
  CHECK(interval.low == doctest::Approx(0.4901625).epsilon(1e-6));
  CHECK(interval.high == doctest::Approx(0.9433178).epsilon(1e-6));
  CHECK(model::wilson_interval(0, 10).low == doctest::Approx(0.0));
  CHECK(model::wilson_interval(10, 10).high == doctest::Approx(1.0));
}

TEST_CASE("precision, recall and F1 of a worked example") {
  // true a: 3 as a, 1 as b; true b: 1 as a, 2 as b; true c: 1 as b.
  model::Tally tally;
  for (int i = 0; i < 3; ++i) tally.add("a", "a");
  tally.add("a", "b");
  tally.add("b", "a");
  tally.add("b", "b");
  tally.add("b", "b");
  tally.add("c", "b");
  const auto e = tally.evaluation();
  CHECK(e.count == 8);
  CHECK(e.accuracy == doctest::Approx(5.0 / 8));
  REQUIRE(e.classes.size() == 3);
  CHECK(e.classes[0].precision == doctest::Approx(3.0 / 4));
  CHECK(e.classes[0].recall == doctest::Approx(3.0 / 4));
  CHECK(e.classes[1].precision == doctest::Approx(2.0 / 4));
  CHECK(e.classes[1].recall == doctest::Approx(2.0 / 3));
  CHECK(e.classes[1].f1 == doctest::Approx(4.0 / 7));
  CHECK(e.classes[2].precision == 0.0);
  CHECK(e.classes[2].f1 == 0.0);
  CHECK(e.macro_f1 == doctest::Approx((0.75 + 4.0 / 7 + 0.0) / 3));
  CHECK(e.confusion == std::vector<std::vector<long>>{{3, 1, 0}, {1, 2, 0}, {0, 1, 0}});
}

TEST_CASE("a class that is only predicted is listed, but not in the mean") {
  model::Tally tally;
  tally.add("a", "a");
  tally.add("a", "z");
  const auto e = tally.evaluation();
  REQUIRE(e.classes.size() == 2);
  CHECK(e.classes[1].support == 0);
  CHECK(e.macro_f1 == doctest::Approx(2.0 / 3));
}

TEST_CASE("JSON") {
  model::Tally tally;
  tally.add("a", "a");
  CHECK(
      model::to_json(tally.evaluation()).starts_with(R"({"count":1,"accuracy":1.0,"interval":[)"));
}

TEST_CASE("JSON has the calibration if probabilities are known") {
  model::Tally known, unknown;
  known.add("a", "a", 0.75);
  known.add("b", "a", 0.75);
  unknown.add("a", "a");
  CHECK(model::to_json(unknown.evaluation()).find("calibration") == std::string::npos);
  known.add(unknown);
  const std::string json = model::to_json(known.evaluation());
  CHECK(json.find(R"("calibration":{"count":2,"error":0.25,"bins":[{"low":0.0,)") !=
        std::string::npos);
}
