// The frames of an MP3 between other data, and in other files.
#include <cmath>
#include <numbers>
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

constexpr int kRate = 44100;

// Two seconds of a sine of 440 Hz and amplitude 0.5.
std::string mp3(int channels = 1, int rate = kRate) {
  std::vector<float> samples;
  for (int i = 0; i < 2 * rate; ++i)
    for (int c = 0; c < channels; ++c)
      samples.push_back(
          static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 440.0 * i / rate)));
  const test::TemporaryFolder folder;
  test::write_audio(folder.path("a.mp3"), samples, channels, rate,
                    SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
  return read_file(folder.path("a.mp3"));
}

// Without the summary frame, like streams and cut files.
std::string without_summary(const std::string& bytes) {
  const std::size_t second = bytes.find(bytes.substr(0, 2), 4);
  REQUIRE(second != std::string::npos);
  return bytes.substr(second);
}

double rms(std::span<const float> samples) {
  double sum = 0.0;
  for (const float x : samples) sum += static_cast<double>(x) * x;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

std::string noise(std::size_t count) {
  Random random(3);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.bits());
  return bytes;
}

}  // namespace

TEST_CASE("MP3 in other files has the samples of the MP3") {
  // "ffmpeg -i a.mp3 -c copy a.wav" and its decoding agree: 2 s, though a WAV header's estimate of
  // the number of samples is 0.35 s for one of variable bit rate.
  for (const std::string& bytes : {mp3(), without_summary(mp3()), mp3(2)}) {
    const auto clip = read(bytes);
    CHECK(clip.source.duration_s() == doctest::Approx(2.0).epsilon(0.04));
    for (const std::uint64_t size : {bytes.size(), std::size_t{0xFFFFFFFF}, std::size_t{0}}) {
      const auto inside = read(test::wav_file(0x55, 1, kRate, 0, bytes, size));
      CHECK(inside.samples == clip.samples);
      CHECK(inside.source.sample_rate == kRate);
    }
    CHECK(refusal(test::wav_file(0x55, 1, kRate, 0, bytes.substr(0, 9000), bytes.size())) ==
          "x: truncated: 9000 of " + std::to_string(bytes.size()) + " bytes of sound");
    // CAF (Apple's specification): "desc" names the codec; "data" begins with a count of edits.
    const std::string caf = "caff\0\1\0\0desc"s + test::big_endian(32, 8) + std::string(8, '\0') +
                            ".mp3" + std::string(20, '\0') + "data" +
                            test::big_endian(bytes.size() + 4, 8) + std::string(4, '\0') + bytes;
    CHECK(read(caf).samples == clip.samples);
  }
}

TEST_CASE("tags and noise after an MP3 are not sound") {
  const std::string id3v1 = test::id3v1_tag("Title", "1987");
  const std::string ape = test::ape_tag({{"Title", "x"}, {"Lyrics", std::string(9000, 'y')}});
  const std::string ape_without_header = test::ape_tag({{"Lyrics", std::string(9000, 'y')}}, false);
  const std::string lyrics = test::lyrics_tag(6000);
  const std::string stray_frame = "\xFF\xFB\x90\0"s + std::string(900, '\x55');
  const std::string stray_of_other_rate = "\xFF\xFB\x94\0"s + std::string(600, '\0');
  for (const std::string& bytes : {mp3(), without_summary(mp3())}) {
    const auto samples = read(bytes).samples;
    for (const std::string& trailer :
         {id3v1, ape, ape + id3v1, ape_without_header, ape_without_header + id3v1, lyrics,
          lyrics + id3v1, ape + lyrics + id3v1, std::string(20000, '\0'), stray_frame,
          stray_of_other_rate, stray_frame + id3v1, std::string(5000, '\0') + ape, "some words"s}) {
      CAPTURE(trailer.substr(0, 12));
      CHECK(read(bytes + trailer).samples == samples);
    }
  }
  // Only a summary of the frames confirms that as much noise as a second of sound follows them.
  CHECK(read(mp3() + noise(20000)).samples == read(mp3()).samples);
  CHECK(refusal(without_summary(mp3()) + noise(20000)).starts_with("x: damaged: no frame of "));
}

