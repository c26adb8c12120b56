// Files that are not what they claim to be.  For any content, reading ends soon, with finite
// samples or with an Error that begins with the file's name.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>

#include <doctest/doctest.h>
#include <sndfile.h>
#include <sys/stat.h>

#include "audio/read.h"
#include "audio/read_bytes.h"
#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "support/libav_audio.h"
#include "support/support.h"

using namespace melsift;
using test::refusal;

namespace {

std::string little(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xFF);
  return out;
}

std::string big(std::uint64_t value, int bytes) {
  std::string out = little(value, bytes);
  std::reverse(out.begin(), out.end());
  return out;
}

constexpr int kPcm = 1, kFloat = 3;

// A WAV file byte by byte (Microsoft's RIFF specification).
std::string wav(int kind, int channels, std::uint32_t rate, int bits, const std::string& data,
                std::uint64_t data_size) {
  const int frame_bytes = channels * bits / 8;
  return "RIFF" + little(36 + data.size(), 4) + "WAVEfmt " + little(16, 4) +
         little(static_cast<unsigned>(kind), 2) + little(static_cast<unsigned>(channels), 2) +
         little(rate, 4) + little(rate * static_cast<unsigned>(frame_bytes), 4) +
         little(static_cast<unsigned>(frame_bytes), 2) + little(static_cast<unsigned>(bits), 2) +
         "data" + little(data_size, 4) + data;
}
std::string wav(int kind, int channels, std::uint32_t rate, int bits, const std::string& data) {
  return wav(kind, channels, rate, bits, data, data.size());
}

// Sun AU; encoding 3 is 16 bit, 6 is float, 7 is double.
std::string au(int encoding, std::uint32_t size, std::uint32_t rate, std::uint32_t channels,
               const std::string& data) {
  return ".snd" + big(24, 4) + big(size, 4) + big(static_cast<unsigned>(encoding), 4) +
         big(rate, 4) + big(channels, 4) + data;
}

// Reads a file and returns whether it gave samples, which must be finite.
bool survives(const std::string& bytes) {
  try {
    const auto clip = audio::read_bytes(bytes, "x");
    CHECK(!clip.samples.empty());
    CHECK(std::all_of(clip.samples.begin(), clip.samples.end(),
                      [](float sample) { return std::isfinite(sample); }));
    return true;
  } catch (const Error& error) {
    CHECK(std::string(error.what()).starts_with("x: "));
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return false;
  }
}

std::vector<float> noise(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = static_cast<float>(random.uniform(-0.5, 0.5));
  return samples;
}

struct Sample {
  std::string name, bytes;
  bool has_checksums;
};

