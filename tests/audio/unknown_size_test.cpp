// Sizes that a program could not know when it wrote the header: to a pipe, or before a crash.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

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

constexpr std::size_t kFrames = 22050;

std::string samples() {
  Random random(1);
  std::string bytes(2 * kFrames, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.bits());
  return bytes;
}

std::string aiff(std::uint64_t whole, std::uint32_t frames, std::uint64_t sound,
                 const std::string& data) {
  return "FORM" + test::big_endian(whole, 4) + "AIFFCOMM" + test::big_endian(18, 4) +
         test::big_endian(1, 2) + test::big_endian(frames, 4) + test::big_endian(16, 2) +
         test::big_endian(0x400DAC44, 4) + std::string(6, '\0') + "SSND" +
         test::big_endian(sound, 4) + std::string(8, '\0') + data;
}

std::string au(std::uint64_t size, const std::string& data) {
  return ".snd" + test::big_endian(24, 4) + test::big_endian(size, 4) + test::big_endian(3, 4) +
         test::big_endian(22050, 4) + test::big_endian(1, 4) + data;
}

std::string caf(std::uint64_t size, const std::string& data) {
  return "caff\0\1\0\0desc"s + test::big_endian(32, 8) +
         test::big_endian(0x40D5888000000000U, 8) +  // 22050.0
         "lpcm" + test::big_endian(0, 4) + test::big_endian(2, 4) + test::big_endian(1, 4) +
         test::big_endian(1, 4) + test::big_endian(16, 4) + "data" + test::big_endian(size, 8) +
         std::string(4, '\0') + data;
}

// Sony's Wave64: names are GUIDs.
std::string wave64(std::uint64_t whole, std::uint64_t sound, const std::string& data) {
  const std::string tail = "\xF3\xAC\xD3\x11\x8C\xD1\0\xC0\x4F\x8E\xDB\x8A"s;
  const std::string riff = "riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0"s;
  const std::string format = test::wav_file(1, 1, 22050, 16, "", 0).substr(20, 16);
  return riff + test::little_endian(whole, 8) + "wave" + tail + "fmt " + tail +
         test::little_endian(40, 8) + format + "data" + tail + test::little_endian(sound, 8) + data;
}

std::string rf64(std::string_view magic, std::uint64_t whole, std::uint64_t sound,
                 const std::string& data) {
  const std::string wav = test::wav_file(1, 1, 22050, 16, data, 0xFFFFFFFF);
  return std::string(magic) + test::little_endian(0xFFFFFFFF, 4) + "WAVE" +
         test::riff_chunk("ds64", test::little_endian(whole, 8) + test::little_endian(sound, 8) +
                                      std::string(12, '\0')) +
         wav.substr(12);
}

void check_read(const std::string& bytes, const audio::Clip& expected) {
  CHECK(read(bytes).samples == expected.samples);
  // Data that programs append to a file is not sound.
  CHECK(read(bytes + test::id3v1_tag("Title", "1987")).samples == expected.samples);
}

}  // namespace

TEST_CASE("sizes that mean unknown: WAV") {
  // arecord 1.2.8 writes 0x80000000 to a pipe, SoX 14.4.2 0x7FFFF000, ffmpeg 5.1 0xFFFFFFFF, LAME
  // 3.100 0x7FFFFFFF, mpg123 1.31 and GStreamer 0.  ffmpeg reads kFrames of each.
  const std::string data = samples();
  const auto expected = read(test::wav_file(1, 1, 22050, 16, data, data.size()));
  CHECK(expected.source.frames == kFrames);
  for (const std::uint64_t size : {0U, 0x7FFFF000U, 0x7FFFFFDBU, 0x7FFFFFFFU, 0x80000000U,
                                   0x80000024U, 0xFFFFFFDBU, 0xFFFFFFFFU}) {
    CAPTURE(size);
    check_read(test::wav_file(1, 1, 22050, 16, data, size), expected);
  }
  const std::string silence(2 * kFrames, '\0');  // would pass for a chunk without a name
  CHECK(read(test::wav_file(1, 1, 22050, 16, silence, 0)).source.frames == kFrames);
  // Really empty: nothing follows, or only other chunks.
  const std::string empty = test::wav_file(1, 1, 22050, 16, "", 0);
  CHECK(refusal(empty) == "x: has no samples");
  CHECK(refusal(empty + test::riff_chunk("LIST", "INFO"s)) == "x: has no samples");
  CHECK(refusal(empty + test::id3v1_tag("Title", "1987")) == "x: has no samples");
  // A size that no program writes for an unknown one.
  CHECK(refusal(test::wav_file(1, 1, 22050, 16, data, 0x60000000)) ==
        "x: truncated: 44100 of 1610612736 bytes of sound");
}

