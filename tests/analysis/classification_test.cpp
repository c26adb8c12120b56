// Records and audio are classified together.
#include "analysis/classification.h"

#include <doctest/doctest.h>

#include "analysis/prediction.h"
#include "analysis/small_model.h"
#include "base/file.h"

using namespace melsift;
using analysis::Track;

namespace {

Track audio_track(const std::string& path) {
  Track track;
  track.record.path = track.where = path;
  return track;
}

std::vector<analysis::ClassificationTask> classified(const model::Committee& committee,
                                                     std::vector<Track>& tracks) {
  std::vector<analysis::ClassificationTask> tasks;
  for (Track& track : tracks) tasks.push_back({&track, {}, {}});
  analysis::classify(committee, tasks);
  return tasks;
}

std::vector<float> scores(const record::Record& record) {
  std::vector<float> values;
  for (const record::Score& score : record.scores) values.push_back(score.value);
  return values;
}

}  // namespace

TEST_CASE("audio, bytes and features of one track get the same scores from one model") {
  const test::TemporaryFolder folder;
  const std::string path = test::tone(folder, "a.wav", 3.0);
  const model::Committee committee({test::model_file(folder, "1", 1)}, 1);
  const auto extracted =
      analysis::extract_records(audio_track(path), *committee.members().front().extractor);
  Track record, bytes;
  record.record = extracted.front();
  record.where = "tracks.jsonl:1";
  bytes.where = "standard input";
  bytes.audio = std::make_shared<audio::TrackFile>(read_file(path), bytes.where);
  std::vector<Track> tracks = {audio_track(path), record, bytes};
  const auto tasks = classified(committee, tracks);
  const auto expected = scores(committee.predict([&](const model::Member& member) {
    record::Record alone = extracted.front();
    member.classifier(alone, path);
    return alone;
  }));
  CHECK(expected.size() == 3);
  for (const auto& task : tasks) {
    CHECK_FALSE(task.failure);
    REQUIRE(task.records.size() == 1);
    CHECK(scores(task.records[0]) == expected);
  }
}

TEST_CASE("several models classify audio together, and one classifies features") {
  const test::TemporaryFolder folder;
  const std::string path = test::tone(folder, "a.wav", 3.0);
  const model::Committee committee(
      {test::model_file(folder, "1", 1), test::model_file(folder, "2", 2)}, 1);
  Track record;
  record.record =
      analysis::extract_records(audio_track(path), *committee.members().front().extractor).front();
  std::vector<Track> tracks = {audio_track(path), record};
  const auto tasks = classified(committee, tracks);
  analysis::Sound sound(std::make_shared<audio::TrackFile>(path, audio::TrackFile::Access::parts));
  CHECK(scores(tasks[0].records.at(0)) ==
        scores(analysis::predict(committee, test::named(path), sound, path)));
  const model::Committee first({committee.members().front().path}, 1);
  std::vector<Track> alone = {audio_track(path)};
  CHECK(scores(tasks[1].records.at(0)) == scores(classified(first, alone)[0].records.at(0)));
}

TEST_CASE("the failure of a track does not affect others") {
  const test::TemporaryFolder folder;
  const std::string good = test::tone(folder, "a.wav", 3.0);
  const std::string bad = folder.file("bad.wav", "no sound");
  const std::string one = test::model_file(folder, "1", 1), two = test::model_file(folder, "2", 2);
  for (const auto& models : {std::vector{one}, std::vector{one, two}}) {
    const model::Committee committee(models, 1);
    Track odd;
    odd.record.features = {1.0F, 2.0F};
    odd.where = "tracks.jsonl:2";
    std::vector<Track> tracks = {audio_track(bad), audio_track(good), odd,
                                 audio_track(folder.path("none.wav"))};
    const auto tasks = classified(committee, tracks);
    REQUIRE(tasks[0].failure);
    CHECK(std::string(tasks[0].failure->what()).starts_with(bad + ": "));
    CHECK_FALSE(tasks[1].failure);
    CHECK(tasks[1].records.size() == 1);
    REQUIRE(tasks[2].failure);
    CHECK(std::string(tasks[2].failure->what()).starts_with("tracks.jsonl:2: "));
    REQUIRE(tasks[3].failure);
    CHECK(tasks[3].failure->kind() == ErrorKind::not_found);
  }
}
