#include "audio/tag_writer.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "audio/read.h"
#include "audio/tags.h"
#include "base/disk_file.h"
#include "base/error.h"
#include "base/file.h"
#include "support/audio_bytes.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::audio;
namespace fs = std::filesystem;

namespace {

std::vector<float> tone() {
  std::vector<float> samples;
  for (int i = 0; i < 22050; ++i) samples.push_back(static_cast<float>(0.3 * std::sin(0.05 * i)));
  return samples;
}

// An ID3v2.4 frame (id3.org).
std::string frame(const std::string& name, const std::string& content) {
  return name + test::big_endian(content.size(), 4) + std::string(2, '\0') + content;
}

const TagWish kWish{127.6, MusicalKey{9, true}, {"House", "Acid Jazz"}};

std::string message(const auto& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("tempo, key and genres are written, and the sound and the times of the file stay") {
  const test::TemporaryFolder folder;
  const struct {
    const char* name;
    int format;
    std::vector<const char*> bytes;  // that the file has afterwards
  } kinds[] = {{"a.flac",
                SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
                {"BPM=128", "INITIALKEY=Am", "GENRE=House", "GENRE=Acid Jazz"}},
               {"a.ogg",
                SF_FORMAT_OGG | SF_FORMAT_VORBIS,
                {"BPM=128", "INITIALKEY=Am", "GENRE=House", "GENRE=Acid Jazz"}},
               {"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, {"TBPM", "TKEY", "TCON"}},
               {"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, {"TBPM", "TKEY", "TCON"}}};
  for (const auto& [name, format, bytes] : kinds) {
    CAPTURE(name);
    const std::string path = folder.path(name);
    test::write_audio(path, tone(), 1, 22050, format);
    const auto before = read(path);
    const auto old = fs::last_write_time(path) - std::chrono::hours(1000);
    fs::last_write_time(path, old);
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);

    const auto edits = tag_edits(path, kWish, false);
    REQUIRE(edits.size() == 3);
    CHECK(edits[0] == TagEdit{"BPM", {}, {"128"}});
    CHECK(edits[1] == TagEdit{"INITIALKEY", {}, {"Am"}});
    CHECK(edits[2] == TagEdit{"GENRE", {}, {"House", "Acid Jazz"}});
    write_tags(path, edits);

    const std::string content = read_file(path);
    for (const char* text : bytes) CHECK(content.find(text) != std::string::npos);
    CHECK(read_tags(path).genre == kWish.genre);
    CHECK(read(path).samples == before.samples);
    CHECK(fs::last_write_time(path) == old);
    CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(tag_edits(path, kWish, true).empty());
    CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);

    // A field that is there stays, unless it is to be overwritten.
    const TagWish other{90.0, MusicalKey{0, false}, {}};
    CHECK(tag_edits(path, other, false).empty());
    const auto overwriting = tag_edits(path, other, true);
    REQUIRE(overwriting.size() == 2);
    CHECK(overwriting[0] == TagEdit{"BPM", {"128"}, {"90"}});
    CHECK(overwriting[1] == TagEdit{"INITIALKEY", {"Am"}, {"C"}});
    fs::remove(path);
  }
}

TEST_CASE("other tags and frames of an MP3 stay, and no further tag is added") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("a.mp3");
  test::write_audio(path, tone(), 1, 22050, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
  const std::string frames = frame("TIT2", "\3Title") + frame("PRIV", std::string("me\0secret", 9));
  const std::string ape = test::ape_tag({{"Mood", "calm"}});
  folder.file("a.mp3", "ID3\4" + std::string(5, '\0') + static_cast<char>(frames.size()) + frames +
                           read_file(path) + ape);
  write_tags(path, tag_edits(path, {100.0, {}, {}}, false));
  const std::string content = read_file(path);
  CHECK(read_tags(path).title == "Title");
  CHECK(content.find("secret") != std::string::npos);
  CHECK(content.find("TBPM") != std::string::npos);
  CHECK(content.ends_with(ape));
}

TEST_CASE("a file whose tags can't be written is left as it is") {
  const test::TemporaryFolder folder;
  CHECK(message([&] {
          tag_edits(folder.path("none.mp3"), kWish, false);
        }).starts_with(folder.path("none.mp3") + ": "));
  CHECK(message([&] { tag_edits(folder.file("a.xyz", "text"), kWish, false); }) ==
        folder.path("a.xyz") + ": the tags of such a file can't be written");
  const std::string path = folder.path("a.au");  // has no tags
  test::write_audio(path, tone(), 1, 22050, SF_FORMAT_AU | SF_FORMAT_PCM_16);
  const std::string before = read_file(path);
  CHECK_FALSE(message([&] { write_tags(path, tag_edits(path, kWish, false)); }).empty());
  CHECK(read_file(path) == before);
}
