// The files are put together here, byte by byte, from the formats' descriptions: ID3v2.3 and
// ID3v2.4 (id3.org), Vorbis comments in FLAC (xiph.org), RIFF INFO (Microsoft), MP4 (ISO 14496-12
// and iTunes' ilst).
#include "audio/tags.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "base/utf8.h"
#include "support/audio_bytes.h"
#include "support/support.h"

using namespace melsift;
using namespace std::string_literals;
using Texts = std::vector<std::string>;

namespace {

std::string big_endian(std::uint32_t value, int bytes = 4) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
  return out;
}
std::string little_endian(std::uint32_t value) {
  const std::string big = big_endian(value);
  return {big.rbegin(), big.rend()};
}
std::string synchsafe(std::size_t value) {
  std::string out;
  for (int i = 3; i >= 0; --i) out += static_cast<char>((value >> (7 * i)) & 0x7F);
  return out;
}

using Frames = std::vector<std::pair<std::string, std::string>>;  // id and content

std::string id3(int version, const Frames& frames) {
  std::string body;
  for (const auto& [id, content] : frames) {
    const auto size = static_cast<std::uint32_t>(content.size());
    body += id + (version == 4 ? synchsafe(size) : big_endian(size)) + "\0\0"s + content;
  }
  return "ID3" + std::string(1, static_cast<char>(version)) + "\0\0"s + synchsafe(body.size()) +
         body;
}
std::string latin1(const std::string& text) {
  return "\0"s + text;
}
std::string utf8(const std::string& text) {
  return "\3"s + text;
}

// MPEG-1 layer III, 128 kbit/s, 44.1 kHz: a frame of silence is 417 bytes.
std::string mp3_frames(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "\xFF\xFB\x90\xC4"s + std::string(413, '\0');
  return out;
}

std::string flac(const Texts& comments) {
  // STREAMINFO: 44.1 kHz, 1 channel, 16 bits, 44100 samples.
  std::string info = big_endian(4096, 2) + big_endian(4096, 2) + std::string(6, '\0');
  info += "\x0A\xC4\x40\xF0"s + big_endian(44100) + std::string(16, '\0');
  std::string block = little_endian(0) + little_endian(static_cast<std::uint32_t>(comments.size()));
  for (const std::string& comment : comments)
    block += little_endian(static_cast<std::uint32_t>(comment.size())) + comment;
  return "fLaC" + "\0"s + big_endian(34, 3) + info + "\x84"s +
         big_endian(static_cast<std::uint32_t>(block.size()), 3) + block;
}

std::string atom(const std::string& name, const std::string& content) {
  return big_endian(static_cast<std::uint32_t>(content.size() + 8)) + name + content;
}
std::string mp4_data(const std::string& text) {
  return atom("data", big_endian(1) + big_endian(0) + text);
}
std::string mp4_text(const std::string& name, const std::string& text) {
  return atom(name, mp4_data(text));
}
// A field without a name of Apple's, as MusicBrainz Picard writes it.
std::string mp4_own(const std::string& name, const Texts& values) {
  std::string content =
      atom("mean", big_endian(0) + "com.apple.iTunes") + atom("name", big_endian(0) + name);
  for (const std::string& value : values) content += mp4_data(value);
  return atom("----", content);
}
std::string mp4(const std::string& ilst) {
  const std::string hdlr = atom("hdlr", std::string(8, '\0') + "mdirappl" + std::string(10, '\0'));
  return atom("ftyp", "M4A " + big_endian(0) + "M4A ") +
         atom("moov", atom("udta", atom("meta", big_endian(0) + hdlr + atom("ilst", ilst))));
}

std::string ape(const Frames& items) {
  return mp3_frames(4) + test::ape_tag(items);
}

std::string chunk(const std::string& name, std::string content) {
  const auto size = static_cast<std::uint32_t>(content.size());
  if (size % 2 != 0) content += '\0';
  return name + little_endian(size) + content;
}
std::string wav(const std::string& more) {
  const std::string format =
      "\1\0\1\0"s + little_endian(8000) + little_endian(16000) + "\2\0\20\0"s;
  return chunk("RIFF",
               "WAVE" + chunk("fmt ", format) + more + chunk("data", std::string(8000, '\0')));
}

