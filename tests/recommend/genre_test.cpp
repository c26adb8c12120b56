#include "recommend/genre.h"

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/number.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::recommend;

TEST_CASE("all spellings of a genre are equal") {
  for (const char* name : {"hip hop", "hiphop", "Hip-Hop", "HIP_HOP"})
    CHECK(genre_form(name) == "hiphop");
  for (const char* name : {"R&B", "rnb", "r'n'b", "R and B", "Rhythm and Blues", "rhythm & blues"})
    CHECK(genre_form(name) == "rb");
  for (const char* name : {"Drum & Bass", "drum'n'bass", "drum n bass", "DnB", "d&b"})
    CHECK(genre_form(name) == "drumbass");
  CHECK(genre_form("Rock 'n' Roll") == genre_form("rock and roll"));
  CHECK(genre_form("rock") != genre_form("rock and roll"));
  CHECK(genre_form("?!") == "");
}

TEST_CASE("distances by name: shared words before the table, the table both ways") {
  CHECK(genre_distance("Hip-Hop", "hiphop") == 0.0);
  CHECK(*genre_distance("indie rock", "rock") == doctest::Approx(0.35 * 0.5));
  CHECK(*genre_distance("indie rock", "punk rock") == doctest::Approx(0.35 * 2 / 3));
  CHECK(genre_distance("rock", "metal") == 0.53);
  CHECK(genre_distance("metal", "rock") == 0.53);
  CHECK(genre_distance("Death Metal", "indie rock") == 0.53);
  CHECK(genre_distance("east coast hip hop", "reggae") == 0.43);
  CHECK_FALSE(genre_distance("fado", "rock"));
}

TEST_CASE("the table is that of the published GTZAN features" * doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(path, "data/gtzan-features/features_30_sec.dev.csv");
  std::ifstream file(*path);
  std::string line;
  REQUIRE(std::getline(file, line));
  std::map<std::string, std::vector<std::vector<double>>> rows;
  std::size_t count = 0;
  for (; std::getline(file, line); ++count) {
    const auto cells = split_list(line, ',');
    std::vector<double> values;
    for (std::size_t i = 2; i + 1 < cells.size(); ++i) values.push_back(*parse_real(cells[i]));
    rows[cells.back()].push_back(values);  // filename, length, 57 features, label
  }
  REQUIRE(rows.size() == 10);
  std::vector<double> mean(57), deviation(57);
  const auto n = static_cast<double>(count);
  for (std::size_t i = 0; i < 57; ++i) {
    for (const auto& [genre, tracks] : rows)
      for (const auto& track : tracks) mean[i] += track[i] / n;
    for (const auto& [genre, tracks] : rows)
      for (const auto& track : tracks) deviation[i] += std::pow(track[i] - mean[i], 2) / n;
    deviation[i] = std::sqrt(deviation[i]);
  }
  const auto centre = [&](const std::string& genre, std::size_t i) {
    double sum = 0.0;
    for (const auto& track : rows[genre]) sum += (track[i] - mean[i]) / deviation[i];
    return sum / static_cast<double>(rows[genre].size());
  };
  for (const auto& [a, of_a] : rows) {
    for (const auto& [b, of_b] : rows) {
      double squares = 0.0;
      for (std::size_t i = 0; i < 57; ++i) squares += std::pow(centre(a, i) - centre(b, i), 2);
      const std::string names = a + " " + b;
      CAPTURE(names);
      CHECK(std::abs(*genre_distance(a, b) - std::sqrt(squares / 57)) < 0.0051);
    }
  }
}
