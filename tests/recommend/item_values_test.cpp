#include "recommend/item_values.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;

TEST_CASE("values are found by path, by artist and title, and by artist") {
  ItemValues values;
  values.add("music/a.mp3", 1.0);
  values.add("The As - A", 2.0);
  values.add("the as - a (2011 Remaster)", 5.0);
  values.add("The As - a", 3.0);
  values.add("The Bs", 4.0);
  auto one = track("A", {}, {});
  CHECK(values.of_track(one) == 5.0);  // the greatest
  CHECK_FALSE(values.of_artist(one));
  const std::string absolute = std::filesystem::absolute("music/a.mp3").string();
  for (const std::string& path : {std::string("music/a.mp3"), absolute}) {
    one.path = path;
    CHECK(values.of_track(one) == 1.0);
  }
  values.add(absolute, 6.0);
  one.path = "music/../music/a.mp3";
  CHECK(values.of_track(one) == 6.0);
  CHECK_FALSE(values.of_track(track("B", {}, {})));
  CHECK(values.of_artist(track("B", {}, {})) == 4.0);
  auto both = track("A", {}, {});
  both.artist = "Others, The As";
  both.artists = {"Others", "The As"};
  CHECK(values.of_track(both) == 5.0);
  both.title = "C";
  both.artists = {"Others", "The Bs"};
  CHECK_FALSE(values.of_track(both));
  CHECK(values.of_artist(both) == 4.0);
  CHECK_FALSE(values.of_track(record::Record()));
  CHECK_FALSE(values.of_artist(record::Record()));
}
