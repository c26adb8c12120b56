#include "recommend/session.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "recommend/catalogue.h"
#include "recommend/recommender.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::recommend;
using test::sounding;
using test::track;

namespace {

// 60 tracks of each of two kinds of sound, "left" and "right" of the others.
std::vector<record::Record> two_kinds() {
  Random random(1);
  std::vector<record::Record> records;
  for (int i = 0; i < 120; ++i) {
    std::vector<float> features(8, 0.0F);
    for (float& value : features) value = static_cast<float>(0.3 * random.normal());
    for (std::size_t j = 0; j < 6; ++j) features[j] += i % 2 == 0 ? 1.0F : -1.0F;
    records.push_back(sounding(
        track((i % 2 == 0 ? "left " : "right ") + std::to_string(i), {"pop"}, 2000), features));
    records.back().path = "/m/" + std::to_string(i);
  }
  return records;
}

// The next `count` tracks of a radio; the listener skips those that `skips` holds for.
template <class Skips>
std::vector<std::string> radio(const Tracks& tracks, Session& session, std::size_t count,
                               std::size_t memory, const Skips& skips) {
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < count; ++i) {
    Request request;
    request.given = session.seeds(tracks, memory);
    request.selection.count = 1;
    const Answer answer = recommend::recommend(tracks, request);
    REQUIRE(answer.tracks.size() == 1);
    session.play(answer.tracks[0]);
    if (skips(answer.tracks[0].title)) session.judge_last(false);
    titles.push_back(answer.tracks[0].title);
  }
  return titles;
}

}  // namespace

TEST_CASE("a radio learns from skips what to leave out") {
  const Tracks tracks(two_kinds());
  Session session;
  session.play(tracks.record(0));
  const auto skips_left = [](const std::string& title) { return title.starts_with("left"); };
  const auto titles = radio(tracks, session, 20, 0, skips_left);
  CHECK(titles.front().starts_with("left"));  // near the first track
  CHECK(std::count_if(titles.begin() + 5, titles.end(), skips_left) <= 1);

  Session content;  // nothing is skipped: it stays with the first track's kind
  content.play(tracks.record(0));
  const auto same = radio(tracks, content, 20, 0, [](const std::string&) { return false; });
  CHECK(std::ranges::count_if(same, skips_left) == 20);
}

TEST_CASE("a radio repeats no track within its memory") {
  const Tracks tracks(two_kinds());
  const auto nothing = [](const std::string&) { return false; };
  Session session;
  session.play(tracks.record(1));
  const auto all = radio(tracks, session, 119, 0, nothing);
  CHECK(std::set(all.begin(), all.end()).size() == 119);
  Session forgetful;
  forgetful.play(tracks.record(1));
  const auto some = radio(tracks, forgetful, 100, 10, nothing);
  for (std::size_t i = 0; i < some.size(); ++i)
    for (std::size_t j = i + 1; j < std::min(i + 11, some.size()); ++j) CHECK(some[i] != some[j]);
}

TEST_CASE("a session is a file that continues") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("radio.jsonl");
  const Tracks tracks(two_kinds());
  Session session = Session::read(path);
  CHECK(session.played().empty());
  CHECK_THROWS_AS(session.judge_last(false), Error);
  session.play(tracks.record(4));
  session.judge_last(true);
  session.play(tracks.record(7));
  session.judge_last(false);
  session.play(track("elsewhere", {}, {}));
  session.write(path);
  const Session again = Session::read(path);
  REQUIRE(again.played().size() == 3);
  CHECK(again.played()[0].path == "/m/4");
  CHECK(again.played()[1].liked == false);
  const auto seeds =
      again.seeds(tracks, 0);  // the last first; what the catalogue lacks is left out
  REQUIRE(seeds.size() == 2);
  CHECK(*seeds[0].seed_weight == doctest::Approx(-0.75 * 0.9));
  CHECK(*seeds[1].seed_weight == doctest::Approx(0.81));
  CHECK(again.seeds(tracks, 2).size() == 1);
}