// Noise in each format that this build can write.
std::vector<Sample> samples_of_all_formats(std::size_t seconds = 2) {
  struct Format {
    const char* name;
    int code;
    bool has_checksums;
  };
  const test::TemporaryFolder folder;
  const auto sound = noise(48000 * seconds, 1);
  std::vector<Sample> all;
  for (const auto& [name, code, has_checksums] :
       {Format{"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, false},
        Format{"b.au", SF_FORMAT_AU | SF_FORMAT_FLOAT, false},
        Format{"c.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, false},
        Format{"d.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, false},
        Format{"e.w64", SF_FORMAT_W64 | SF_FORMAT_IMA_ADPCM, false},
        Format{"f.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, false},
        Format{"g.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, true},
        Format{"h.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, true},
        Format{"i.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, false}}) {
    test::write_audio(folder.path(name), sound, 1, 48000, code);
    all.push_back({name, read_file(folder.path(name)), has_checksums});
  }
  for (const auto& [name, encoder] : {std::pair{"j.m4a", "aac"},
                                      {"k.m4a", "alac"},
                                      {"l.aac", "aac"},
                                      {"m.wma", "wmav2"},
                                      {"n.webm", "libopus"},
                                      {"o.wv", "wavpack"}}) {
    if (!test::has_libav_encoder(encoder)) continue;
    test::write_libav_audio(folder.path(name), sound, 1, 48000, encoder);
    all.push_back({name, read_file(folder.path(name)), false});
  }
  return all;
}

std::string bytes_of(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.bits());
  return bytes;
}

}  // namespace

TEST_CASE("headers that promise more than exists") {
  const std::string data = bytes_of(10000, 1);
  const std::string four_gb = "of 4026531840 bytes of sound";
  CHECK(refusal(wav(kPcm, 1, 22050, 16, data, 0xF0000000)) == "x: truncated: 10000 " + four_gb);
  CHECK(refusal(au(3, 0xF0000000, 22050, 1, data)) == "x: truncated: 10000 " + four_gb);
  const std::string aiff = "FORM" + big(0xF0001000, 4) + "AIFFCOMM" + big(18, 4) + big(1, 2) +
                           big(0x78000000, 4) + big(16, 2) + big(0x400EAC44, 4) +
                           std::string(6, '\0') + "SSND" + big(0xF0000000, 4) + data;
  CHECK(refusal(aiff) == "x: truncated: 10000 " + four_gb);
  const std::string caf = "caff" + big(0x10000, 4) + "desc" + big(32, 8) +
                          big(std::bit_cast<std::uint64_t>(22050.0), 8) + "lpcm" + big(0, 4) +
                          big(2, 4) + big(1, 4) + big(1, 4) + big(16, 4);
  const std::uint64_t huge = std::uint64_t{1} << 62;
  CHECK(refusal(caf + "data" + big(huge, 8) + data) ==
        "x: truncated: 10000 of 4611686018427387904 bytes of sound");
  CHECK(refusal(caf + "free" + big(huge, 8) + data) == "x: truncated before its samples");
  CHECK(refusal(caf + "free" + big(~std::uint64_t{4}, 8) + data) ==
        "x: truncated before its samples");
  const std::string rf64 = wav(kPcm, 1, 22050, 16, data, 0xFFFFFFFF);
  CHECK(refusal("RF64" + little(0xFFFFFFFF, 4) + "WAVEds64" + little(28, 4) + little(huge, 8) +
                little(huge, 8) + std::string(12, '\0') + rf64.substr(12)) ==
        "x: truncated: 10000 of 4611686018427387904 bytes of sound");
}

TEST_CASE("sizes that mean unknown are accepted") {
  const std::string data = bytes_of(44100, 1);
  for (const std::uint64_t size : {0xFFFFFFFFU, 0xFFFFFFDBU, 0x7FFFFFFFU, 0x7FFFF000U})
    CHECK(audio::read_bytes(wav(kPcm, 1, 22050, 16, data, size), "x").source.frames == 22050);
  CHECK(audio::read_bytes(au(3, 0xFFFFFFFF, 22050, 1, data), "x").source.frames == 22050);
}

TEST_CASE("the sample count of a FLAC") {
  const test::TemporaryFolder folder;
  test::write_audio(folder.path("a.flac"), noise(22050, 1), 1, 22050,
                    SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  std::string bytes = read_file(folder.path("a.flac"));
  // The format's 36 bits: the lower half of byte 21, and 22 to 25.
  REQUIRE(bytes.substr(22, 4) == big(22050, 4));
  bytes.replace(22, 4, big(0xFFFFFFFF, 4));
  CHECK(refusal(bytes) == "x: truncated or damaged: decoding ends after 1.0 s of 194783.1 s");
  bytes.replace(22, 4, big(0, 4));  // unknown, as a FLAC from a pipe has it
  CHECK(audio::read_bytes(bytes, "x").source.frames == 22050);
}

TEST_CASE("numbers of channels") {
  const std::string data = bytes_of(64 * 1000 * 2, 1);
  CHECK(audio::read_bytes(wav(kPcm, 64, 22050, 16, data), "x").source.frames == 1000);
  for (const int channels : {0, 1025, 65535}) {
    CAPTURE(channels);
    CHECK_FALSE(survives(wav(kPcm, channels, 22050, 16, data)));
    const auto count = static_cast<std::uint32_t>(channels);
    CHECK_FALSE(survives(au(3, static_cast<std::uint32_t>(data.size()), 22050, count, data)));
  }
  CHECK_FALSE(survives(au(3, 10000, 22050, 0xFFFFFFFF, data)));
}

TEST_CASE("rates") {
  const std::string data = bytes_of(2000, 1);
  for (const std::uint32_t rate : {0U, 1U, 999U, 1000001U, 10000000U, 0xFFFFFFFFU}) {
    CAPTURE(rate);
    CHECK_FALSE(survives(wav(kPcm, 1, rate, 16, data)));
    CHECK_FALSE(survives(au(3, 2000, rate, 1, data)));
  }
  CHECK(survives(wav(kPcm, 1, 1000, 16, data)));
  CHECK(survives(wav(kPcm, 1, 1000000, 16, data)));
}

TEST_CASE("samples that are not numbers") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
        -std::numeric_limits<float>::infinity()}) {
    std::string data(4000, '\0');
    data.replace(400, 4, little(std::bit_cast<std::uint32_t>(bad), 4));
    CHECK(refusal(wav(kFloat, 1, 22050, 32, data)) == "x: sample 100 is not a finite number");
    std::reverse(data.begin() + 400, data.begin() + 404);
    CHECK(refusal(au(6, 4000, 22050, 1, data)) == "x: sample 100 is not a finite number");
    std::string wide(8000, '\0');
    wide.replace(800, 8, big(std::bit_cast<std::uint64_t>(static_cast<double>(bad)), 8));
    CHECK(refusal(au(7, 8000, 22050, 1, wide)) == "x: sample 100 is not a finite number");
  }
  // Finite each, but not their sum.
  const std::string most = little(std::bit_cast<std::uint32_t>(3e38F), 4);
  CHECK(refusal(wav(kFloat, 2, 22050, 32, most + most)) == "x: sample 0 is not a finite number");
  // A double that no float can hold.
  CHECK(refusal(au(7, 8, 22050, 1, big(std::bit_cast<std::uint64_t>(1e300), 8))) ==
        "x: sample 0 is not a finite number");
}

TEST_CASE("samples that are too large") {
  // Scaled like 32-bit integers, which happens, and larger.
  const auto of = [](float value) {
    const std::string sample = little(std::bit_cast<std::uint32_t>(value), 4);
    return wav(kFloat, 1, 22050, 32, std::string(8, '\0') + sample);
  };
  CHECK(audio::read_bytes(of(-2147483648.0F), "x").samples ==
        std::vector<float>{0.0F, 0.0F, -2147483648.0F});
  CHECK(refusal(of(1.5e10F)) == "x: sample 2 is 1.5e+10, where full scale is 1");
  CHECK(refusal(of(-3e38F)) == "x: sample 2 is -3e+38, where full scale is 1");
}

TEST_CASE("valid sounds at the limits") {
  CHECK(audio::read_bytes(wav(kPcm, 1, 22050, 16, little(0x4000, 2)), "x").samples ==
        std::vector<float>{0.5F});
  CHECK(refusal(wav(kPcm, 1, 22050, 16, "")) == "x: has no samples");
  CHECK(audio::read_bytes(wav(kPcm, 1, 22050, 16, std::string(200, '\0')), "x").samples ==
        std::vector<float>(100, 0.0F));
  std::string square;
  for (int i = 0; i < 1000; ++i) square += little(i / 50 % 2 == 0 ? 0x7FFF : 0x8000, 2);
  const auto samples = audio::read_bytes(wav(kPcm, 1, 22050, 16, square), "x").samples;
  CHECK(samples[0] == 32767.0F / 32768.0F);
  CHECK(samples[50] == -1.0F);
  CHECK(survives(wav(kPcm, 1, 44100, 16, square)));
}

TEST_CASE("noise after valid headers") {
  for (const Sample& sample : samples_of_all_formats()) {
    CAPTURE(sample.name);
    for (const std::size_t kept : {16U, 48U, 100U, 200U, 1000U, 5000U}) {
      CAPTURE(kept);
      const std::size_t rest = sample.bytes.size() - std::min(kept, sample.bytes.size());
      const bool is_read = survives(sample.bytes.substr(0, kept) + bytes_of(rest, kept));
      if (sample.has_checksums) CHECK_FALSE(is_read);
    }
  }
}

TEST_CASE("single bytes that are wrong") {
  Random random(5);
  for (const Sample& sample : samples_of_all_formats()) {
    CAPTURE(sample.name);
    for (int i = 0; i < 60; ++i) {
      std::string bytes = sample.bytes;
      const std::size_t most = i % 2 == 0 ? std::min<std::size_t>(500, bytes.size()) : bytes.size();
      const std::size_t at = random.below(most);
      CAPTURE(at);
      bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + random.below(255)));
      const bool is_read = survives(bytes);
      if (sample.has_checksums) CHECK_FALSE(is_read);
    }
  }
}

TEST_CASE("tags before the sound") {
  const test::TemporaryFolder folder;
  const auto tag = [](std::size_t size) {
    std::string length;  // seven bits a byte
    for (int i = 3; i >= 0; --i) length += static_cast<char>(size >> 7 * i & 127);
    return std::string("ID3\4\0\0", 6) + length + std::string(size, '\0');
  };
  for (const auto& [name, code] : {std::pair{"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III},
                                   {"b.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                                   {"c.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16}}) {
    const std::string file = name;
    CAPTURE(file);
    test::write_audio(folder.path(name), noise(44100, 1), 1, 22050, code);
    const std::string bytes = read_file(folder.path(name));
    const auto samples = audio::read(folder.path(name)).samples;
    for (const std::string& tags : {tag(0), tag(1000), tag(20) + tag(0) + tag(3000), tag(16 << 20)})
      CHECK(audio::read_bytes(tags + bytes, "x").samples == samples);
    std::string many;
    for (int i = 0; i < 100000; ++i) many += tag(0);
    CHECK(refusal(many + bytes) == "x: begins with more than 64 ID3 tags");
    CHECK(refusal(tag(bytes.size()).substr(0, 10) + bytes) == "x: truncated in its ID3 tag");
  }
  CHECK_FALSE(survives(tag(100) + std::string(10000, 'a')));
}

TEST_CASE("bytes between the frames of an MP3") {
  const test::TemporaryFolder folder;
  test::write_audio(folder.path("a.mp3"), noise(220500, 1), 1, 22050,
                    SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
  const std::string bytes = read_file(folder.path("a.mp3"));
  const std::size_t half = bytes.find(bytes.substr(0, 2), bytes.size() / 2);  // at a frame
  REQUIRE(half != std::string::npos);
  const std::string front = bytes.substr(0, half);
  const std::string back = bytes.substr(half);
  CHECK(survives(front + std::string(20000, '\0') + back));
  CHECK(survives(front + std::string("ID3\4\0\0\0\1\0\0", 10) + bytes_of(16384, 2) + back));
  CHECK(survives(front + bytes_of(1000, 3) + back));
  CHECK(survives(bytes + "TAG" + std::string(125, 'x')));
  CHECK(refusal(front + bytes_of(8000, 3) + back).starts_with("x: damaged: no frame of sound in "));
  CHECK(survives(back));  // cut at the front, within a frame
  CHECK(survives(bytes_of(1000, 4) + bytes));
  CHECK_FALSE(survives(bytes_of(100000, 4) + bytes));
  // UTF-16 text, whose byte order mark looks like a frame of layer I.
  std::string text = "\xFF\xFE";
  for (int i = 0; i < 5000; ++i) text += std::string("T\0", 2);
  CHECK_FALSE(survives(text));
}

TEST_CASE("missing and damaged Ogg pages are found") {
  const test::TemporaryFolder folder;
  test::write_audio(folder.path("a.ogg"), noise(96000, 1), 1, 48000,
                    SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  const std::string bytes = read_file(folder.path("a.ogg"));
  std::vector<std::size_t> pages;
  for (std::size_t at = bytes.find("OggS"); at != std::string::npos;
       at = bytes.find("OggS", at + 1))
    pages.push_back(at);
  REQUIRE(pages.size() > 5);
  const std::string missing = bytes.substr(0, pages[3]) + bytes.substr(pages[4]);
  CHECK(refusal(missing) ==
        "x: damaged: Ogg pages are missing before byte " + std::to_string(pages[3]));
  CHECK(refusal(bytes.substr(0, pages.back())) == "x: truncated: its Ogg stream has no end");
  std::string flipped = bytes;
  flipped[pages[4] + 100] ^= 1;
  CHECK(refusal(flipped) ==
        "x: damaged: the Ogg page at byte " + std::to_string(pages[4]) + " fails its checksum");
  CHECK(survives(bytes + "TAG" + std::string(125, 'x')));
}

TEST_CASE("paths that are not files") {
  const test::TemporaryFolder folder;
  const auto refused = [](const std::string& path) {
    try {
      audio::read(path);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("read without complaint");
  };
  std::filesystem::create_directory(folder.path("d.wav"));
  CHECK(refused(folder.path("d.wav")) == folder.path("d.wav") + ": is a folder");
  REQUIRE(::mkfifo(folder.path("f.wav").c_str(), 0600) == 0);
  CHECK(refused(folder.path("f.wav")).starts_with(folder.path("f.wav") + ": is a FIFO, "));
  std::filesystem::create_symlink("nowhere", folder.path("l.wav"));
  CHECK(refused(folder.path("l.wav")) ==
        folder.path("l.wav") + ": can't open: No such file or directory");
  std::filesystem::create_symlink("o.wav", folder.path("o.wav"));
  CHECK(refused(folder.path("o.wav")) ==
        folder.path("o.wav") + ": can't open: Too many levels of symbolic links");
  CHECK(refused("/dev/zero") == "/dev/zero: is neither a file nor a pipe");
}

TEST_CASE("a file that becomes shorter while it is read") {
  const test::TemporaryFolder folder;
  for (const Sample& sample : samples_of_all_formats(8)) {
    CAPTURE(sample.name);
    const std::string path = folder.file(sample.name, sample.bytes);
    audio::Stream stream(path, {.sample_rate = 0, .duration_s = 7.9});  // not looked through first
    std::filesystem::resize_file(path, sample.bytes.size() / 3);
    std::vector<float> samples;
    try {
      while (stream.read(samples)) {
      }
      FAIL("no complaint");
    } catch (const Error& error) {
      CHECK(std::string(error.what()) == path + ": became shorter while it was read");
      CHECK(error.kind() == ErrorKind::io);
    }
  }
}
