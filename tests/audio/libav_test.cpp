// Formats that libsndfile can't read.
#include <cmath>
#include <functional>
#include <numbers>

#include <doctest/doctest.h>

#include "audio/read.h"
#include "base/error.h"
#include "base/file.h"
#include "support/libav_audio.h"
#include "support/support.h"

using namespace melsift;

namespace {

struct Format {
  const char* name;
  const char* encoder;
  int rate;
};
const Format kFormats[] = {
    {"a.m4a", "aac", 44100},   {"b.m4a", "alac", 48000},       {"c.aac", "aac", 22050},
    {"d.wma", "wmav2", 44100}, {"e.webm", "libvorbis", 44100}, {"f.webm", "libopus", 48000},
    {"g.mka", "flac", 32000},  {"h.wv", "wavpack", 44100},     {"i.wav", "adpcm_swf", 44100},
};

// A sine of 440 Hz and amplitude 0.5 on the left, and of half that on the right.
std::vector<float> sine(int rate, double seconds) {
  std::vector<float> samples;
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i) {
    const double value = 0.5 * std::sin(2 * std::numbers::pi * 440.0 * i / rate);
    samples.push_back(static_cast<float>(value));
    samples.push_back(static_cast<float>(value / 2));
  }
  return samples;
}

// The amplitude of the sine of this frequency in a sound, over whole periods.
double amplitude(std::span<const float> samples, double hz, double rate) {
  double re = 0.0, im = 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate;
    re += samples[i] * std::cos(phase);
    im += samples[i] * std::sin(phase);
  }
  return 2 * std::hypot(re, im) / static_cast<double>(samples.size());
}

// Calls `check` with a file of 3 s, in two channels, of each format that this build can write.
void for_each_format(const std::function<void(const Format&, const std::string& path)>& check) {
  const test::TemporaryFolder folder;
  for (const Format& format : kFormats) {
    CAPTURE(std::string(format.name));
    if (!test::has_libav_encoder(format.encoder)) {
      test::skip(std::string("this build has no libav encoder ") + format.encoder);
      continue;
    }
    const auto path = folder.path(format.name);
    test::write_libav_audio(path, sine(format.rate, 3.0), 2, format.rate, format.encoder);
    check(format, path);
  }
}

}  // namespace

TEST_CASE("libav reads formats that libsndfile can't read" * doctest::test_suite("outside")) {
  for_each_format([](const Format& format, const std::string& path) {
    const auto clip = audio::read(path, 0);
    CHECK(clip.source.channels == 2);
    CHECK(clip.source.sample_rate == format.rate);
    // Encoders add their delay, or lose it: two frames of 2048 at most.
    CHECK(std::abs(static_cast<double>(clip.source.frames) - 3.0 * format.rate) <= 4096);
    // The mean of the two channels, away from the ends, without other sounds.
    const auto middle =
        std::span(clip.samples)
            .subspan(static_cast<std::size_t>(format.rate), static_cast<std::size_t>(format.rate));
    CHECK(amplitude(middle, 440.0, format.rate) == doctest::Approx(0.375).epsilon(0.01));
    double power = 0.0;
    for (const float x : middle) power += static_cast<double>(x) * x / format.rate;
    CHECK(std::sqrt(2 * power) == doctest::Approx(0.375).epsilon(0.01));

    const std::string bytes = read_file(path);
    CHECK(audio::read_bytes(bytes, "standard input", 0).samples == clip.samples);
    const auto part = audio::read(path, {.sample_rate = 0, .offset_s = 1.0, .duration_s = 1.0});
    CHECK(std::equal(part.samples.begin(), part.samples.end(), middle.begin(), middle.end()));
    audio::Stream stream(path, {.sample_rate = 0});
    std::vector<float> again;
    stream.read(again);
    stream.rewind();
    again.clear();
    while (stream.read(again)) {
    }
    CHECK(again == clip.samples);
  });
}

