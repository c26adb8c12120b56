#include "model/overlap.h"

#include <doctest/doctest.h>

using namespace melsift;

namespace {

record::Record track(const char* path, const char* split, const char* group, bool trained_on) {
  record::Record record;
  record.path = path;
  record.split = split;
  record.group = group;
  record.trained_on = trained_on;
  return record;
}

}  // namespace

TEST_CASE("disjoint splits are accepted") {
  model::Overlap overlap;
  overlap.add(track("a", "train", "x", true), "r:1");
  overlap.add(track("b", "valid", "y", false), "r:2");
  overlap.add(track("c", "test", "", false), "r:3");
  CHECK_FALSE(overlap.refusal({"test"}));
  CHECK_FALSE(overlap.refusal({"test", "train", "valid"}));
  CHECK_FALSE(overlap.warning({"test"}));
  CHECK(overlap.warning({"test", "train", "valid"}) ==
        "1 of 3 records were trained on: this is not a fair test");
}

TEST_CASE("held-out records that were trained on are named") {
  model::Overlap overlap;
  overlap.add(track("a", "test", "", false), "r:1");
  overlap.add(track("b", "test", "", true), "r:2");
  CHECK(overlap.refusal({"test"}) ==
        "r:2: has split=test, but the model was trained on it (1 of 2 records)");
  overlap.add(track("c", "test", "", true), "r:3");
  overlap.add(track("d", "test", "", true), "r:4");
  CHECK(overlap.refusal({"", "test"}) ==
        "r:2: has split=test, but the model was trained on it (3 of 4 records)");
  CHECK_FALSE(overlap.refusal({"", "valid"}));
}

TEST_CASE("a group in both splits is named") {
  model::Overlap overlap;
  overlap.add(track("a", "train", "x", false), "r:1");
  overlap.add(track("b", "valid", "x", false), "r:2");
  CHECK_FALSE(overlap.refusal({"test"}));
  CHECK(overlap.refusal({"valid"}) ==
        "x: this group is in split=train and in split=valid (1 of 1 groups)");
  // The pieces of a track have its path.
  overlap.add(track("song.wav", "train", "", false), "r:3");
  overlap.add(track("song.wav", "valid", "", false), "r:4");
  CHECK(overlap.refusal({"valid"}) ==
        "song.wav: this group is in split=train and in split=valid (2 of 2 groups)");
}

TEST_CASE("records without a split are not held out") {
  model::Overlap overlap;
  overlap.add(track("a", "train", "x", true), "r:1");
  overlap.add(track("b", "", "x", true), "r:2");
  overlap.add(track("c", "", "y", false), "r:3");
  CHECK_FALSE(overlap.refusal({""}));
  CHECK(overlap.warning({""}) == "1 of 2 records were trained on: this is not a fair test");
}

TEST_CASE("records without a name are all different") {
  model::Overlap overlap;
  for (const char* path : {"", "-", "standard input#0"}) {
    overlap.add(track(path, "train", "", false), "r:1");
    overlap.add(track(path, "test", "", false), "r:2");
  }
  CHECK_FALSE(overlap.refusal({"test"}));
}
