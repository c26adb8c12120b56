// Ogg files with several streams, one after another or in parallel.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "audio/read_bytes.h"
#include "base/file.h"
#include "base/random.h"
#include "support/audio_bytes.h"
#include "support/support.h"

using namespace melsift;
using test::read;
using test::refusal;
using namespace std::string_literals;

namespace {

constexpr int kVorbis = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
constexpr int kOpus = SF_FORMAT_OGG | SF_FORMAT_OPUS;

std::string ogg(int format, double seconds, int channels = 1, int rate = 48000) {
  Random random(static_cast<std::uint64_t>(seconds * 10));
  std::vector<float> samples(static_cast<std::size_t>(seconds * rate * channels));
  for (float& sample : samples) sample = static_cast<float>(random.uniform(-0.3, 0.3));
  const test::TemporaryFolder folder;
  test::write_audio(folder.path("a.ogg"), samples, channels, rate, format);
  return read_file(folder.path("a.ogg"));
}

std::string in_stream(const std::string& file, std::uint32_t stream) {
  std::string out;
  for (const std::string& page : test::ogg_pages(file)) out += test::ogg_page_of(page, stream);
  return out;
}

std::vector<float> joined(const std::vector<std::string>& files) {
  std::vector<float> samples;
  for (const std::string& file : files) {
    const auto clip = read(file);
    samples.insert(samples.end(), clip.samples.begin(), clip.samples.end());
  }
  return samples;
}

}  // namespace

TEST_CASE("all streams of a chain are read") {
  // oggdec and opusdec, too, decode all links; their lengths are the sum of the links'.
  for (const int format : {kVorbis, kOpus}) {
    const std::string first = in_stream(ogg(format, 2.0), 1);
    const std::string second = in_stream(ogg(format, 1.5), 2);
    const std::string third = in_stream(ogg(format, 0.5), 1);
    const auto clip = read(first + second + third);
    CHECK(clip.source.frames == 4 * 48000);
    CHECK(clip.samples == joined({first, second, third}));
    CHECK(read(first + first).source.frames == 4 * 48000);
    const auto part = audio::read_bytes(first + second, "x",
                                        {.sample_rate = 0, .offset_s = 1.5, .duration_s = 1.0});
    REQUIRE(part.samples.size() == 48000);
    CHECK(std::equal(part.samples.begin(), part.samples.end(), clip.samples.begin() + 72000));
    // A link that is cut.
    CHECK(refusal(first + second.substr(0, second.size() - 500)).starts_with("x: truncated"));
    const auto pages = test::ogg_pages(first);
    CHECK(refusal(first.substr(0, first.size() - pages.back().size()) + second) ==
          "x: truncated: its Ogg stream has no end");
  }
}

TEST_CASE("the links of a chain may differ in channels, not in their sample rate") {
  const std::string mono = in_stream(ogg(kVorbis, 1.0, 1), 1);
  const std::string stereo = in_stream(ogg(kVorbis, 2.0, 2), 2);
  CHECK(read(mono + stereo).samples == joined({mono, stereo}));
  CHECK(read(mono + stereo).source.channels == 1);
  CHECK(read(stereo + mono).samples == joined({stereo, mono}));
  const std::string other = in_stream(ogg(kVorbis, 1.0, 1, 44100), 3);
  CHECK(refusal(mono + other) ==
        "x: contains streams with different sample rates (48000 and 44100 Hz)");
}

TEST_CASE("a picture stream beside the audio stream") {
  // ffmpeg writes a cover as Theora so, and reads the sound back whole.
  const std::string picture_head = "\x80theora"s + std::string(35, '\0');
  for (const int format : {kVorbis, kOpus}) {
    const std::string sound = in_stream(ogg(format, 2.0), 1);
    const auto pages = test::ogg_pages(sound);
    std::string both = test::ogg_page(picture_head, 9, 0, 2) + pages[0];
    both += test::ogg_page("\x81theora comments", 9, 1, 0);
    for (std::size_t i = 1; i < pages.size(); ++i) {
      if (i + 1 == pages.size()) both += test::ogg_page("a picture", 9, 2, 4);
      both += pages[i];
    }
    CHECK(read(both).samples == read(sound).samples);
    CHECK(read(both).source.frames == 2 * 48000);
  }
}

TEST_CASE("Ogg FLAC") {
  // "flac --ogg" (1.4.2) made it of 4000 samples at 8 kHz.
  const auto clip = read(read_file(test::data("audio/ogg_flac.oga")));
  REQUIRE(clip.samples.size() == 4000);
  for (int i = 0; i < 4000; ++i)
    REQUIRE(clip.samples[static_cast<std::size_t>(i)] ==
            static_cast<float>(i * 37 % 2001 - 1000) / 32768.0F);
  CHECK(clip.source.sample_rate == 8000);
}

TEST_CASE("Opus whose header does not know the rate") {
  // RFC 7845, 5.1: the rate of the original input is for information; 0 is "unspecified".  opusdec
  // decodes it at 48 kHz.
  auto pages = test::ogg_pages(ogg(kOpus, 2.0));
  const std::size_t head = pages[0].find("OpusHead");
  REQUIRE(head != std::string::npos);
  const auto clip = read(ogg(kOpus, 2.0));
  pages[0].replace(head + 12, 4, 4, '\0');
  std::string bytes = test::with_checksum(pages[0]);
  for (std::size_t i = 1; i < pages.size(); ++i) bytes += pages[i];
  CHECK(read(bytes).source.sample_rate == 48000);
  CHECK(read(bytes).samples == clip.samples);
}

TEST_CASE("two FLAC files in one") {
  const test::TemporaryFolder folder;
  test::write_audio(folder.path("a.flac"), std::vector<float>(8000, 0.25F), 1, 8000,
                    SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  const std::string flac = read_file(folder.path("a.flac"));
  CHECK(read(flac + test::id3v1_tag("Title", "1987")).source.frames == 8000);
  CHECK(refusal(flac + flac) ==
        "x: contains a second file, from byte " + std::to_string(flac.size()));
}
