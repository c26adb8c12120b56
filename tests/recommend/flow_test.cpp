#include "recommend/flow.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include "base/musical_key.h"
#include "base/random.h"
#include "recommend/catalogue.h"
#include "record/key_field.h"

using namespace melsift;
using namespace melsift::recommend;
using test::titles;
using test::track;

namespace {

record::Record tuned(const std::string& title, double tempo, const char* key) {
  record::Record record = track(title, {"techno"}, 2000);
  if (tempo > 0.0) record.tempo_bpm = tempo;
  if (const auto parsed = parse_musical_key(key)) record::set_key(record, *parsed, 1.0);
  return record;
}

double cost_of(const std::vector<record::Record>& records, const std::vector<std::size_t>& order) {
  double sum = 0.0;
  for (std::size_t i = 1; i < order.size(); ++i)
    sum += flow_cost(records[order[i - 1]], records[order[i]]);
  return sum;
}

}  // namespace

TEST_CASE("the cost of a transition adds steps of tempo and of the wheel of keys") {
  const auto base = tuned("a", 120.0, "Am");
  CHECK(flow_cost(base, base) == 0.0);
  CHECK(flow_cost(base, tuned("b", 120.0 * 1.06, "Am")) == doctest::Approx(1.0));
  CHECK(flow_cost(base, tuned("b", 240.0, "Am")) == doctest::Approx(1.0));
  CHECK(flow_cost(base, tuned("b", 60.0 * 1.06, "Am")) == doctest::Approx(2.0));
  CHECK(flow_cost(base, tuned("b", 120.0, "C")) == doctest::Approx(0.5));
  CHECK(flow_cost(base, tuned("b", 120.0, "Em")) == doctest::Approx(0.5));
  CHECK(flow_cost(base, tuned("b", 120.0, "Bm")) == doctest::Approx(2.0));
  CHECK(flow_cost(base, tuned("b", 0.0, "Am")) == doctest::Approx(3.0));
  CHECK(flow_cost(base, tuned("b", 120.0, "")) == doctest::Approx(3.4));
  CHECK(flow_cost(base, tuned("b", 97.0, "Ebm")) == flow_cost(tuned("b", 97.0, "Ebm"), base));
}

TEST_CASE("a playlist in flow rises through tempos and keys, from its first track") {
  Answer answer;
  for (const auto& [title, tempo, key] :
       {std::tuple{"1", 100.0, "C"}, {"4", 118.0, "A"}, {"2", 106.0, "G"}, {"3", 112.0, "D"}}) {
    answer.tracks.push_back(tuned(title, tempo, key));
    answer.tracks.back().rank = static_cast<long long>(answer.tracks.size());
    answer.why.push_back({{FactKind::genre, {{"genre", title}}, {}, {}}});
    answer.places.push_back(answer.places.size());
  }
  put_in_flow(answer);
  CHECK(titles(answer.tracks) == std::vector<std::string>{"1", "2", "3", "4"});
  CHECK(answer.places == std::vector<std::size_t>{0, 2, 3, 1});
  CHECK(answer.tracks[1].rank == 2);
  CHECK(answer.why[3][0].name("genre") == "4");

  // Tracks for which a filter was relaxed stay behind.
  answer.why[1][0].kind = FactKind::widened_genre;
  answer.why[2][0] = answer.why[3][0] = answer.why[1][0];
  answer.tracks[0].tempo_bpm = 118.0;
  put_in_flow(answer);
  CHECK(titles(answer.tracks).front() == "1");
}

TEST_CASE("the order is nearly the best one, and keeps artists apart") {
  Random random(4);
  for (int trial = 0; trial < 20; ++trial) {
    std::vector<record::Record> records;
    for (int i = 0; i < 8; ++i) {
      const MusicalKey key{static_cast<int>(random.below(12)), random.below(2) == 1};
      records.push_back(
          tuned(std::to_string(i), random.uniform(80.0, 160.0), short_text(key).c_str()));
    }
    const std::vector<std::size_t> groups(records.size());
    const auto found = flow_order(records, groups);
    REQUIRE(found.front() == 0);
    std::vector<std::size_t> order(records.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    CHECK(std::is_permutation(found.begin(), found.end(), order.begin()));
    double best = cost_of(records, order);
    const double before = best;
    while (std::next_permutation(order.begin() + 1, order.end()))
      best = std::min(best, cost_of(records, order));
    CHECK(cost_of(records, found) <= 1.15 * best + 1e-9);
    CHECK(cost_of(records, found) <= before);
  }
  std::vector<record::Record> records(6, tuned("same", 120.0, "C"));
  for (std::size_t i = 0; i < 6; ++i) records[i].artist = i < 3 ? "One" : "Two";
  const auto order = flow_order(records, std::vector<std::size_t>(6));
  for (std::size_t i = 1; i < 6; ++i)
    CHECK(records[order[i]].artist != records[order[i - 1]].artist);
  CHECK(flow_order({}, {}).empty());
}