TEST_CASE("blocks of zeros before an MP3") {
  const std::string bytes = mp3();
  const auto samples = read(bytes).samples;
  for (const std::size_t zeros : {1, 417, 4096, 100000})
    CHECK(read(std::string(zeros, '\0') + bytes).samples == samples);
}

TEST_CASE("an MP3 with missing frames is truncated, wherever it is cut") {
  const std::string bytes = mp3();
  const std::size_t third = bytes.find(bytes.substr(0, 2), bytes.size() / 3);
  CHECK(refusal(bytes.substr(0, third)).starts_with("x: truncated: "));
  // As many bytes as are promised, but not as many frames.
  const std::string padded = bytes.substr(0, third) + std::string(bytes.size() - third, '\0');
  CHECK(refusal(padded).starts_with("x: truncated: "));
  CHECK(refusal(padded).ends_with(" frames of sound"));
}

TEST_CASE("MP3s that follow each other are all read") {
  const std::string bytes = mp3();
  // mpg123 -w gives 2 s, then a frame for the second summary, and the second's encoder delays.
  const auto clip = read(bytes + bytes);
  CHECK(clip.source.duration_s() >= 4.0);
  CHECK(clip.source.duration_s() < 4.15);
  CHECK(rms(std::span(clip.samples).last(kRate)) ==
        doctest::Approx(0.5 / std::numbers::sqrt2).epsilon(0.05));
  const std::string tag = "ID3\4\0\0\0\0\0\0"s;
  CHECK(read(bytes + test::id3v1_tag("a", "") + tag + bytes).samples == clip.samples);
  CHECK(refusal(bytes + mp3(1, 48000)) ==
        "x: its sample rate or kind of frame changes at byte " + std::to_string(bytes.size()));
}

TEST_CASE("an MP3 and a file of another kind in one") {
  // mpg123 and ffmpeg read 2 s of these and say nothing of the rest.
  const std::string with = mp3(), without = without_summary(with);
  const std::string wav = test::wav_file(1, 1, kRate, 16, noise(2 * kRate), 2 * kRate);
  const auto words = [](const std::string& first) {
    return "x: contains a second file, from byte " + std::to_string(first.size());
  };
  for (const std::string& sound : {with, without}) {
    CHECK(refusal(sound + wav) == words(sound));
    CHECK(refusal(wav + sound) == words(wav));
    const std::string tagged = sound + test::id3v1_tag("Title", "1987");
    CHECK(refusal(tagged + wav) == words(tagged));
  }
}

TEST_CASE("an MP3 that changes from mono to stereo and back") {
  // "ffmpeg -i x.mp3 -ac 1" gives the sine throughout.
  const std::string mono = without_summary(mp3(1)), stereo = without_summary(mp3(2));
  for (const std::string& bytes : {mono + stereo, stereo + mono, mono + stereo + mono}) {
    const auto clip = read(bytes);
    const auto parts = bytes.size() > mono.size() + stereo.size() ? 3.0 : 2.0;
    CHECK(clip.source.duration_s() == doctest::Approx(2.0 * parts).epsilon(0.04));
    for (int second = 0; second < 2 * static_cast<int>(parts); ++second) {
      const auto at = static_cast<std::size_t>(second) * kRate + kRate / 4;
      CHECK(rms(std::span(clip.samples).subspan(at, kRate / 2)) ==
            doctest::Approx(0.5 / std::numbers::sqrt2).epsilon(0.02));
    }
  }
}

TEST_CASE("MP3 of free format") {
  // LAME 3.100 with "-m m --freeformat -b 33" made it of a sine.  "mpg123 -w" (1.31.2) decodes
  // 24192 samples; the RMS of those from 4000 to 19999 is 0.3280.
  const std::string bytes = read_file(test::data("audio/free_format.mp3"));
  const auto clip = read(bytes);
  CHECK(clip.source.sample_rate == kRate);
  REQUIRE(clip.source.frames == 24192);
  CHECK(rms(std::span(clip.samples).subspan(4000, 16000)) ==
        doctest::Approx(0.3280).epsilon(0.001));
  CHECK(read(bytes + test::id3v1_tag("Title", "1987")).samples == clip.samples);
  CHECK(refusal(bytes.substr(0, bytes.size() - 20)) == "x: truncated: its last frame is cut");
  CHECK(refusal(bytes + "\xFF\xFB") == "x: truncated: its last frame is cut");  // in its header
}