audio::Tags tags_of(const test::TemporaryFolder& folder, const std::string& name,
                    const std::string& bytes) {
  return audio::read_tags(folder.file(name, bytes));
}

}  // namespace

TEST_CASE("ID3v2.3: all fields of the catalogue, and numbers for genres") {
  const test::TemporaryFolder folder;
  const auto tags =
      tags_of(folder, "a.mp3",
              id3(3, {{"TIT2", latin1("Titel \xE4")},
                      {"TPE1", "\1\xFF\xFE"s + "B\0j\0\xF6\0r\0k\0"s},  // UTF-16 with its mark
                      {"TALB", latin1(" Debut ")},
                      {"TCON", latin1("(17)(8)")},
                      {"TYER", latin1("1993")},
                      {"TLAN", latin1("eng")}}) +
                  mp3_frames(100));
  CHECK(tags.title == "Titel ä");
  CHECK(tags.artist == "Björk");
  CHECK(tags.album == "Debut");
  CHECK(tags.genre == Texts{"Rock", "Jazz"});  // ID3v1, appendix A: 17 and 8
  CHECK(tags.year == 1993);
  CHECK(tags.language == "eng");
  CHECK(tags.sample_rate == 44100);
  REQUIRE(tags.duration_s);
  CHECK(*tags.duration_s == doctest::Approx(100 * 1152 / 44100.0).epsilon(0.01));
}

TEST_CASE("ID3v2.4: several genres, by name and number, and a date") {
  const test::TemporaryFolder folder;
  const auto tags = tags_of(folder, "a.mp3",
                            id3(4, {{"TIT2", utf8("日本")},
                                    {"TCON", utf8("Trip-Hop\0"s + "17\0Rock\0Pop; Dub"s)},
                                    {"TDRC", utf8("1994-05-01T10:00")},
                                    {"TLAN", utf8("jpn")}}) +
                                mp3_frames(10));
  CHECK(tags.title == "日本");
  CHECK(tags.genre == Texts{"Trip-Hop", "Rock", "Pop", "Dub"});
  CHECK(tags.year == 1994);
  CHECK(tags.language == "jpn");
  CHECK(tags.artist.empty());
}

TEST_CASE("a single number in brackets is a genre, other text stays") {
  const test::TemporaryFolder folder;
  const auto genre = [&](int version, const std::string& text) {
    return tags_of(folder, "g.mp3", id3(version, {{"TCON", latin1(text)}}) + mp3_frames(4)).genre;
  };
  for (const int version : {3, 4}) {
    CAPTURE(version);
    CHECK(genre(version, "(17)") == Texts{"Rock"});
    CHECK(genre(version, "17") == Texts{"Rock"});
    CHECK(genre(version, "Neo-Soul") == Texts{"Neo-Soul"});
    CHECK(genre(version, "Rock, Pop") == Texts{"Rock", "Pop"});
    CHECK(genre(version, "Rock/Pop") == Texts{"Rock", "Pop"});
    CHECK(genre(version, "Hip-Hop/Rap") == Texts{"Hip-Hop", "Rap"});
    CHECK(genre(version, "Pop/Funk") == Texts{"Pop/Funk"});  // ID3v1, 62
    CHECK(genre(version, "Folk, World, & Country") == Texts{"Folk, World, & Country"});
    CHECK(genre(version, "Rock/Sludge") == Texts{"Rock/Sludge"});
    CHECK(genre(version, "(RX)") == Texts{"Remix"});
    CHECK(genre(version, "") == Texts{});
  }
}

TEST_CASE("Vorbis comments") {
  const test::TemporaryFolder folder;
  const auto tags = tags_of(folder, "a.flac",
                            flac({"title=One", "ARTIST=Två", "ALBUM=Drei", "GENRE=Folk",
                                  "genre=Polka", "GENRE=Folk", "DATE=1987-03", "LANGUAGE=sv"}));
  CHECK(tags.title == "One");
  CHECK(tags.artist == "Två");
  CHECK(tags.album == "Drei");
  CHECK(tags.genre == Texts{"Folk", "Polka"});
  CHECK(tags.year == 1987);
  CHECK(tags.language == "sv");
  CHECK(tags.duration_s == 1.0);
  CHECK(tags.sample_rate == 44100);
}

