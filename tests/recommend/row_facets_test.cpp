// Rows that pass filters: the same as the tracks that Sieve passes.
#include "recommend/row_facets.h"

#include <array>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "recommend/sieve.h"
#include "recommend/tracks.h"

using namespace melsift;
using namespace melsift::recommend;

namespace {

template <std::size_t count>
std::string one_of(Random& random, const std::array<const char*, count>& names) {
  return names[static_cast<std::size_t>(random.below(count))];
}

constexpr std::array kGenres = {"Rock",    "rock",      "R&B",       "Rhythm and Blues",
                                "Hip-Hop", "Rock; R&B", "Soul/Funk", "Jazz, Polka",
                                "AC/DC",   "Polka",     "!!!"};
constexpr std::array kArtists = {"Jay-Z feat. Alicia Keys",
                                 "Alicia Keys",
                                 "Earth, Wind & Fire",
                                 "Earth",
                                 "ABBA",
                                 "Simon & Garfunkel",
                                 ""};
constexpr std::array kTitles = {"Song", "Song (feat. ABBA)", "Live [ft. Jay-Z]", ""};
constexpr std::array kLanguages = {"en", "English", "de", "", "?", "fr"};

record::Record random_record(Random& random) {
  record::Record record;
  for (int i = static_cast<int>(random.below(3)); i > 0; --i)
    record.genre.push_back(one_of(random, kGenres));
  if (random.below(3) == 0) record.predicted = one_of(random, kGenres);
  if (random.below(3) == 0) record.label = one_of(random, kGenres);
  record.artist = one_of(random, kArtists);
  record.title = one_of(random, kTitles);
  record.language = one_of(random, kLanguages);
  if (random.below(4) > 0) record.year = 1980 + static_cast<long long>(random.below(20));
  if (random.below(50) == 0) record.year = 9'000'000'000'000;
  if (random.below(4) > 0) record.duration_s = 100.0 + static_cast<double>(random.below(100));
  if (random.below(4) > 0) record.tempo_bpm = 80.0 + static_cast<double>(random.below(80));
  return record;
}

Filters random_filters(Random& random) {
  Filters filters;
  if (random.below(2) == 0)
    filters.genres = {one_of(
        random, std::array{"rock", "rnb", "Jazz, Polka", "Soul, Rock", "AC/DC", "Funk", "Tango"})};
  if (random.below(3) == 0) filters.languages = {one_of(random, std::array{"english", "de", "xx"})};
  if (random.below(3) == 0)
    filters.artists = {one_of(random, std::array{"alicia keys", "Jay-Z", "Earth, Wind & Fire, ABBA",
                                                 "jay-z feat. alicia keys", "Nobody"})};
  if (random.below(2) == 0) filters.years = Years{1985, 1990};
  if (random.below(8) == 0) filters.years = Years{std::nullopt, 1990};
  if (random.below(3) == 0) filters.duration_s = Range{120.0, 180.0};
  if (random.below(3) == 0) filters.tempo_bpm = Range{std::nullopt, 120.0};
  filters.keep_unknown = random.below(2) == 0;
  return filters;
}

std::vector<record::Record> part(const std::vector<record::Record>& records, std::size_t first,
                                 std::size_t count) {
  const auto begin = records.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

TEST_CASE("the rows that pass are the tracks that no filter drops") {
  Random random(17);
  std::size_t passed = 0;
  // The last has several blocks of rows.
  for (const std::size_t count : {std::size_t{1}, std::size_t{400}, std::size_t{40'000}}) {
    std::vector<record::Record> records;
    for (std::size_t i = 0; i < count; ++i) records.push_back(random_record(random));
    const RowFacets facets(
        count, 2, [&](std::size_t first, std::size_t rows) { return part(records, first, rows); });
    const Tracks tracks(records);
    for (int round = 0; round < (count < 1000 ? 100 : 5); ++round) {
      const Filters filters = random_filters(random);
      const auto passes = facets.passing(filters);
      const Sieve sieve(resolved(filters, tracks), {}, tracks);
      std::size_t differ = 0;
      for (std::size_t row = 0; row < count; ++row) {
        const bool expected = !sieve.dropped_by(row);
        differ += passes(static_cast<std::uint32_t>(row)) != expected ? 1 : 0;
        passed += expected ? 1 : 0;
      }
      CHECK(differ == 0);
    }
  }
  CHECK(passed > 1000);
}

TEST_CASE("only some filters restrict rows") {
  Filters filters;
  CHECK_FALSE(RowFacets::restricts(filters));
  filters.unplayed_since = "2026-01-01T00:00:00Z";
  filters.drop_liked = true;
  CHECK_FALSE(RowFacets::restricts(filters));
  filters.artists = {"ABBA"};
  CHECK(RowFacets::restricts(filters));
}
