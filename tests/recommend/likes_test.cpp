#include "recommend/likes.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;

TEST_CASE("lists match records by path, or by artist and title") {
  Likes likes;
  record::Record by_path;
  by_path.path = "jazz/one.mp3";
  likes.add(by_path, true, "likes.m3u8");
  likes.add(track("Two", {}, {}), false, "dislikes.m3u8");
  likes.add(track("Three", {}, {}), false, "dislikes.m3u8");

  record::Record one;
  one.path = "/music/jazz/one.mp3";
  CHECK(likes.apply(one));
  CHECK(one.liked == true);
  auto two = track("two!", {}, {});
  two.artist = "the twos";
  CHECK(likes.apply(two));
  CHECK(two.liked == false);
  auto other = track("Four", {}, {});
  other.liked = true;
  CHECK_FALSE(likes.apply(other));
  CHECK(other.liked == true);  // the record's own field is kept
  CHECK(likes.size() == 3);
  CHECK(likes.unmatched() == 1);
}

TEST_CASE("a track on both lists, and one without a name, are refused") {
  Likes likes;
  record::Record by_path;
  by_path.path = "one.mp3";
  likes.add(by_path, true, "a");
  CHECK_THROWS_AS(likes.add(by_path, false, "b"), Error);
  likes.add(track("Two", {}, {}), true, "a");
  CHECK_THROWS_WITH_AS(likes.add(track("Two", {}, {}), false, "b"),
                       "b: The Twos - Two is both liked and disliked", Error);
  CHECK_THROWS_AS(likes.add(record::Record(), true, "a"), Error);
}
