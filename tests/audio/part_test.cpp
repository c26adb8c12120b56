// Parts of a file, and reading it again.
#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "audio/read.h"
#include "audio/resample.h"
#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "support/support.h"

using namespace melsift;

namespace {

constexpr int kRate = 44100;

// Noise: no two places in it are alike.
std::vector<float> noise(std::size_t count) {
  Random random(7);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = static_cast<float>(random.uniform(-0.5, 0.5));
  return samples;
}

struct Format {
  const char* name;
  int code;
};
const Format kFormats[] = {
    {"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
    {"b.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
    {"c.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
    {"d.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III},
    {"e.wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM},
};

std::vector<float> rest(audio::Stream& stream) {
  std::vector<float> samples;
  while (stream.read(samples)) {
  }
  return samples;
}

}  // namespace

TEST_CASE("a part has the samples of the whole, in every format") {
  const test::TemporaryFolder folder;
  for (const Format& format : kFormats) {
    CAPTURE(std::string(format.name));
    const auto path = folder.path(format.name);
    test::write_audio(path, noise(3 * kRate), 1, kRate, format.code);
    const auto whole = audio::read(path, 0).samples;
    // librosa.load: int(offset * sr) frames left out, int(duration * sr) read.
    const auto clip =
        audio::read(path, {.sample_rate = 0, .offset_s = 1.00001, .duration_s = 0.73});
    REQUIRE(clip.samples.size() == 32193);
    CHECK(std::equal(clip.samples.begin(), clip.samples.end(), whole.begin() + 44100));
    CHECK(clip.source.frames == 32193);
    const auto tail = audio::read(path, {.sample_rate = 0, .offset_s = 2.5});
    CHECK(
        std::equal(tail.samples.begin(), tail.samples.end(), whole.begin() + 110250, whole.end()));
    const auto more = audio::read(path, {.sample_rate = 0, .offset_s = 2.5, .duration_s = 9.0});
    CHECK(more.samples == tail.samples);
    const auto head = audio::read(path, {.sample_rate = 0, .duration_s = 2.0});
    REQUIRE(head.samples.size() == 88200);
    CHECK(std::equal(head.samples.begin(), head.samples.end(), whole.begin()));
  }
}

TEST_CASE("a part is resampled separately") {
  const test::TemporaryFolder folder;
  const auto samples = noise(kRate);
  test::write_audio(folder.path("a.wav"), samples, 1, kRate, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  audio::Resampler resampler(kRate, 16000);
  std::vector<float> expected;
  resampler.push(std::span(samples).subspan(11025, 22050), expected);
  resampler.finish(expected);
  CHECK(audio::read(folder.path("a.wav"), {16000, 0.25, 0.5}).samples == expected);
}

TEST_CASE("impossible parts") {
  const test::TemporaryFolder folder;
  for (const char* name : {"a.wav", "b.ogg"}) {
    const auto path = folder.path(name);
    const int code =
        name[0] == 'a' ? SF_FORMAT_WAV | SF_FORMAT_PCM_16 : SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    test::write_audio(path, noise(2 * kRate), 1, kRate, code);
    for (const double offset : {2.0, 3.5}) {
      const std::string at = offset == 2.0 ? "2.0" : "3.5";
      CHECK_THROWS_WITH_AS(audio::read(path, {.offset_s = offset}),
                           (path + ": starts after the end (at " + at + " s of 2.0 s)").c_str(),
                           Error);
    }
    CHECK(audio::read(path, {.sample_rate = 0, .offset_s = 1.99999}).samples.size() == 1);
    for (const double bad : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
      CHECK_THROWS_AS(audio::read(path, {.offset_s = bad}), Error);
      CHECK_THROWS_AS(audio::read(path, {.duration_s = bad}), Error);
    }
    CHECK_THROWS_WITH_AS(audio::read(path, {.duration_s = 1e-5}),
                         "duration_s: 1e-05 s are less than a sample at 44100 Hz", Error);
  }
}

TEST_CASE("a complete part of a truncated file is read") {
  const test::TemporaryFolder folder;
  for (const Format& format : kFormats) {
    CAPTURE(std::string(format.name));
    const auto path = folder.path(format.name);
    test::write_audio(path, noise(4 * kRate), 1, kRate, format.code);
    const std::string bytes = read_file(path);
    const std::string cut = bytes.substr(0, bytes.size() / 2);
    const auto read = [&](double offset, double duration) {
      return audio::read_bytes(cut, "cut", audio::ReadOptions{0, offset, duration});
    };
    CHECK(read(0.5, 0.5).samples == audio::read(path, {0, 0.5, 0.5}).samples);
    for (const auto& [offset, duration] : {std::pair{1.0, 2.0}, {1.0, 0.0}, {3.0, 0.5}}) {
      try {
        read(offset, duration);
        FAIL("read what is not there");
      } catch (const Error& error) {
        CHECK(std::string(error.what()).starts_with("cut: truncated"));
      }
    }
  }
}

TEST_CASE("rewinding gives the same samples again") {
  const test::TemporaryFolder folder;
  for (const Format& format : kFormats) {
    CAPTURE(std::string(format.name));
    const auto path = folder.path(format.name);
    test::write_audio(path, noise(3 * kRate), 1, kRate, format.code);
    for (const double offset : {0.0, 0.6}) {
      audio::Stream stream(path, {.offset_s = offset});
      const auto first = rest(stream);
      const auto frames = stream.source().frames;
      stream.rewind();
      CHECK(stream.source().frames == 0);
      CHECK(rest(stream) == first);
      CHECK(stream.source().frames == frames);
      stream.rewind();
      std::vector<float> begun;
      stream.read(begun);
      stream.rewind();  // in the middle of it
      CHECK(rest(stream) == first);
    }
    audio::Stream piped(read_file(path), "standard input", {});
    const auto first = rest(piped);
    piped.rewind();
    CHECK(rest(piped) == first);
  }
}