TEST_CASE("a lossless codec preserves the samples" * doctest::test_suite("outside")) {
  if (!test::has_libav_encoder("alac")) {
    test::skip("this build has no libav encoder alac");
    return;
  }
  const test::TemporaryFolder folder;
  std::vector<float> samples;  // exact in 16 bits
  for (int i = 0; i < 30000; ++i) samples.push_back(static_cast<float>(i % 32749 - 16000));
  std::vector<float> scaled(samples);
  for (float& sample : scaled) sample /= 32767.0F;
  test::write_libav_audio(folder.path("a.m4a"), scaled, 1, 44100, "alac");
  auto read = audio::read(folder.path("a.m4a"), 0).samples;
  REQUIRE(read.size() >= samples.size());
  read.resize(samples.size());
  for (float& sample : read) sample *= 32768.0F;
  CHECK(test::largest_difference(read, samples) == 0.0);
}

TEST_CASE("truncated files of libav are reported by name" * doctest::test_suite("outside")) {
  for_each_format([](const Format&, const std::string& path) {
    const std::string bytes = read_file(path);
    for (std::size_t cut = 4096; cut < bytes.size(); cut += 4096) {
      CAPTURE(cut);
      CHECK_THROWS_WITH_AS(audio::read_bytes(bytes.substr(0, cut), "cut"),
                           doctest::Contains("cut: "), Error);
    }
  });
}

TEST_CASE("bytes after the sound of WavPack and TTA" * doctest::test_suite("outside")) {
  // ffmpeg 5.1 reads the same length of each, with and without the rest.
  const test::TemporaryFolder folder;
  for (const auto& [name, encoder] : {std::pair{"a.wv", "wavpack"}, {"a.tta", "tta"}}) {
    CAPTURE(std::string(name));
    if (!test::has_libav_encoder(encoder)) {
      test::skip(std::string("this build has no libav encoder ") + encoder);
      continue;
    }
    test::write_libav_audio(folder.path(name), sine(44100, 2.0), 2, 44100, encoder);
    const std::string bytes = read_file(folder.path(name));
    const auto samples = audio::read_bytes(bytes, "x", 0).samples;
    CHECK(samples.size() > 88000);
    for (const std::string& rest :
         {std::string(1, '\0'), std::string(5000, '\0'), std::string(600, 'U'),
          std::string("TAG") + std::string(125, ' ')})
      CHECK(audio::read_bytes(bytes + rest, "x", 0).samples == samples);
  }
}

TEST_CASE("a second TTA file after the first" * doctest::test_suite("outside")) {
  if (!test::has_libav_encoder("tta")) return test::skip("this build has no libav encoder tta");
  const test::TemporaryFolder folder;
  test::write_libav_audio(folder.path("a.tta"), sine(44100, 1.0), 2, 44100, "tta");
  const std::string bytes = read_file(folder.path("a.tta"));
  CHECK_THROWS_WITH(
      audio::read_bytes(bytes + bytes, "x", 0),
      ("x: contains a second file, from byte " + std::to_string(bytes.size()))
          .c_str());
}

TEST_CASE("packets without the container that keeps them apart" * doctest::test_suite("outside")) {
  // ffmpeg 5.1 writes Vorbis into a WAV, and decodes 128 samples of it.
  if (!test::has_libav_encoder("libvorbis"))
    return test::skip("this build has no libav encoder libvorbis");
  const test::TemporaryFolder folder;
  test::write_libav_audio(folder.path("a.wav"), sine(44100, 2.0), 2, 44100, "libvorbis");
  CHECK_THROWS_WITH_AS(audio::read(folder.path("a.wav"), 0),
                       doctest::Contains("its header promises 2.0 s"), Error);
}

TEST_CASE("a build without libav says what is missing") {
  if (test::has_libav_encoder("aac")) return;
  CHECK_THROWS_WITH_AS(
      audio::read_bytes(std::string("\0\0\0\x10"
                                    "ftypM4A \0\0\0\0",
                                    16),
                        "a.m4a"),
      "a.m4a: MPEG-4 (m4a) needs melsift built with libavformat (Debian: libavformat-dev "
      "libavcodec-dev libavutil-dev)",
      Error);
}
