#include "recommend/selection.h"

#include <cmath>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;

namespace {

using Numbers = std::vector<std::size_t>;

// Tracks on a line: the score of a track is 1 - its position, and the similarity of two is 1 -
// their distance.
struct Line {
  explicit Line(std::vector<double> at) : places(std::move(at)) {
    std::vector<record::Record> records;
    for (std::size_t i = 0; i < places.size(); ++i)
      records.push_back(track("t" + std::to_string(i), {}, {}));
    tracks.emplace(std::move(records));
  }
  Numbers select(const SelectionRules& rules) {
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < places.size(); ++i)
      candidates.push_back({i, {}, 1.0 - places[i], i});
    SeenTracks seen({}, none);
    const auto likeness = [&](std::size_t a, std::size_t b) {
      return 1.0 - std::abs(places[a] - places[b]);
    };
    Numbers chosen;
    selection = recommend::select(candidates, *tracks, seen, rules, likeness);
    for (const Candidate& one : selection.chosen) chosen.push_back(one.track);
    return chosen;
  }

  std::vector<double> places;
  std::optional<Tracks> tracks;
  std::optional<Sound> none;
  Selection selection;
};

// The tracks chosen of these records, whose scores fall by 0.1.
Numbers chosen_of(const std::vector<record::Record>& records, const SelectionRules& rules) {
  const Tracks tracks(records);
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < records.size(); ++i)
    candidates.push_back({i, {}, 1.0 - 0.1 * static_cast<double>(i), i});
  const std::optional<Sound> none;
  SeenTracks seen({}, none);
  Numbers numbers;
  for (const Candidate& one : recommend::select(candidates, tracks, seen, rules, {}).chosen)
    numbers.push_back(one.track);
  return numbers;
}

}  // namespace

TEST_CASE("without diversity the best come first; with it, those unlike the chosen ones") {
  Line line({0.0, 0.1, 0.2, 0.6, 0.9});
  CHECK(line.select({.count = 3}) == Numbers{0, 1, 2});
  // By hand, diversity 0.6: first 0.  Then 0.4 (1 - p) - 0.6 (1 - p) = -0.2 + 0.2 p: the farthest,
  // 4, with -0.02.  Then the likeness is the larger of those to 0 and to 4: of 3, 0.7, -0.26; of 2,
  // 0.8, -0.16; of 1, 0.9, -0.18.
  CHECK(line.select({.count = 3, .diversity = 0.6}) == Numbers{0, 4, 2});
  CHECK(line.select({.count = 9, .diversity = 1.0}).size() == 5);
}

TEST_CASE("a better tier always comes first") {
  Line line({0.0, 0.1, 0.9});
  std::vector<Candidate> candidates = {{0, {}, 1.0, 0}, {1, {}, 0.9, 1}, {2, {}, 0.1, 2}};
  candidates[2].tier.genre = 1;
  SeenTracks seen({}, line.none);
  const auto selection =
      recommend::select(candidates, *line.tracks, seen, {.count = 3, .diversity = 1.0},
                        [](std::size_t, std::size_t) { return 1.0; });
  CHECK(selection.chosen[2].track == 2);
}

TEST_CASE("tracks per artist and album are limited") {
  std::vector<record::Record> records;
  for (int i = 0; i < 6; ++i) {
    records.push_back(track("t" + std::to_string(i), {}, {}));
    records.back().artist = i < 4 ? "The Band" : i == 4 ? "the band!" : "";
    records.back().album = i < 2 ? "First" : "Second";
  }
  const auto chosen = [&](const SelectionRules& rules) { return chosen_of(records, rules); };
  CHECK(chosen({.count = 9, .per_artist = 2}) ==
        Numbers{0, 1, 5});  // unknown artists have no limit
  CHECK(chosen({.count = 9, .per_album = 1}) == Numbers{0, 2, 5});
  CHECK(chosen({.count = 3, .per_artist = 3, .per_album = 1}) == Numbers{0, 2, 5});
}

TEST_CASE("each artist of a track takes a place, and an album is its album artist's") {
  std::vector<record::Record> records;
  const auto add = [&](const std::string& artist, const std::vector<std::string>& artists,
                       const std::string& album_artist) {
    records.push_back(track("t" + std::to_string(records.size()), {}, {}));
    records.back().artist = artist;
    records.back().artists = artists;
    records.back().album = "Hits";
    records.back().album_artist = album_artist;
  };
  add("Queen & David Bowie", {"Queen", "David Bowie"}, "Various Artists");
  add("David Bowie", {}, "Various Artists");
  add("Queen", {}, "Various Artists");
  add("ABBA", {}, "ABBA");
  const auto chosen = [&](const SelectionRules& rules) { return chosen_of(records, rules); };
  CHECK(chosen({.count = 9, .per_artist = 1}) == Numbers{0, 3});
  CHECK(chosen({.count = 9, .per_artist = 2}) == Numbers{0, 1, 2, 3});
  CHECK(chosen({.count = 9, .per_album = 1}) == Numbers{0, 3});
}

TEST_CASE("an artist or album comes again only after a gap") {
  // Artists and albums, best first.  The rows' unknown artist and album are free.
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"A", "x"}, {"a", "x"}, {"A", "y"}, {"B", "x"}, {"C", ""}, {"", ""}, {"", ""}, {"B", "z"}};
  std::vector<record::Record> records;
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    records.push_back(track("t" + std::to_string(i), {}, {}));
    records.back().artist = rows[i].first;
    records.back().album = rows[i].second;
    candidates.push_back({i, {}, 1.0 - 0.1 * static_cast<double>(i), i});
  }
  const Tracks tracks(records);
  const std::optional<Sound> none;
  Selection selection;
  const auto chosen = [&](const SelectionRules& rules) {
    SeenTracks seen({}, none);
    Numbers numbers;
    selection = recommend::select(candidates, tracks, seen, rules,
                                  [](std::size_t, std::size_t) { return 0.5; });
    for (const Candidate& one : selection.chosen) numbers.push_back(one.track);
    return numbers;
  };
  CHECK(chosen({.count = 8, .artist_gap = 1}) == Numbers{0, 3, 1, 4, 2, 5, 6, 7});
  CHECK(selection.kept_apart == 0);
  CHECK(chosen({.count = 8, .artist_gap = 2}) == Numbers{0, 3, 4, 1, 5, 6, 2, 7});
  CHECK(chosen({.count = 8, .album_gap = 1}) == Numbers{0, 2, 1, 3, 4, 5, 6, 7});
  // With diversity, too: all are equally alike here.
  CHECK(chosen({.count = 8, .diversity = 0.5, .artist_gap = 2}) == Numbers{0, 3, 4, 1, 5, 6, 2, 7});
  CHECK(chosen({.count = 8, .artist_gap = 7}) == Numbers{0, 3, 4, 5, 6});
  CHECK(selection.kept_apart == 3);
  CHECK(chosen({.count = 2, .artist_gap = 1}) == Numbers{0, 3});

  // A tier ends when only tracks that stand too near are left of it; tiers stay in order.
  for (std::size_t i = 3; i < candidates.size(); ++i) candidates[i].tier.genre = 1;
  CHECK(chosen({.count = 8, .artist_gap = 1}) == Numbers{0, 3, 4, 5, 6, 7});
  CHECK(selection.kept_apart == 2);
}