TEST_CASE("the years of this release and of the first one") {
  const test::TemporaryFolder folder;
  const auto check = [&](const std::string& name, const std::string& bytes) {
    CAPTURE(name);
    const auto tags = tags_of(folder, name, bytes);
    CHECK(tags.year == 2014);
    CHECK(tags.original_year == 1969);
  };
  check("a.flac", flac({"DATE=2014", "ORIGINALDATE=1969-01-12"}));
  check("b.flac", flac({"ORIGINALYEAR=1969", "DATE=2014"}));
  check("c.mp3", id3(4, {{"TDRC", utf8("2014")}, {"TDOR", utf8("1969-01-12")}}) + mp3_frames(4));
  check("d.mp3", id3(3, {{"TYER", latin1("2014")}, {"TORY", latin1("1969")}}) + mp3_frames(4));
  check("e.mp3", id3(3, {{"TYER", latin1("2014")},
                         {"TXXX", latin1("originalyear\0"
                                         "1969"s)}}) +
                     mp3_frames(4));
  check("f.m4a", mp4(mp4_text("\251day", "2014") + mp4_own("originaldate", {"1969-01-12"})));
  check("g.m4a", mp4(mp4_text("\251day", "2014") + mp4_own("ORIGINALYEAR", {"1969"})));
  check("h.mp3", ape({{"Year", "2014"}, {"ORIGINALDATE", "1969"}}));
  const auto unknown = tags_of(folder, "i.flac", flac({"ORIGINALDATE=unknown", "DATE=2014"}));
  CHECK(unknown.year == 2014);
  CHECK(!unknown.original_year);
}

TEST_CASE("all artists, whatever the container") {
  const test::TemporaryFolder folder;
  const auto check = [&](const std::string& name, const std::string& bytes,
                         const std::string& credit = "Jay, Alicia") {
    CAPTURE(name);
    const auto tags = tags_of(folder, name, bytes);
    CHECK(tags.artist == credit);
    CHECK(tags.artists == Texts{"Jay", "Alicia"});
  };
  const auto mp3 = [](int version, const Frames& frames) {
    return id3(version, frames) + mp3_frames(4);
  };
  check("a.mp3", mp3(4, {{"TPE1", utf8("Jay\0Alicia"s)}}));
  check("b.mp3", mp3(3, {{"TPE1", latin1("Jay\0Alicia"s)}}));
  check("c.mp3", mp3(4, {{"TPE1", utf8("Jay")}, {"TPE1", utf8("Alicia")}}));
  check("d.mp3", mp3(3, {{"TPE1", latin1("Jay/Alicia")}}), "Jay/Alicia");  // as mutagen writes it
  check("e.mp3", mp3(3, {{"TPE1", latin1("Jay / Alicia")}}), "Jay / Alicia");
  check("f.mp3", mp3(4, {{"TPE1", utf8("Jay; Alicia")}}), "Jay; Alicia");
  check("g.mp3",
        mp3(4, {{"TPE1", utf8("Jay feat. Alicia")}, {"TXXX", utf8("ARTISTS\0Jay\0Alicia"s)}}),
        "Jay feat. Alicia");
  check("h.mp3",
        mp3(3, {{"TPE1", latin1("Jay feat. Alicia")}, {"TXXX", latin1("Artists\0Jay/Alicia"s)}}),
        "Jay feat. Alicia");
  check("i.flac", flac({"ARTIST=Jay", "artist=Alicia", "ARTIST=Jay"}));
  check("j.flac", flac({"ARTIST=Jay & Alicia", "ARTISTS=Jay", "ARTISTS=Alicia"}), "Jay & Alicia");
  check("k.m4a", mp4(mp4_text("\251ART", "Jay & Alicia") + mp4_own("ARTISTS", {"Jay", "Alicia"})),
        "Jay & Alicia");
  check("l.m4a", mp4(atom("\251ART", mp4_data("Jay") + mp4_data("Alicia"))));
  check("m.mp3", ape({{"Artist", "Jay\0Alicia"s}}));
  check("n.mp3", ape({{"Artist", "Jay & Alicia"}, {"Artists", "Jay\0Alicia"s}}), "Jay & Alicia");
}

