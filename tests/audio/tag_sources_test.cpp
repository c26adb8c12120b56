// Several tags in one file, old encodings, and files with a wrong extension.
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "audio/read.h"
#include "audio/tags.h"
#include "base/file.h"
#include "support/audio_bytes.h"
#include "support/libav_audio.h"
#include "support/support.h"

using namespace melsift;
using namespace std::string_literals;
using Texts = std::vector<std::string>;

namespace {

using Frames = std::vector<std::pair<std::string, std::string>>;  // name and content

std::string synchsafe(std::size_t value) {
  std::string out;
  for (int i = 3; i >= 0; --i) out += static_cast<char>(value >> 7 * i & 0x7F);
  return out;
}

// ID3v2; `extended` is an extended header, with its size.
std::string id3(int version, const Frames& frames, const std::string& extended = "") {
  std::string body = extended;
  for (const auto& [name, content] : frames)
    body += name +
            (version == 4 ? synchsafe(content.size()) : test::big_endian(content.size(), 4)) +
            "\0\0"s + content;
  return "ID3" + std::string(1, static_cast<char>(version)) + '\0' +
         static_cast<char>(extended.empty() ? 0 : 0x40) + synchsafe(body.size()) + body;
}

std::string sound(const std::string& name, int format, int rate = 22050) {
  const test::TemporaryFolder folder;
  test::write_audio(folder.path(name), std::vector<float>(2 * static_cast<std::size_t>(rate), 0.1F),
                    1, rate, format);
  return read_file(folder.path(name));
}
std::string mp3() {
  return sound("a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100);
}

std::string flac(const Texts& comments) {
  std::string block = test::little_endian(0, 4) + test::little_endian(comments.size(), 4);
  for (const std::string& comment : comments)
    block += test::little_endian(comment.size(), 4) + comment;
  std::string bytes = sound("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  // After the magic and the first block, of 38 bytes.
  return bytes.insert(42, "\4" + test::big_endian(block.size(), 3) + block);
}

std::string wav(const std::vector<std::pair<std::string, std::string>>& info) {
  std::string list = "INFO";
  for (const auto& [name, text] : info) list += test::riff_chunk(name, text + '\0');
  const std::string bytes = sound("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  return bytes.substr(0, 12) + test::riff_chunk("LIST", list) + bytes.substr(12);
}

audio::Tags tags_of(const std::string& bytes, const std::string& name = "a.mp3") {
  const test::TemporaryFolder folder;
  return audio::read_tags(folder.file(name, bytes));
}

constexpr std::string_view kRussian = "\xCA\xE8\xED\xEE - \xC7\xE2\xE5\xE7\xE4\xE0";  // CP1251

}  // namespace

TEST_CASE("the year, by any of its names and from any tag") {
  CHECK(tags_of(flac({"TITLE=T", "YEAR=1988"}), "a.flac").year == 1988);
  CHECK(tags_of(flac({"TITLE=T", "DATE=soon", "YEAR=1988"}), "a.flac").year == 1988);
  CHECK(tags_of(flac({"TITLE=T", "DATE=1989", "YEAR=1988"}), "a.flac").year == 1989);
  const std::string encoder = id3(4, {{"TSSE", "\3Lavf"}});
  // mutagen and "mutagen-inspect" show 1987 in the tags that have it.
  CHECK(tags_of(encoder + mp3() + test::id3v1_tag("T", "1987")).year == 1987);
  CHECK(tags_of(encoder + mp3() + test::ape_tag({{"Year", "1987"}})).year == 1987);
  CHECK(tags_of(id3(4, {{"TDRC", "\0031990"}}) + mp3() + test::id3v1_tag("T", "1987")).year ==
        1990);
}

TEST_CASE("fields are combined from all tags of a file") {
  const std::string ape = test::ape_tag(
      {{"Title", "Long title"}, {"Genre", "Folk\0Polka"s}, {"Year", "2003"}, {"Album", "B"}});
  const auto tags = tags_of(id3(3, {{"TSSE", "\0LAME"s}, {"TALB", "\0A"s}}) + mp3() + ape +
                            test::id3v1_tag("Long ti", "1987", 17));
  CHECK(tags.album == "A");
  CHECK(tags.title == "Long title");
  CHECK(tags.genre == Texts{"Folk", "Polka"});
  CHECK(tags.year == 2003);
  CHECK(tags_of(mp3() + test::id3v1_tag("T", "1987", 17)).genre == Texts{"Rock"});
  const std::string id3_and_flac =
      id3(3, {{"TIT2", "\0Other"s}, {"TPE1", "\0Artist"s}}) + flac({"TITLE=T"});
  CHECK(tags_of(id3_and_flac, "a.flac").title == "T");
  CHECK(tags_of(id3_and_flac, "a.flac").artist == "Artist");
  const std::string riff = wav({{"INAM", "Song"}, {"ICRD", "1999"}}) +
                           test::riff_chunk("id3 ", id3(4, {{"TIT2", "\3Song in full"}}));
  CHECK(tags_of(riff, "a.wav").title == "Song in full");
  CHECK(tags_of(riff, "a.wav").year == 1999);
}

TEST_CASE("ID3v2.3: a genre in brackets, and an extended header") {
  // id3.org, ID3v2.3 4.2.1: "((" begins text in brackets.  mutagen: ["(Hm)"], ["Rock", "(Hm)"].
  CHECK(tags_of(id3(3, {{"TCON", "\0((Hm)"s}}) + mp3()).genre == Texts{"(Hm)"});
  CHECK(tags_of(id3(3, {{"TCON", "\0(17)((Hm)"s}}) + mp3()).genre == Texts{"Rock", "(Hm)"});
  CHECK(tags_of(id3(3, {{"TCON", "\1\xFF\xFE(\0(\0H\0m\0)\0"s}}) + mp3()).genre == Texts{"(Hm)"});
  // 3.2: the size, 6 or 10, does not count itself.
  for (const std::string& extended :
       {"\0\0\0\6\0\0\0\0\0\0"s, "\0\0\0\12\x80\0\0\0\0\0\1\2\3\4"s}) {
    const auto tags = tags_of(
        id3(3, {{"TIT2", "\0Title"s}, {"TPE1", "\0Artist"s}, {"TYER", "\0001987"s}}, extended) +
        mp3());
    CHECK(tags.title == "Title");
    CHECK(tags.artist == "Artist");
    CHECK(tags.year == 1987);
  }
}

TEST_CASE("tags are read by content, with any extension") {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"a.flac", flac({"TITLE=T"})},
      {"a.wav", wav({{"INAM", "T"}})},
      {"a.mp3", mp3() + test::id3v1_tag("T", "")},
      {"a.ogg", read_file(test::data("audio/ogg_flac.oga"))}};
  for (const auto& [right, bytes] : files) {
    const std::string title = right == std::string("a.ogg") ? "Ramp" : "T";
    for (const char* name : {"a.mp3", "a.flac", "a.wav", "a.ogg", "a.m4a", "a.bin", "a"}) {
      CAPTURE(right);
      CAPTURE(name);
      CHECK(tags_of(bytes, name).title == title);
    }
  }
}

TEST_CASE("M4A by content" * doctest::test_suite("outside")) {
  if (!test::has_libav_encoder("aac")) {
    test::skip("this build has no libav encoder aac");
    return;
  }
  const test::TemporaryFolder folder;
  test::write_libav_audio(folder.path("a.m4a"), std::vector<float>(88200, 0.1F), 1, 44100, "aac");
  const std::string m4a = read_file(folder.path("a.m4a"));
  // MP4's header counts what the encoder adds.
  const auto tags = tags_of(m4a, "a.m4a");
  REQUIRE(tags.duration_s);
  CHECK(tags.duration_estimated);
  CHECK(std::abs(*tags.duration_s - 2.0) < 0.1);
  CHECK(tags_of(m4a, "a.mp3").sample_rate == 44100);
  // A tag, or other bytes, behind the boxes, and a second file.
  const auto samples = audio::read_bytes(m4a, "x", 0).samples;
  for (const std::string& trailer : {test::id3v1_tag("T", "1987"), test::ape_tag({{"Title", "T"}}),
                                     std::string(1000, '\x55'), std::string(1000, '\0')})
    CHECK(audio::read_bytes(m4a + trailer, "x", 0).samples == samples);
  CHECK_THROWS_WITH(audio::read_bytes(m4a + m4a, "x", 0),
                    ("x: contains a second file, from byte " + std::to_string(m4a.size())).c_str());
}
TEST_CASE("tags in old encodings: RIFF INFO, ID3v1, and Latin-1 frames of ID3v2") {
  const auto info = tags_of(wav({{"INAM", "Caf\xE9"}, {"IART", std::string(kRussian)}}), "a.wav");
  CHECK(info.title == "Café");
  CHECK(info.artist == "Кино - Звезда");
  CHECK(tags_of(mp3() + test::id3v1_tag("Caf\xE9", "")).title == "Café");
  CHECK(tags_of(mp3() + test::id3v1_tag(kRussian, "")).title == "Кино - Звезда");
  for (const int version : {3, 4}) {
    const auto tags = tags_of(
        id3(version, {{"TIT2", "\0"s + std::string(kRussian)}, {"TPE1", "\0Bj\xF6rk"s}}) + mp3());
    CHECK(tags.title == "Кино - Звезда");
    CHECK(tags.artist == "Björk");
  }
  // Frames that name another encoding are what they say.
  CHECK(tags_of(id3(4, {{"TIT2", "\3\xC3\x8A\xC3\xA8\xC3\xAD"s}}) + mp3()).title == "Êèí");
}

TEST_CASE("lengths are those of the decoded sound") {
  const test::TemporaryFolder folder;
  const auto check = [&](const std::string& name, const std::string& bytes) {
    CAPTURE(name);
    const std::string path = folder.file(name, bytes);
    const auto clip = audio::read(path, 0);
    const auto tags = audio::read_tags(path);
    REQUIRE(tags.duration_s);
    CHECK(*tags.duration_s == doctest::Approx(clip.source.duration_s()).epsilon(1e-9));
    CHECK_FALSE(tags.duration_estimated);
    CHECK(tags.sample_rate == clip.source.sample_rate);
  };
  const std::string with_summary = mp3();
  const std::string without = with_summary.substr(with_summary.find(with_summary.substr(0, 2), 4));
  check("a.mp3", with_summary);
  check("b.mp3", without);
  check("c.mp3", without + test::lyrics_tag(6000) + test::id3v1_tag("T", ""));
  check("d.mp3", id3(4, {{"TIT2", "\3T"}}) + with_summary);
  check("e.wav", test::wav_file(0x55, 1, 44100, 0, without, 0xFFFFFFFF));
  check("f.wav", test::wav_file(1, 1, 22050, 16, std::string(44100, '\1'), 0));
  check("g.flac", flac({"TITLE=T"}));
  const std::string ogg = sound("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  check("h.ogg", ogg);
  check("i.ogg", ogg + ogg);
  check("j.mp3", read_file(test::data("audio/free_format.mp3")));
}

TEST_CASE("the encoding of old tags can be given") {
  const test::TemporaryFolder folder;
  const auto tags_in = [&](const char* encoding, const std::string& bytes, const char* name) {
    return audio::read_tags(folder.file(name, bytes), TextEncoding(encoding));
  };
  // Python's "Ночь".encode("koi8-r"), "Привет".encode("cp866"), "夜に駆ける".encode("shift_jis"),
  // "夜曲".encode("gbk"), "Żółć".encode("cp1250"), "Да".encode("cp1251").
  const std::string koi8 = "\xEE\xCF\xDE\xD8", dos = "\x8F\xE0\xA8\xA2\xA5\xE2",
                    japanese = "\x96\xE9\x82\xC9\x8B\xEC\x82\xAF\x82\xE9",
                    chinese = "\xD2\xB9\xC7\xFA", polish = "\xAF\xF3\xB3\xE6",
                    short_word = "\xC4\xE0";
  CHECK(tags_in("KOI8-R", mp3() + test::id3v1_tag(koi8, ""), "a.mp3").title == "Ночь");
  CHECK(tags_in("cp866", wav({{"INAM", dos}}), "a.wav").title == "Привет");
  CHECK(tags_in("shift_jis", id3(3, {{"TIT2", "\0"s + japanese}}) + mp3(), "b.mp3").title ==
        "夜に駆ける");
  CHECK(tags_in("gbk", id3(4, {{"TPE1", "\0"s + chinese}}) + mp3(), "c.mp3").artist == "夜曲");
  CHECK(tags_in("windows-1250", mp3() + test::id3v1_tag(polish, ""), "d.mp3").title == "Żółć");
  // Too short for the guess.
  CHECK(tags_of(mp3() + test::id3v1_tag(short_word, "")).title == "Äà");
  CHECK(tags_in("windows-1251", mp3() + test::id3v1_tag(short_word, ""), "e.mp3").title == "Да");
  CHECK(tags_in("iso-8859-1", mp3() + test::id3v1_tag(kRussian, ""), "f.mp3").title ==
        "Êèíî - Çâåçäà");
  // Texts that name their encoding are what they say.
  CHECK(tags_in("gbk", id3(4, {{"TIT2", "\3\xC3\x8A"s}}) + mp3(), "g.mp3").title == "Ê");
  CHECK(tags_in("gbk", flac({"TITLE=\xC3\x8A"}), "h.flac").title == "Ê");
  // The next file is guessed again.
  CHECK(tags_of(mp3() + test::id3v1_tag(kRussian, "")).title == "Кино - Звезда");
}
