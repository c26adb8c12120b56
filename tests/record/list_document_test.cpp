#include "record/list_document.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "record/source.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::record;

namespace {

std::string failure(const std::string& bytes) {
  try {
    read_list_document("l", bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("XSPF gives locations, names and lengths, whatever the prefix of its namespace") {
  const auto tracks = read_list_document("music/l.xspf", R"(<?xml version="1.0" encoding="UTF-8"?>
<x:playlist version="1" xmlns:x="http://xspf.org/ns/0/"><x:title>A list</x:title><x:trackList>
 <x:track><x:location>file:///m/a%20b.mp3</x:location><x:location>other</x:location>
  <x:title>Tom &amp; Ann</x:title><x:creator>Bj&#xF6;rk</x:creator><x:album>
  First </x:album><x:duration>213400</x:duration></x:track>
 <x:track><x:location>sub/c%23.mp3</x:location></x:track>
 <x:track><x:title><![CDATA[<no> path]]></x:title><x:extension application="x"><y/></x:extension></x:track>
</x:trackList></x:playlist>)");
  REQUIRE(tracks.size() == 3);
  CHECK(tracks[0].path == "/m/a b.mp3");
  CHECK(tracks[0].title == "Tom & Ann");
  CHECK(tracks[0].artist == "Björk");
  CHECK(tracks[0].album == "First");
  CHECK(tracks[0].duration_s == 213.4);
  CHECK(tracks[1].path == "music/sub/c#.mp3");
  CHECK(tracks[2].path.empty());
  CHECK(tracks[2].title == "<no> path");
}

TEST_CASE("the library of iTunes gives its tracks, not its playlists") {
  const auto tracks = read_list_document("l", R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>Major Version</key><integer>1</integer>
<key>Tracks</key><dict>
 <key>7</key><dict><key>Track ID</key><integer>7</integer><key>Name</key><string>One</string>
  <key>Artist</key><string>Ann</string><key>Album</key><string>First</string><key>Genre</key><string>Rock</string>
  <key>Total Time</key><integer>200000</integer><key>Year</key><integer>1994</integer>
  <key>Play Date UTC</key><date>2020-01-02T03:04:05Z</date><key>Play Count</key><integer>12</integer>
  <key>Loved</key><true/><key>Location</key><string>file://localhost/C:/Music/one.mp3</string></dict>
 <key>8</key><dict><key>Name</key><string>Two</string><key>Disliked</key><true/></dict>
 <key>9</key><dict><key>Name</key><string>Three</string><key>Loved</key><false/></dict>
</dict>
<key>Playlists</key><array><dict><key>Name</key><string>Library</string><key>Playlist Items</key><array>
 <dict><key>Track ID</key><integer>7</integer></dict></array></dict></array></dict></plist>)");
  REQUIRE(tracks.size() == 3);
  CHECK(tracks[0].title == "One");
  CHECK(tracks[0].artist == "Ann");
  CHECK(tracks[0].album == "First");
  CHECK(tracks[0].genre == std::vector<std::string>{"Rock"});
  CHECK(tracks[0].duration_s == 200.0);
  CHECK(tracks[0].year == 1994);
  CHECK(tracks[0].play_count == 12);
  CHECK(tracks[0].last_played == "2020-01-02T03:04:05Z");
  CHECK(tracks[0].liked == true);
  CHECK(tracks[0].path == "/C:/Music/one.mp3");
  CHECK(tracks[1].liked == false);
  CHECK_FALSE(tracks[2].liked);
}

TEST_CASE("JSPF, and loved tracks of ListenBrainz and Last.fm") {
  const auto jspf = read_list_document("l.jspf", R"({"playlist": {"title": "x", "track": [
    {"title": "One", "creator": "Ann", "album": "First", "duration": 1500,
     "location": ["file:///m/a%20b.mp3"]},
    {"location": "sub/c.mp3"}, 7]}})");
  REQUIRE(jspf.size() == 2);
  CHECK(jspf[0].path == "/m/a b.mp3");
  CHECK(jspf[0].artist == "Ann");
  CHECK(jspf[0].duration_s == 1.5);
  CHECK(jspf[1].path == "sub/c.mp3");

  const auto brainz = read_list_document("l", R"({"count": 2, "feedback": [
    {"recording_mbid": "m", "score": 1, "track_metadata": {"artist_name": "Ann", "track_name": "One",
     "release_name": "First"}},
    {"score": -1, "track_metadata": {"artist_name": "Bob", "track_name": "Two"}}, {"score": 0}]})");
  REQUIRE(brainz.size() == 3);
  CHECK(brainz[0].title == "One");
  CHECK(brainz[0].album == "First");
  CHECK(brainz[0].liked == true);
  CHECK(brainz[1].liked == false);
  CHECK_FALSE(brainz[2].liked);

  const auto lastfm = read_list_document("l", R"({"lovedtracks": {"@attr": {"user": "u"}, "track": [
    {"name": "One", "artist": {"name": "Ann", "mbid": ""}, "date": {"uts": "1"}},
    {"name": "Two", "artist": {"#text": "Bob"}}]}})");
  REQUIRE(lastfm.size() == 2);
  CHECK(lastfm[0].artist == "Ann");
  CHECK(lastfm[0].liked == true);
  CHECK(lastfm[1].artist == "Bob");
}

TEST_CASE("list documents are told from records, and read by the same means") {
  for (const char* line : {"<?xml version=\"1.0\"?>", "  <playlist>", "{", "{ \"playlist\": {",
                           "{\"feedback\":[", "{\"lovedtracks\":{"})
    CHECK(begins_list_document(line));
  for (const char* line :
       {"{\"path\":\"a\"}", "{}", "#EXTM3U", "path,title", "", "{\"playlists\":1}"})
    CHECK_FALSE(begins_list_document(line));
  const test::TemporaryFolder folder;
  Source source(
      folder.file("l.jspf", "{\n \"playlist\": {\"track\": [{\"title\": \"One\"}]}\n}\n"));
  Record record;
  REQUIRE(source.next(record));
  CHECK(record.title == "One");
  CHECK_FALSE(source.next(record));
}

TEST_CASE("damaged and foreign documents are refused by name") {
  CHECK(failure("{\"playlist\":") == "l: is damaged JSON");
  CHECK(failure("{\"feedback\": 7}") ==
        "l: expected a JSPF playlist, or loved tracks of ListenBrainz or Last.fm");
  CHECK(failure("<playlist><trackList>\n<track></playlist>").starts_with("l:2: "));
  CHECK(failure("<html></html>") == "l: expected an XSPF playlist or the Library.xml of iTunes");
  CHECK(failure("<!DOCTYPE p [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><playlist>&b;</playlist>")
            .ends_with("declares entities"));
  CHECK(read_list_document("l", "<playlist/>").empty());
}