TEST_CASE("one artist is no list") {
  const test::TemporaryFolder folder;
  const auto artists = [&](const std::string& name, const std::string& bytes) {
    return tags_of(folder, name, bytes).artists;
  };
  CHECK(artists("a.mp3", id3(3, {{"TPE1", latin1("AC/DC")}}) + mp3_frames(4)) == Texts{});
  CHECK(artists("b.mp3", id3(4, {{"TPE1", utf8("Bremer/McCoy")}}) + mp3_frames(4)) == Texts{});
  CHECK(artists("c.mp3",
                id3(3, {{"TPE1", latin1("Bremer/McCoy")}, {"TPE2", latin1("Bremer/McCoy")}}) +
                    mp3_frames(4)) == Texts{});
  CHECK(artists("d.flac", flac({"ARTIST=Earth, Wind & Fire"})) == Texts{});
  CHECK(artists("e.flac", flac({"ARTIST=Ann", "ARTISTS=Ann"})) == Texts{});
  CHECK(artists("f.flac", flac({"ARTIST=Prince & The Revolution", "ARTISTS=Prince"})) ==
        Texts{"Prince"});
}

TEST_CASE("the album artist, and compilations") {
  const test::TemporaryFolder folder;
  const auto album_artist = [&](const std::string& name, const std::string& bytes) {
    return tags_of(folder, name, bytes).album_artist;
  };
  CHECK(album_artist("a.mp3", id3(3, {{"TPE2", latin1("Va")}}) + mp3_frames(4)) == "Va");
  CHECK(album_artist("b.mp3", id3(4, {{"TXXX", utf8("ALBUM ARTIST\0Va"s)}}) + mp3_frames(4)) ==
        "Va");
  CHECK(album_artist("c.flac", flac({"ALBUMARTIST=Ann", "ALBUMARTIST=Ben"})) == "Ann, Ben");
  CHECK(album_artist("d.flac", flac({"ALBUM ARTIST=Va"})) == "Va");
  CHECK(album_artist("e.m4a", mp4(mp4_text("aART", "Va"))) == "Va");
  CHECK(album_artist("f.mp3", ape({{"Album Artist", "Va"}})) == "Va");
  CHECK(album_artist("g.flac", flac({"COMPILATION=1"})) == "Various Artists");
  CHECK(album_artist("h.mp3", id3(3, {{"TCMP", latin1("1")}}) + mp3_frames(4)) ==
        "Various Artists");
  CHECK(album_artist("i.flac", flac({"COMPILATION=0"})).empty());
}

TEST_CASE("MP4: free text, and a genre by number") {
  const test::TemporaryFolder folder;
  const auto tags =
      tags_of(folder, "a.m4a",
              mp4(mp4_text("\251nam", "Eins") + mp4_text("\251ART", "Zwei") +
                  mp4_text("\251alb", "Drei") + mp4_text("\251day", "2001-02-03T00:00:00Z") +
                  atom("gnre", atom("data", big_endian(0) + big_endian(0) + big_endian(18, 2))) +
                  atom("----", atom("mean", big_endian(0) + "com.apple.iTunes") +
                                   atom("name", big_endian(0) + "LANGUAGE") +
                                   atom("data", big_endian(1) + big_endian(0) + "deu"))));
  CHECK(tags.title == "Eins");
  CHECK(tags.artist == "Zwei");
  CHECK(tags.album == "Drei");
  CHECK(tags.year == 2001);
  CHECK(tags.genre == Texts{"Rock"});  // gnre counts from 1
  CHECK(tags.language == "deu");
}

TEST_CASE("WAV: RIFF INFO, and ID3 in a separate chunk") {
  const test::TemporaryFolder folder;
  const auto info = tags_of(
      folder, "info.wav",
      wav(chunk("LIST", "INFO" + chunk("INAM", "Song"s + '\0') + chunk("IART", "Anna"s + '\0') +
                            chunk("IGNR", "Blues"s + '\0') + chunk("ICRD", "1999"s + '\0'))));
  CHECK(info.title == "Song");
  CHECK(info.artist == "Anna");
  CHECK(info.genre == Texts{"Blues"});
  CHECK(info.year == 1999);
  CHECK(info.sample_rate == 8000);
  CHECK(info.duration_s == 0.5);
  const auto in_id3 =
      tags_of(folder, "id3.wav",
              wav(chunk("id3 ", id3(4, {{"TIT2", utf8("Lied")}, {"TCON", utf8("A\0B"s)}}))));
  CHECK(in_id3.title == "Lied");
  CHECK(in_id3.genre == Texts{"A", "B"});
}

