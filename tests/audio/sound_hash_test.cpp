// The hash of the sound stays the same when tags change, and changes with the sound.
#include "audio/sound_hash.h"

#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "audio/track_file.h"
#include "base/file.h"
#include "support/audio_bytes.h"
#include "support/support.h"

using namespace melsift;
using namespace std::string_literals;

namespace {

std::optional<std::uint64_t> hash_of(const std::string& bytes) {
  return audio::TrackFile(bytes, "x").sound_hash();
}

// MPEG-1 layer III, 128 kbit/s, 44.1 kHz: a frame is 417 bytes.
std::string mp3(char sound) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += "\xFF\xFB\x90\xC4"s + std::string(413, sound);
  return out;
}

std::string id3(const std::string& title) {
  const auto synchsafe = [](std::size_t size) {
    return std::string{'\0', '\0', static_cast<char>(size >> 7), static_cast<char>(size & 127)};
  };
  const std::string frame = "TIT2" + synchsafe(title.size() + 1) + "\0\0\3"s + title;
  return "ID3\4\0\0"s + synchsafe(frame.size()) + frame;
}

// As libsndfile writes it: a new random serial number each time.
std::string encoded(const std::string& title, int format, float level) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("x");
  SF_INFO info{};
  info.samplerate = 44100;
  info.channels = 1;
  info.format = format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  REQUIRE(file != nullptr);
  sf_set_string(file, SF_STR_TITLE, title.c_str());
  std::vector<float> samples(44100);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = level * static_cast<float>(i % 100) / 100.0F;
  sf_writef_float(file, samples.data(), std::ssize(samples));
  sf_close(file);
  return read_file(path);
}

std::string box(const std::string& name, const std::string& content) {
  return test::big_endian(content.size() + 8, 4) + name + content;
}

std::string mp4(const std::string& tags, const std::string& sound) {
  return box("ftyp", "M4A "s + std::string(4, '\0') + "M4A ") + box("moov", box("udta", tags)) +
         box("mdat", sound);
}

std::string asf(const std::string& tags, const std::string& sound) {
  const auto object = [](std::string_view guid, const std::string& content) {
    return std::string(guid) + test::little_endian(content.size() + 24, 8) + content;
  };
  constexpr std::string_view kHeader(
      "\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C", 16);
  constexpr std::string_view kData(
      "\x36\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C", 16);
  return object(kHeader, tags) + object(kData, std::string(26, '\1') + sound);
}

}  // namespace

TEST_CASE("tags before and after the frames of an MP3 do not count") {
  const auto plain = hash_of(mp3('\0'));
  REQUIRE(plain);
  CHECK(hash_of(id3("A") + mp3('\0')) == plain);
  CHECK(hash_of(id3("A longer title") + mp3('\0') + test::id3v1_tag("T", "1987")) == plain);
  CHECK(hash_of(mp3('\0') + test::ape_tag({{"Title", "T"}}) + test::id3v1_tag("T", "")) == plain);
  CHECK(hash_of(mp3('\1')) != plain);
}

TEST_CASE("the title of a file of samples, FLAC or Ogg does not count") {
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                           SF_FORMAT_CAF | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
                           SF_FORMAT_OGG | SF_FORMAT_VORBIS}) {
    CAPTURE(format);
    const std::string one = encoded("A", format, 0.5F);
    const std::string other = encoded(std::string(600, 'B'), format, 0.5F);
    CHECK(one != other);
    const auto sound = hash_of(one);
    REQUIRE(sound);
    CHECK(hash_of(other) == sound);
    CHECK(hash_of(encoded("A", format, 0.25F)) != sound);
  }
}

TEST_CASE("the media data of MP4 and WMA counts alone") {
  for (const auto file : {mp4, asf}) {
    const auto sound = hash_of(file("title", "sound"));
    REQUIRE(sound);
    CHECK(hash_of(file("another title", "sound")) == sound);
    CHECK(hash_of(file("title", "noise")) != sound);
  }
}

TEST_CASE("files without sound have no hash of it") {
  for (const std::string& bytes : {""s, "no sound"s, "fLaC"s, "OggS"s, id3("A"), mp4("t", "")}) {
    CAPTURE(bytes);
    CHECK_FALSE(hash_of(bytes));
  }
}
