// A file that is opened once for all its readers.
#include "audio/track_file.h"

#include <filesystem>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "audio/read.h"
#include "audio/tags.h"
#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "support/audio_bytes.h"
#include "support/support.h"

using namespace melsift;
using audio::TrackFile;

namespace {

std::string noise(const test::TemporaryFolder& folder, const std::string& name, std::size_t count,
                  int format = SF_FORMAT_WAV) {
  std::vector<float> samples(count);
  unsigned state = 1;
  for (float& sample : samples) {
    state = state * 1664525U + 1013904223U;
    sample = static_cast<float>(state >> 8) / 33554432.0F - 0.25F;
  }
  test::write_audio(folder.path(name), samples, 1, 22050, format | SF_FORMAT_PCM_16);
  return folder.path(name);
}

}  // namespace

TEST_CASE("the hash is that of the file's bytes") {
  const test::TemporaryFolder folder;
  const std::string path = noise(folder, "a.wav", 300000);  // more than a block
  const auto expected = hash(read_file(path));
  CHECK(TrackFile(path, TrackFile::Access::whole).hash() == expected);
  CHECK(TrackFile(path, TrackFile::Access::parts).hash() == expected);
  CHECK(TrackFile(read_file(path), "x").hash() == expected);
  CHECK(TrackFile(folder.file("empty", ""), TrackFile::Access::whole).hash() == kHashBegin);
}

TEST_CASE("a completely read file is not read again") {
  const test::TemporaryFolder folder;
  const std::string path = noise(folder, "a.flac", 50000, SF_FORMAT_FLAC);
  const auto samples = audio::read(path).samples;
  const std::string bytes = read_file(path) + test::id3v1_tag("A title", "1999");
  folder.file("a.flac", bytes);
  const auto file = std::make_shared<const TrackFile>(path, TrackFile::Access::whole);
  folder.file("a.flac", "other bytes");
  CHECK(file->hash() == hash(bytes));
  CHECK(audio::read_tags(*file).title == "A title");
  for (const int rate : {22050, 0, 11025}) {
    std::vector<float> read;
    audio::Stream stream(file, {.sample_rate = rate});
    while (stream.read(read)) {
    }
    if (rate == 11025)
      CHECK(read.size() == 25000);
    else
      CHECK(read == samples);
  }
}

TEST_CASE("a file that is read in parts may not change") {
  const test::TemporaryFolder folder;
  const std::string path = noise(folder, "a.wav", 50000);
  const TrackFile file(path, TrackFile::Access::parts);
  std::filesystem::resize_file(path, 1000);
  CHECK_THROWS_WITH_AS(file.hash(), doctest::Contains("became shorter while it was read"), Error);
}

TEST_CASE("damage is searched once and reported each time") {
  const test::TemporaryFolder folder;
  const std::string path = noise(folder, "a.wav", 50000);
  const std::string half = read_file(path).substr(0, 40000);
  const auto file = std::make_shared<const TrackFile>(half, "half");
  for (int twice = 0; twice < 2; ++twice) {
    CHECK_THROWS_WITH_AS(file->check_whole(), doctest::Contains("half: truncated"), Error);
    CHECK_THROWS_WITH_AS(audio::Stream(file, {}), doctest::Contains("half: truncated"), Error);
  }
  // A part before the damage can still be read.
  std::vector<float> part;
  audio::Stream stream(file, {.duration_s = 0.5});
  while (stream.read(part)) {
  }
  CHECK(part.size() == 11025);
}

TEST_CASE("a file that claims to be empty is read anyway") {
  CHECK(TrackFile("/proc/self/status", TrackFile::Access::whole).bytes().size() > 0);
  try {
    const TrackFile file("/proc/self/mem", TrackFile::Access::whole);
    FAIL("address 0 can't be read");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::io);
    CHECK(std::string(error.what()).starts_with("/proc/self/mem: can't read: "));
  }
}

TEST_CASE("folders and missing files are refused") {
  const test::TemporaryFolder folder;
  for (const auto access : {TrackFile::Access::whole, TrackFile::Access::parts}) {
    CHECK_THROWS_AS(TrackFile(folder.path("none"), access), Error);
    CHECK_THROWS_WITH_AS(TrackFile(folder.path(), access), doctest::Contains("is a folder"), Error);
  }
}
