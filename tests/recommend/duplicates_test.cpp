#include "recommend/duplicates.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::sounding;
using test::track;

namespace {

using Lists = std::vector<std::vector<std::size_t>>;

// Tracks of 20 values each, of deviation 1, 200 s long or more.
std::vector<record::Record> library(std::size_t count) {
  Random random(3);
  std::vector<record::Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<float> features;
    for (int j = 0; j < 20; ++j) features.push_back(static_cast<float>(random.normal()));
    records.push_back(sounding(track("t" + std::to_string(i), {"rock"}, 1990), features));
    records.back().duration_s = 200.0 + static_cast<double>(i % 5);
  }
  return records;
}

// A copy whose sound differs by `apart` standard deviations in each value.
record::Record copy_of(record::Record record, float apart) {
  for (float& value : record.features) value += apart;
  return record;
}

}  // namespace

TEST_CASE("duplicates sound the same and are as long, whatever their tags") {
  auto records = library(200);
  CHECK(find_duplicates(Tracks(records)).empty());
  records.push_back(copy_of(records[7], 0.05F));  // 200
  records.back().title = "another name";
  records.back().artist = "";
  records.push_back(copy_of(records[7], -0.04F));  // 201: a third
  records.push_back(copy_of(records[3], 0.3F));    // 202: its name is needed
  records.push_back(copy_of(records[4], 0.3F));    // 203: another name
  records.back().title = "other";
  records.push_back(copy_of(records[5], 0.05F));  // 204: longer
  *records.back().duration_s += 4.0;
  records.push_back(copy_of(records[6], 0.05F));  // 205: of unknown length
  records.back().duration_s.reset();
  records.push_back(copy_of(records[8], 0.8F));  // 206: too far for its name
  CHECK(find_duplicates(Tracks(records)) == Lists{{3, 202}, {7, 200, 201}});
  CHECK(find_duplicates(Tracks(records), {.length_s = 5.0}) ==
        Lists{{3, 202}, {5, 204}, {7, 200, 201}});
  CHECK(find_duplicates(Tracks(records), {.same_sound = 0.4}).size() == 3);  // 4 and 203
  CHECK(find_duplicates(Tracks({track("a", {}, {}), track("a", {}, {})})).empty());
}

TEST_CASE("what differs between duplicates is named") {
  auto one = track("a", {"rock"}, 1990), two = one;
  one.duration_s = 100.0;
  two.duration_s = 100.05;
  one.sample_rate = two.sample_rate = 44100;
  const auto differing = [&] { return differing_fields(Tracks({one, two}), {0, 1}); };
  using Names = std::vector<std::string>;
  CHECK(differing().empty());
  two.duration_s = 100.2;
  two.sample_rate = 48000;
  two.album = "Best of";
  CHECK(differing() == Names{"album", "length", "sample_rate"});
  two.title = "A";
  two.artist = "b";
  two.genre = {"pop"};
  two.year.reset();
  CHECK(differing() == Names{"title", "artist", "album", "genre", "year", "length", "sample_rate"});
}
