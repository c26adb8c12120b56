// Decoding, mixing and resampling compared with the samples of librosa.load, and incomplete files.
#include "audio/read.h"

#include <cmath>
#include <numbers>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "audio/container.h"
#include "base/error.h"
#include "base/file.h"
#include "support/support.h"

using namespace melsift;

namespace {

std::vector<float> sine(int sample_rate, int channels, double seconds) {
  std::vector<float> samples;
  for (int i = 0; i < static_cast<int>(seconds * sample_rate); ++i)
    for (int c = 0; c < channels; ++c)
      samples.push_back(
          static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 440.0 * i / sample_rate)));
  return samples;
}

struct Format {
  const char* name;
  int code;
  int rate;
};
const Format kFormats[] = {
    {"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 22050},
    {"b.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100},
    {"c.au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 22050},
    {"d.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44100},
    {"e.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000},
    {"f.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100},
    {"g.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000},
    {"h.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100},
    {"i.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_24, 44100},
    {"j.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 22050},
    {"k.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 32000},
    {"l.ulaw.au", SF_FORMAT_AU | SF_FORMAT_ULAW, 22050},
    {"m.adpcm.wav", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 22050},
};

double rms(const std::vector<float>& samples) {
  double sum = 0.0;
  for (const float x : samples) sum += static_cast<double>(x) * x;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

}  // namespace

TEST_CASE("samples equal librosa.load's") {
  // 8 kHz to 22.05 kHz; soundfile, numpy and soxr gave the reference.
  const auto clip = audio::read(test::data("librosa/mono8k.wav"));
  const auto expected = test::read_npy(test::data("librosa/mono8k.samples22050.npy"));
  CHECK(clip.sample_rate == 22050);
  CHECK(clip.source.sample_rate == 8000);
  CHECK(clip.source.frames == 24000);
  CHECK(clip.source.duration_s() == 3.0);
  CHECK(test::largest_difference(clip.samples, expected.values) <= 1e-5);
}

TEST_CASE("samples equal librosa.load's, all signals" * doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "golden/librosa");
  for (const std::string name :
       {"mono48k", "mono8k", "short22k", "silence22k", "stereo44k", "tune22k"}) {
    const auto clip = audio::read(*folder + "/" + name + ".wav");
    const auto expected = test::read_npy(*folder + "/" + name + ".samples22050.npy");
    const double difference = test::largest_difference(clip.samples, expected.values);
    MESSAGE(name, " samples: largest difference ", difference);
    CHECK(difference <= 1e-5);
  }
}

TEST_CASE("every format is read, from a path and from bytes alike") {
  const test::TemporaryFolder folder;
  for (const Format& format : kFormats) {
    CAPTURE(std::string(format.name));
    const std::string path = folder.path(format.name);
    test::write_audio(path, sine(format.rate, 2, 2.0), 2, format.rate, format.code);
    const auto clip = audio::read(path);
    CHECK(clip.sample_rate == 22050);
    CHECK(clip.source.channels == 2);
    CHECK(clip.source.sample_rate == format.rate);
    CHECK(clip.source.duration_s() == doctest::Approx(2.0).epsilon(0.03));
    // A sine of amplitude 0.5 has an RMS of 0.5 / sqrt(2); lossy codecs keep it within 2 %.
    CHECK(rms(clip.samples) == doctest::Approx(0.5 / std::numbers::sqrt2).epsilon(0.02));
    const auto from_bytes = audio::read_bytes(read_file(path), "standard input");
    CHECK(from_bytes.samples == clip.samples);
    CHECK(audio::looks_like_audio(read_file(path).substr(0, 64)));
  }
}

TEST_CASE("channels are averaged") {
  const test::TemporaryFolder folder;
  test::write_audio(folder.path("a.wav"),
                    std::vector<float>{0.5F, 0.25F, 0.0F, -1.0F, 0.5F, -0.75F}, 3, 22050,
                    SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  const auto clip = audio::read(folder.path("a.wav"));
  REQUIRE(clip.samples.size() == 2);
  CHECK(clip.samples[0] == 0.25F);
  CHECK(clip.samples[1] == doctest::Approx(-1.25 / 3));
}

TEST_CASE("a truncated file is named, whatever its format and wherever it is cut") {
  const test::TemporaryFolder folder;
  for (const Format& format : kFormats) {
    CAPTURE(std::string(format.name));
    const std::string path = folder.path(format.name);
    test::write_audio(path, sine(format.rate, 1, 3.0), 1, format.rate, format.code);
    const std::string bytes = read_file(path);
    CHECK_NOTHROW(audio::read(path));
    for (std::size_t cut = 4096; cut < bytes.size(); cut += 4096) {
      CAPTURE(cut);
      const std::string half = std::string("half-") + format.name;
      bool refused = false;
      try {
        audio::read_bytes(bytes.substr(0, cut), half);
      } catch (const Error& error) {
        refused = true;
        CHECK(std::string(error.what()).starts_with(half + ": "));
        CHECK(error.kind() == ErrorKind::corrupt);
      }
      CHECK(refused);
    }
  }
}

TEST_CASE("sizes that mean unknown, as in pipes, are accepted") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("a.wav");
  test::write_audio(path, sine(22050, 1, 1.0), 1, 22050, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  std::string bytes = read_file(path);
  const std::size_t data = bytes.find("data");
  REQUIRE(data != std::string::npos);
  bytes.replace(data + 4, 4, "\xFF\xFF\xFF\xFF");
  CHECK(audio::read_bytes(bytes, "pipe").source.frames == 22050);
}

TEST_CASE("files that are not audio are reported as such") {
  const test::TemporaryFolder folder;
  const auto text = folder.file(
      "text.wav", "These are words and no music at all, however long they may go on.\n");
  CHECK_THROWS_WITH_AS(audio::read(text),
                       (text + ": is not an audio file of a known format").c_str(), Error);
  const auto empty = folder.file("empty.wav", "");
  CHECK_THROWS_WITH_AS(audio::read(empty), (empty + ": is empty").c_str(), Error);
  const auto none = folder.path("none.wav");
  CHECK_THROWS_WITH_AS(audio::read(none),
                       (none + ": can't open: No such file or directory").c_str(), Error);
  CHECK_THROWS_WITH_AS(audio::read(folder.path()), (folder.path() + ": is a folder").c_str(),
                       Error);
}

TEST_CASE("samples that are not finite are refused") {
  const test::TemporaryFolder folder;
  auto samples = sine(22050, 1, 1.0);
  samples[1234] = std::numeric_limits<float>::quiet_NaN();
  const auto path = folder.path("nan.wav");
  test::write_audio(path, samples, 1, 22050, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  CHECK_THROWS_WITH_AS(audio::read(path), (path + ": sample 1234 is not a finite number").c_str(),
                       Error);
}

TEST_CASE("rates beyond reason are refused") {
  const test::TemporaryFolder folder;
  for (const int rate : {1, 999, 10000000}) {
    const auto path = folder.path("rate.wav");
    test::write_audio(path, std::vector<float>(100, 0.1F), 1, rate,
                      SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    CHECK_THROWS_WITH_AS(
        audio::read(path),
        (path + ": sample rate " + std::to_string(rate) + " Hz, expected 1000 to 1000000").c_str(),
        Error);
  }
}
