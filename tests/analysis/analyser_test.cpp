// The complete analysis of a track, compared with its single parts.
#include "analysis/analyser.h"

#include <doctest/doctest.h>

#include "analysis/small_model.h"
#include "analysis/track_reader.h"

using namespace melsift;

namespace {

const analysis::StageWatcher kIgnoreStages = [](analysis::Stage, double) {};

std::shared_ptr<const audio::TrackFile> open(const std::string& path) {
  return std::make_shared<const audio::TrackFile>(path, audio::TrackFile::Access::whole);
}

}  // namespace

TEST_CASE("an analysis and a scan give the same features") {
  const test::TemporaryFolder folder;
  const std::string path = test::tone(folder, "a.wav", 9.0);
  const std::vector<std::string> models = {test::model_file(folder, "1", 1),
                                           test::model_file(folder, "2", 2)};
  const analysis::Analyser analyser(models);
  const analysis::TrackReader reader(models, true, 1);
  const auto analysed = analyser(path, "song.wav", "", kIgnoreStages);
  const auto scanned = reader(open(path));
  CHECK(analysed.record.path == "song.wav");
  CHECK(scanned.path == path);
  CHECK(analysed.record.predicted == scanned.predicted);
  CHECK(analysed.record.embedding == scanned.embedding);
  CHECK(analysed.record.duration_s == 9.0);
  CHECK(scanned.duration_s == 9.0);
  REQUIRE(scanned.scores.size() == 3);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(analysed.record.scores[i].value == scanned.scores[i].value);
  // Windows of 8 frames of 0.1 s; 9 s are 91 frames.
  REQUIRE(analysed.windows.size() == 11);
  CHECK(analysed.windows[10].start_s == doctest::Approx(8.0));
  CHECK(analysed.windows[10].duration_s == doctest::Approx(0.8));
}

TEST_CASE("without a model there are samples for a picture, and the catalogue's features") {
  const test::TemporaryFolder folder;
  const std::string path = test::tone(folder, "a.wav", 2.0);
  const analysis::Analyser analyser({});
  const auto plain = analyser(path, "a", "", kIgnoreStages);
  CHECK(plain.record.features.empty());
  CHECK(plain.windows.empty());
  const auto expected = audio::read(path, analysis::kPictureRate).samples;
  REQUIRE(plain.samples.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); i += 997)
    CHECK(plain.samples[i] ==
          doctest::Approx(32767.0 * static_cast<double>(expected[i])).epsilon(0.5));
  const feature::FrontEnd front_end{.set = feature::FeatureSet::gtzan57};
  const auto comparable = analyser(path, "a", front_end.text(), kIgnoreStages);
  CHECK(comparable.record.front_end == front_end.text());
  CHECK(comparable.samples == plain.samples);
  const analysis::TrackReader reader({}, true, 1);
  CHECK(comparable.record.features == reader(open(path)).features);
}

TEST_CASE("stages progress, and an exception of the watcher ends the work") {
  const test::TemporaryFolder folder;
  const std::string path = test::tone(folder, "a.wav", 4.0);
  const analysis::Analyser analyser({test::model_file(folder, "1", 1)});
  double last = 0.0;
  int stage = -1;
  analyser(path, "a", "", [&](analysis::Stage now, double share) {
    CHECK(share >= 0.0);
    CHECK(share <= 1.0);
    if (static_cast<int>(now) == stage) CHECK(share >= last);
    stage = static_cast<int>(now);
    last = share;
  });
  CHECK(stage >= 0);
  struct Enough {};
  CHECK_THROWS_AS(analyser(path, "a", "", [](analysis::Stage, double) { throw Enough(); }), Enough);
}
