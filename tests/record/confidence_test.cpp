#include "record/confidence.h"

#include <doctest/doctest.h>

using namespace melsift;

namespace {

record::Record said(std::vector<record::Score> scores) {
  record::Record record;
  record.scores = std::move(scores);
  record.predicted = record.scores.front().label;
  return record;
}

}  // namespace

TEST_CASE("a prediction is unsure below 0.5 or with a close second class") {
  CHECK_FALSE(record::is_unsure(said({{"a", 0.5F}, {"b", 0.3F}, {"c", 0.2F}})));
  CHECK(record::is_unsure(said({{"a", 0.49F}, {"b", 0.3F}, {"c", 0.21F}})));
  CHECK(record::is_unsure(said({{"a", 0.52F}, {"b", 0.48F}})));
  CHECK_FALSE(record::is_unsure(said({{"a", 0.56F}, {"b", 0.44F}})));
  CHECK_FALSE(record::is_unsure(said({{"a", 1.0F}})));
}

TEST_CASE("the confidence is the probability of the predicted class") {
  auto record = said({{"a", 0.25F}, {"b", 0.75F}});
  CHECK(record::confidence(record) == 0.25F);
  record.predicted = "b";
  CHECK(record::confidence(record) == 0.75F);
  record.predicted = "c";
  CHECK_FALSE(record::confidence(record));
  CHECK(record::is_unsure(record));
}