TEST_CASE("dates") {
  CHECK(audio::year_of_date("1994") == 1994);
  CHECK(audio::year_of_date(" 1994-05-01 ") == 1994);
  CHECK(audio::year_of_date("19940501") == 1994);
  CHECK(audio::year_of_date("1994/5") == 1994);
  for (const char* none : {"", "0000", "94", "19945", "May 1994", "1994x", "-1994", "123456789"})
    CHECK_MESSAGE(!audio::year_of_date(none), none);
}

TEST_CASE("invalid dates give no year, and no genre is listed twice") {
  const test::TemporaryFolder folder;
  for (const char* date : {"94", "19x7", "99999"}) {
    CAPTURE(date);
    const auto tags = tags_of(
        folder, "a.mp3",
        id3(4, {{"TDRC", utf8(date)}, {"TCON", utf8("rock\0Rock\0 ROCK ;pop"s)}}) + mp3_frames(20));
    CHECK(!tags.year);
    CHECK(tags.genre == Texts{"rock", "pop"});
  }
}

TEST_CASE("no tags, no sound, no file") {
  const test::TemporaryFolder folder;
  for (const char* name : {"a.mp3", "a.flac", "a.ogg", "a.m4a", "a.wma", "a.wav", "a.aiff", "a"}) {
    CAPTURE(name);
    const auto tags = tags_of(folder, name, "no music at all");
    CHECK(tags.title.empty());
    CHECK(tags.genre.empty());
    CHECK(!tags.year);
    CHECK(tags_of(folder, name, "").title.empty());
  }
  CHECK_THROWS_AS(audio::read_tags(folder.path("none.mp3")), Error);
  CHECK_THROWS_AS(audio::read_tags(folder.path()), Error);
}

TEST_CASE("damaged tags give fewer fields, and always UTF-8") {
  const test::TemporaryFolder folder;
  const std::vector<std::pair<std::string, std::string>> files = {
      {"a.mp3",
       id3(3, {{"TIT2", "\1\xFF\xFE\0\xD8"s + "a\0"s}, {"TCON", latin1("(17)")}}) + mp3_frames(3)},
      {"b.mp3", id3(4, {{"TIT2", utf8("\xC3\x28 bad")}, {"TDRC", utf8("1994")}}) + mp3_frames(3)},
      {"c.flac", flac({"TITLE=\xFF\xFE", "GENRE=x"})},
      {"d.m4a", mp4(mp4_text("\251nam", "Eins\x80") + mp4_text("\251gen", "Zwei"))},
      {"e.wav", wav(chunk("LIST", "INFO" + chunk("INAM", "S\xE9"s)))}};
  const auto check = [&](const std::string& name, const std::string& bytes) {
    const auto tags = tags_of(folder, name, bytes);
    CHECK(is_utf8(tags.title));
    CHECK(tags.title.find('\0') == std::string::npos);
    for (const std::string& genre : tags.genre) CHECK(is_utf8(genre));
    if (tags.year) CHECK((*tags.year > 0 && *tags.year <= 9999));
    if (tags.duration_s) CHECK(*tags.duration_s >= 0.0);
  };
  Random random(7);
  for (const auto& file : files) {
    const auto& name = file.first;
    const auto& bytes = file.second;
    CAPTURE(name);
    check(name, bytes);
    for (int i = 0; i < 40; ++i) check(name, bytes.substr(0, random.below(bytes.size())));
    for (int i = 0; i < 150; ++i) {
      std::string changed = bytes;
      for (int k = 0; k < 4; ++k)
        changed[random.below(std::min<std::size_t>(changed.size(), 200))] =
            static_cast<char>(random.below(256));
      check(name, changed);
    }
  }
}
