#include "web/orders.h"

#include <doctest/doctest.h>

using namespace melsift;
using namespace melsift::web;

namespace {

record::Record track(const std::string& title, const std::string& artist, const std::string& album,
                     std::optional<long long> year) {
  record::Record record;
  record.title = title;
  record.artist = artist;
  record.album = album;
  record.year = year;
  return record;
}

}  // namespace

TEST_CASE("orders of a library") {
  auto compiled = track("b", "Zed", "Hits", 2014);
  compiled.album_artist = "Various Artists";
  compiled.original_year = 1969;
  auto untitled = track("", "", "", std::nullopt);
  untitled.path = "/m/aa.mp3";
  const recommend::Tracks tracks({track("\u00c9clair", "The B", "Hits", 1990), compiled, untitled,
                                  track("d", "the b", "Album", 1990),
                                  track("!!!", "a", "hits", std::nullopt)});
  Orders orders;
  using Places = std::vector<std::uint32_t>;
  CHECK(orders.of(tracks, Order::path) == Places{0, 1, 2, 3, 4});
  CHECK(orders.of(tracks, Order::title) == Places{4, 2, 1, 3, 0});
  CHECK(orders.of(tracks, Order::artist) == Places{4, 3, 0, 1, 2});
  CHECK(orders.of(tracks, Order::album) == Places{3, 4, 0, 1, 2});
  CHECK(orders.of(tracks, Order::year) == Places{1, 0, 3, 2, 4});
  CHECK(&orders.of(tracks, Order::year) == &orders.of(tracks, Order::year));
  CHECK(parse_order("") == Order::path);
  CHECK(parse_order("album") == Order::album);
  CHECK_FALSE(parse_order("path"));
}
