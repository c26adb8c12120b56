// From audio to predictions.
#include "analysis/prediction.h"

#include <doctest/doctest.h>

#include "analysis/small_model.h"

using namespace melsift;
using test::model_file;
using test::named;
using test::tone;

namespace {

struct Counted {
  explicit Counted(const std::string& path)
      : sound([this, path](int rate) {
          ++opened;
          return audio::Stream(path, {.sample_rate = rate});
        }) {}

  int opened = 0;
  analysis::Sound sound;
};

}  // namespace

TEST_CASE("a committee decodes a track once") {
  const test::TemporaryFolder folder;
  const std::string path = tone(folder, "a.wav", 3.0);
  const std::string first = model_file(folder, "1", 1), second = model_file(folder, "2", 2);
  for (const unsigned threads : {1U, 2U}) {
    const model::Committee both({first, second}, threads);
    Counted track(path);
    const auto said = analysis::predict(both, named(path), track.sound, path);
    CHECK(track.opened == 1);
    CHECK(said.scores.size() == 3);
    CHECK(said.embedding.size() == 16);
    CHECK(said.duration_s == doctest::Approx(3.0));
    CHECK(said.sample_rate == 8000);
    // The mean of the single predictions.
    double mean = 0.0;
    for (const std::string& one : {first, second}) {
      Counted alone(path);
      const model::Committee committee({one}, threads);
      mean += static_cast<double>(
                  analysis::predict(committee, named(path), alone.sound, path).scores[1].value) /
              2;
      CHECK(alone.opened == 1);
    }
    CHECK(static_cast<double>(said.scores[1].value) == doctest::Approx(mean));
  }
}

TEST_CASE("short and silent tracks are classified") {
  const test::TemporaryFolder folder;
  const model::Committee committee({model_file(folder, "1", 1)}, 1);
  for (const std::string& path :
       {tone(folder, "short.wav", 0.1), tone(folder, "one.wav", 1.0 / 8000.0),
        tone(folder, "silent.wav", 2.0, 0.0)}) {
    CAPTURE(path);
    Counted track(path);
    const auto said = analysis::predict(committee, named(path), track.sound, path);
    double sum = 0.0;
    for (const record::Score& score : said.scores) sum += static_cast<double>(score.value);
    CHECK(sum == doctest::Approx(1.0));
    CHECK_FALSE(said.predicted.empty());
  }
}

TEST_CASE("9 to 16 windows of a long track are analysed") {
  const test::TemporaryFolder folder;
  const model::Committee committee({model_file(folder, "1", 1)}, 1);
  const auto frames = [&](double seconds, std::int64_t stride) {
    const std::string path = tone(folder, "long.wav", seconds);
    analysis::Samples samples(audio::Stream(path, {.sample_rate = 8000}));
    const auto features =
        analysis::extract_for(committee.members().front(), named(path), samples, path);
    CHECK(features.stride == stride);
    REQUIRE(features.records.size() == 1);
    return features.records.front().mel.cols();
  };
  CHECK(frames(12.7, 1) == 128);   // 16 windows of 8 frames
  CHECK(frames(13.6, 2) == 72);    // 9 of 18 windows
  CHECK(frames(300.0, 32) == 96);  // 12 of 376
}

TEST_CASE("samples in memory are those of the stream, also after rewinding") {
  const test::TemporaryFolder folder;
  const std::string path = tone(folder, "a.wav", 2.0);
  Counted track(path);
  const auto all = [](analysis::Samples samples) {
    std::vector<float> out;
    while (samples.read(out)) {
    }
    const std::size_t once = out.size();
    samples.rewind();
    while (samples.read(out)) {
    }
    CHECK(out.size() == 2 * once);
    CHECK(samples.source().frames == 16000);
    CHECK(samples.source().sample_rate == 8000);
    return out;
  };
  const auto streamed = all(track.sound.samples(11025));
  CHECK(track.opened == 1);
  track.sound.keep(11025);
  track.sound.keep(11025);
  CHECK(track.opened == 2);
  CHECK(all(track.sound.samples(11025)) == streamed);
  CHECK(track.opened == 2);
  CHECK(all(track.sound.samples(8000)).size() == 32000);
  CHECK(track.opened == 3);
}