TEST_CASE("sizes that mean unknown: RF64 and BW64") {
  const std::string data = samples();
  const auto expected = read(test::wav_file(1, 1, 22050, 16, data, data.size()));
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  // ffmpeg -rf64 always leaves zeros in a pipe.
  for (const std::uint64_t size : {std::uint64_t{0}, kMax, kMax / 2}) {
    CAPTURE(size);
    check_read(rf64("RF64", size, size, data), expected);
    check_read(rf64("BW64", size, size, data), expected);
  }
  CHECK(read(rf64("BW64", data.size() + 72, data.size(), data)).samples == expected.samples);
}

TEST_CASE("sizes that mean unknown: AIFF") {
  const std::string data = samples();
  const auto expected = read(aiff(46 + data.size(), kFrames, data.size() + 8, data));
  CHECK(expected.source.frames == kFrames);
  // SoX 14.4.2: 0x7F000008, of which 8 are a header; ffmpeg 5.1: 0.
  for (const std::uint64_t size : {0U, 8U, 0x7F000008U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFFU}) {
    CAPTURE(size);
    for (const std::uint32_t frames : {0U, 0x3F800000U, 0xFFFFFFFFU})
      check_read(aiff(size, frames, size, data), expected);
  }
  CHECK(refusal(aiff(46, 0, 8, "")) == "x: has no samples");
}

TEST_CASE("sizes that mean unknown: AU, CAF and Wave64") {
  const std::string data = samples();
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  const auto expected_au = read(au(data.size(), data));
  CHECK(expected_au.source.frames == kFrames);
  for (const std::uint64_t size : {0U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFFU})
    check_read(au(size, data), expected_au);
  const auto expected_caf = read(caf(data.size() + 4, data));
  CHECK(expected_caf.source.frames == kFrames);
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{4}, kMax, kMax / 2})
    check_read(caf(size, data), expected_caf);
  const auto expected_w64 = read(wave64(104 + data.size(), 24 + data.size(), data));
  CHECK(expected_w64.source.frames == kFrames);
  // SoX: -1 and a header of 24; ffmpeg: the largest of signed numbers, and -1 for the whole.
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{23}, std::uint64_t{24}, kMax,
                                   kMax / 2, std::uint64_t{0xFFFFFFFF}})
    check_read(wave64(kMax, size, data), expected_w64);
}

TEST_CASE("headers that are repeated in a pipe") {
  // "sox a.wav -t caf - | cat" has the header twice before the sound and once after it.
  const std::string data = samples();
  const auto expected = read(caf(data.size() + 4, data));
  CHECK(read(caf(4, "") + caf(4, "") + data + caf(4, "")).samples == expected.samples);
  const auto expected_w64 = read(wave64(104 + data.size(), 24 + data.size(), data));
  CHECK(read(wave64(0, 23, "") + wave64(0, 24, "") + data + wave64(0, 24, "")).samples ==
        expected_w64.samples);
}

TEST_CASE("a second file in any of another kind") {
  // ffmpeg 5.1 reads the first of the two and nothing of the second, with exit status 0.
  const std::string data = samples();
  const std::string wav = test::wav_file(1, 1, 22050, 16, data, data.size());
  const std::vector<std::string> files = {
      wav,
      rf64("RF64", data.size() + 72, data.size(), data),
      aiff(46 + data.size(), kFrames, data.size() + 8, data),
      au(data.size(), data),
      caf(data.size() + 4, data),
      wave64(104 + data.size(), 24 + data.size(), data),
      read_file(test::data("audio/ogg_flac.oga")),
  };
  const std::string id3 = "ID3\4\0\0\0\0\0\2\0\0"s;
  for (const std::string& first : files) {
    CAPTURE(first.substr(0, 4));
    for (const std::string& second : files) {
      const std::string words =
          "x: contains a second file, from byte " + std::to_string(first.size());
      // The streams of an Ogg file may follow each other.
      if (first != files.back() || second != files.back()) CHECK(refusal(first + second) == words);
      CHECK(refusal(first + id3 + second) == words);
    }
  }
}

TEST_CASE("bytes after the sound of a file that knows its sizes") {
  const std::string data = samples();
  for (const std::string& file :
       {test::wav_file(1, 1, 22050, 16, data, data.size()),
        aiff(46 + data.size(), kFrames, data.size() + 8, data), au(data.size(), data),
        caf(data.size() + 4, data), wave64(104 + data.size(), 24 + data.size(), data)}) {
    CAPTURE(file.substr(0, 4));
    for (const std::string& rest : {std::string(1, '\0'), std::string(5000, '\0'),
                                    std::string(3000, '\xFF'), std::string(600, 'U'), samples()})
      CHECK(read(file + rest).source.frames == kFrames);
  }
}
