// The store of the catalogue: data are stored and read back, also from damaged and locked files.
#include "catalogue/store.h"

#include <filesystem>
#include <functional>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "catalogue/track_name.h"
#include "record/reader.h"
#include "record/writer.h"
#include "support/support.h"

using namespace melsift;
using catalogue::Mode;
using catalogue::Store;
using catalogue::Stored;

namespace {

record::Record parse(const std::string& json) {
  record::Record record;
  record::Reader::over("test", json).next(record);
  return record;
}

std::vector<std::string> lines(const Store& store) {
  std::vector<std::string> all;
  store.for_each_track([&](record::Record&& track) { all.push_back(record::to_json(track)); });
  return all;
}

Stored put(Store& store, const std::string& json) {
  const record::Record record = parse(json);
  return store.put(record, record.path.empty() ? catalogue::Identities().of(record) : "");
}
Stored fill(Store& store, const std::string& json) {
  const record::Record record = parse(json);
  return store.fill(record, record.path.empty() ? catalogue::Identities().of(record) : "");
}

std::string failure_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

using Lines = std::vector<std::string>;

// Every field of a catalogue, with difficult values: quotes and backslashes in lists, NUL, several
// genres, float32 without short decimals, an unknown field of every kind.
constexpr const char* kFull =
    R"({"path":"/m/a.wav","label":"x","group":"g","split":"test","fold":3,"title":"T \"q\" \\ é 日",)"
    R"("artist":"A\u0000B","artists":["A","B"],"album":"L","album_artist":"V",)"
    R"("genre":["Rock","a \"b\", c","d\\e"],"language":"en","language_guessed":true,"year":1994,)"
    R"("original_year":1969,"tempo_bpm":117.45383522727273,"liked":false,"play_count":7,)"
    R"("last_played":"2026-01-02T03:04:05Z","duration_s":30.013333333333332,)"
    R"("duration_estimated":true,"sample_rate":44100,"front_end":"toy n=3","features":[0.1,-2e-38,16777216],)"
    R"("predicted":"b","scores":{"a":0.3,"b \"c\"":0.7},"embedding":[1.5,3.4028235e+38],)"
    R"("model":"0123456789abcdef","trained_on":true,"isrc":"X1","n":1e400,"deep":{"k":[1,null]}})";

}  // namespace

TEST_CASE("a record is stored unchanged, also after closing") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("l.db");
  {
    Store store = Store::open(path, Mode::write);
    CHECK(put(store, kFull) == Stored::added);
    CHECK(put(store, kFull) == Stored::same);
    CHECK(lines(store) == Lines{kFull});
  }
  CHECK(catalogue::is_database(path));
  CHECK(!std::filesystem::exists(path + "-wal"));  // one file
  const Store store = Store::open(path, Mode::read);
  CHECK(lines(store) == Lines{kFull});
  CHECK(store.damage().empty());
}

TEST_CASE("fields for one use of a record are not kept, and segments are refused") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("l.db"), Mode::write);
  put(store, R"({"path":"a","rank":1,"score":0.5,"reasons":["r"],"seed_weight":-1,)"
             R"("mel":{"dtype":"float32","shape":[1,1],"data":"AACAPw=="}})");
  CHECK(lines(store) == Lines{R"({"path":"a"})"});
  CHECK(failure_of([&] {
          put(store, R"({"path":"b","segment":{"index":0,"start_s":0,"duration_s":3}})");
        }).starts_with("b: is a piece of a track"));
  record::Record bad;
  bad.path = "c";
  bad.title = "\xFF";
  CHECK(failure_of([&] { store.put(bad, ""); }) == "c: title is not valid UTF-8");
  CHECK(store.track_count() == 1);
}

TEST_CASE("the order is that of paths, then of arrival") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("l.db"), Mode::write);
  for (const char* json :
       {R"({"title":"z","artist":"q"})", R"({"path":"b"})", R"({"title":"a","artist":"q"})",
        R"({"path":"\u00e9"})", R"({"path":"B"})"})
    put(store, json);
  CHECK(lines(store) == Lines{R"({"path":"B"})", R"({"path":"b"})", R"({"path":"é"})",
                              R"({"title":"z","artist":"q"})", R"({"title":"a","artist":"q"})"});
}

TEST_CASE("put replaces given fields, fill only missing or guessed ones") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("l.db"), Mode::write);
  put(store, R"({"path":"a","title":"T","artist":"X","year":1990,"play_count":5,"own":1})");
  CHECK(put(store, R"({"path":"a","year":1991,"genre":"g","play_count":3,"own":2})") ==
        Stored::changed);
  CHECK(lines(store)[0] == R"({"path":"a","title":"T","artist":"X","genre":"g","year":1991,)"
                           R"("play_count":5,"own":2})");
  // By artist and title, with different case and punctuation.
  CHECK(fill(store, R"({"title":"t!","artist":"x","year":2000,"album":"L","own":3,"new":4})") ==
        Stored::changed);
  CHECK(fill(store, R"({"title":"t","artist":"x","album":"other"})") == Stored::same);
  CHECK(lines(store) == Lines{R"({"path":"a","title":"T","artist":"X","album":"L","genre":"g",)"
                              R"("year":1991,"play_count":5,"own":2,"new":4})"});
  CHECK(fill(store, R"({"title":"else","artist":"x"})") == Stored::added);
  CHECK(fill(store, R"({"title":"Else","artist":"X","year":1})") == Stored::changed);
  CHECK(store.track_count() == 2);

  CHECK(store.guess_languages([](const std::string& title, const std::string& artist) {
    return title == "T" && artist == "X" ? "de" : "";
  }) == 1);
  CHECK(store.track(*store.find_track("a")).language_guessed);
  fill(store, R"({"path":"a","language":"fr","language_guessed":true})");
  CHECK(store.track(*store.find_track("a")).language == "de");
  fill(store, R"({"path":"a","language":"sv"})");
  CHECK(store.track(*store.find_track("a")).language == "sv");
  CHECK(!store.track(*store.find_track("a")).language_guessed);
}

TEST_CASE("identities: an equal row is the same track, a different row with this name is not") {
  catalogue::Identities first, again;
  const auto one = parse(R"({"title":"Veil","artist":"The & Cynic","year":1993})");
  const auto other = parse(R"({"title":"VEIL","artist":"the cynic","year":1994})");
  const auto album = parse(R"({"title":"Veil","artist":"the cynic","album":"Focus"})");
  const std::string a = first.of(one), b = first.of(other);
  CHECK(a != b);
  CHECK(first.of(one) == a);
  CHECK(first.of(other) == b);
  CHECK(first.of(album) != a);
  CHECK(again.of(one) == a);
  CHECK(again.of(other) == b);
  CHECK(catalogue::Identities().of(other) == a);
  // Without a name, all fields count.
  CHECK(first.of(parse(R"({"title":"x"})")) != first.of(parse(R"({"title":"y"})")));
  CHECK(catalogue::name_of(parse(R"({"title":"???","artist":"!!!"})")) == "!!!\x1f???");
}

TEST_CASE("identities ignore the spelling of names, and names also ignore diacritics") {
  const auto identity = [](const std::string& json) {
    return catalogue::Identities().of(parse(json));
  };
  const auto name = [](const std::string& json) { return catalogue::name_of(parse(json)); };
  const std::string plain = R"({"title":"Don't Cry","artist":"Guns N' Roses"})";
  const std::string curly = R"({"title":"Don\u2019t Cry","artist":"GUNS N\u2019 ROSES"})";
  CHECK(identity(plain) == identity(curly));
  const std::string composed = R"({"title":"J\u00f3ga","artist":"Bj\u00f6rk"})";
  const std::string apart = R"({"title":"JO\u0301GA","artist":"BJO\u0308RK"})";
  const std::string without = R"({"title":"Joga","artist":"Bjork"})";
  CHECK(identity(composed) == identity(apart));
  CHECK(identity(composed) != identity(without));
  CHECK(name(composed) == name(without));
  CHECK(name(composed) == "bjork\x1fjoga");
}

TEST_CASE("fill finds a track with another spelling of artist and title") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("c"), Mode::write);
  put(store, R"({"path":"a","title":"Don't Fear the Reaper","artist":"Blue Oyster Cult"})");
  CHECK(fill(store, R"({"title":"Don\u2019t Fear the Reaper","artist":"Blue \u00d6yster Cult",)"
                    R"("year":1976})") == Stored::changed);
  CHECK(store.track_count() == 1);
  CHECK(store.track(*store.find_track("a")).year == 1976);

  put(store, R"x({"path":"b","title":"Empire (feat. Alicia Keys)","artist":"Jay-Z"})x");
  put(store, R"x({"path":"c","title":"Empire (Live)","artist":"Jay-Z"})x");
  CHECK(fill(store, R"({"title":"Empire - Remastered 2011","artist":"Jay\u2010Z ft. Alicia Keys",)"
                    R"("year":2009})") == Stored::changed);
  CHECK(store.track_count() == 3);
  CHECK(store.track(*store.find_track("b")).year == 2009);
  CHECK_FALSE(store.track(*store.find_track("c")).year);
}

TEST_CASE("a like of an artist's title belongs to the scanned file") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("db"), Mode::write);
  const auto scan = [&](const std::string& json) {
    return store.put_file(parse(json), {{1, "2026-01-01T00:00:00Z"}, 7, "s"});
  };
  scan(R"({"path":"/m/a.flac","title":"One","artist":"Queen","album":"Hits"})");
  CHECK(put(store, R"({"artist":"QUEEN","title":"One - Remastered 2011","liked":true})") ==
        Stored::changed);
  REQUIRE(store.track_count() == 1);
  CHECK(store.track(1).liked == true);
  CHECK(store.track(1).title == "One");  // the file's own spelling
  CHECK(store.find_matching(parse(R"({"artist":"queen","title":"one"})")) ==
        std::vector<long long>{1});
  CHECK(store.find_matching(parse(R"({"path":"Queen - One"})")) == std::vector<long long>{1});
  CHECK(store.find_matching(parse(R"({"path":"/m"})")) == std::vector<long long>{1});
  CHECK(store.find_matching(parse(R"({"path":"Queen"})")).empty());
  CHECK(store.find_entry("/m/%61.flac") == 1);
  // The album decides between two.
  scan(R"({"path":"/m/b.flac","title":"One","artist":"Queen","album":"Live"})");
  CHECK(store.find_named(parse(R"({"artist":"Queen","title":"One","album":"live"})")) ==
        std::vector<long long>{2});
  CHECK(store.find_named(parse(R"({"artist":"Queen","title":"One"})")).size() == 2);
  // The like first, then the file.
  CHECK(put(store, R"({"artist":"ABBA","title":"SOS","liked":true})") == Stored::added);
  CHECK(scan(R"({"path":"/m/sos.flac","title":"SOS","artist":"Abba","genre":"Pop"})") ==
        Stored::added);
  CHECK(store.track_count() == 3);
  const auto sos = store.track(*store.find_track("/m/sos.flac"));
  CHECK(sos.liked == true);
  CHECK(sos.artist == "Abba");
  // A file that was moved and retagged is the same track.
  const std::string moved = folder.file("a.flac", "x");
  const auto scan_at = [&](const std::string& path, const std::string& rest) {
    scan(R"({"path":")" + path + R"(","title":"T","artist":"A",)" + rest + "}");
    return *store.find_track(path);
  };
  const long long track = scan_at(moved, R"("duration_s":2)");
  store.set_liked(track, true);
  const long long copy = scan_at("/n/copy.flac", R"("duration_s":2)");
  CHECK(copy != track);  // the first file is still there
  store.drop(copy);
  std::filesystem::remove(moved);
  folder.file("b.flac", "x");
  const long long other = scan_at("/n/other.flac", R"("duration_s":200)");
  CHECK(other != track);
  store.drop(other);
  CHECK(scan_at("/n/b.flac", R"("duration_s":2,"album":"X")") == track);
  CHECK(store.track(track).liked == true);
  CHECK(store.track(track).album == "X");
  CHECK_FALSE(store.find_track(moved));
  store.drop(track);
  // Rows of a table with the same name stay separate tracks.
  put(store, R"({"artist":"X","title":"Y","year":1990})");
  put(store, R"({"artist":"X","title":"Y","album":"Z"})");
  CHECK(store.track_count() == 5);
}

TEST_CASE("files: a changed tag is taken, a corrected field stays") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("l.db"), Mode::write);
  const auto file = [&](const std::string& json, const char* mtime) {
    return store.put_file(parse(json), {{10, mtime}, 0xFEDCBA9876543210ULL, "s"});
  };
  CHECK(file(R"({"path":"/m/a","title":"one","genre":"g","tempo_bpm":100,"features":[1]})", "1") ==
        Stored::added);
  put(store, R"({"path":"/m/a","title":"mine","language":"en","own":1})");
  CHECK(file(R"({"path":"/m/a","title":"one","year":1990,"features":[2]})", "2") ==
        Stored::changed);
  CHECK(lines(store)[0] ==
        R"({"path":"/m/a","title":"mine","language":"en","year":1990,"features":[2],"own":1})");
  file(R"({"path":"/m/a","title":"two"})", "3");
  CHECK(lines(store)[0] == R"({"path":"/m/a","title":"two","language":"en","own":1})");

  const auto known = store.find_file("/m/a");
  REQUIRE(known);
  CHECK(known->mark.stamp == FileStamp{10, "3"});
  CHECK(known->mark.hash == 0xFEDCBA9876543210ULL);
  CHECK(known->mark.settings == "s");
  CHECK(!store.find_file("/m"));
  // There is no such file, so it is lost; and it comes back under another name.
  REQUIRE(store.lost_files().size() == 1);
  CHECK(store.lost_files()[0].path == "/m/a");
  catalogue::KnownFile moved = *known;
  moved.path = "/n/b";
  store.mark_file(moved);
  CHECK(lines(store)[0] == R"({"path":"/n/b","title":"two","language":"en","own":1})");
  CHECK(!store.find_file("/m/a"));
}

TEST_CASE("files below a folder, without folders whose name only begins so") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("l.db"), Mode::write);
  for (const char* path : {"/m/a", "/m/b/c", "/m.x", "/m0", "/m", "/n"}) {
    record::Record record;
    record.path = path;
    store.put_file(record, {{1, "t"}, 1, ""});
    store.put_failure({path, {}, "", "bad"});
  }
  const auto below = [&](const std::string& path) {
    Lines found;
    store.for_each_file(path, [&](auto&& file) { found.push_back(file.path); });
    return found;
  };
  CHECK(below("/m") == Lines{"/m", "/m/a", "/m/b/c"});
  CHECK(below("/m/b") == Lines{"/m/b/c"});
  CHECK(below("/").size() == 6);
  store.drop_lost_failures("/m");
  CHECK(!store.find_failure("/m/a"));
  REQUIRE(store.find_failure("/m0"));
  CHECK(store.find_failure("/m0")->error == "bad");
  CHECK(!store.find_failure("/m0")->stamp);
}

TEST_CASE("likes, plays and listens") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("l.db"), Mode::write);
  put(store, R"({"path":"a"})");
  const long long track = *store.find_track("a");
  store.set_liked(track, true);
  store.add_play(track, "2026-01-02T00:00:00Z");
  store.add_play(track, "2026-01-01T00:00:00Z");
  CHECK(lines(store)[0] ==
        R"({"path":"a","liked":true,"play_count":2,"last_played":"2026-01-02T00:00:00Z"})");
  store.set_liked(track, {});
  CHECK(!store.track(track).liked);
  store.drop(track);
  CHECK(store.track_count() == 0);
  CHECK(store.damage().empty());

  const auto import = [&](std::vector<catalogue::Listen> listens) {
    std::size_t at = 0;
    return store.put_listens([&]() -> std::optional<catalogue::Listen> {
      if (at == listens.size()) return std::nullopt;
      return listens[at++];
    });
  };
  CHECK(import({{"u", "b", 1}, {"u", "a", 2}, {"u", "b", 1}}) == 2);
  CHECK(import({{"u", "b", 1}, {"u", "b", 1}, {"t", "c", 9}}) == 1);
  const auto all = store.listens();
  REQUIRE(all.size() == 3);
  CHECK((all[0].user == "t" && all[0].item == "c" && all[0].plays == 9));
  CHECK((all[1].item == "a" && all[1].plays == 2));
  CHECK((all[2].item == "b" && all[2].plays == 2));
}

TEST_CASE("a transaction is done completely or not at all") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("l.db"), Mode::write);
  CHECK_THROWS_AS(store.transaction([&] {
    put(store, R"({"path":"a"})");
    throw Error(ErrorKind::io, "x", "y");
  }),
                  Error);
  CHECK(store.track_count() == 0);
}

TEST_CASE("reading continues while another connection writes") {
  const test::TemporaryFolder folder;
  Store writer = Store::open(folder.path("l.db"), Mode::write);
  put(writer, R"({"path":"a"})");
  const Store reader = Store::open(folder.path("l.db"), Mode::read);
  writer.transaction([&] {
    put(writer, R"({"path":"b"})");
    CHECK(lines(reader).size() == 1);
  });
  CHECK(lines(reader).size() == 2);
  CHECK(failure_of([&] {
          Store one = Store::open(folder.path("l.db"), Mode::read);
          put(one, R"({"path":"c"})");
        }).starts_with(folder.path("l.db")));
}

TEST_CASE("files that are not catalogues, and damaged catalogues") {
  const test::TemporaryFolder folder;
  const auto opening = [](const std::string& path, Mode mode) {
    return failure_of([&] { lines(Store::open(path, mode)); });
  };
  const std::string none = folder.path("none.db");
  CHECK(opening(none, Mode::read) == none + ": can't open: No such file or directory");
  CHECK(opening(folder.path("no/folder.db"), Mode::write) ==
        folder.path("no/folder.db") + ": can't open: No such file or directory");
  const std::string text = folder.file("text.db", "artist,title\n" + std::string(2000, 'x'));
  const std::string empty = folder.file("empty.db", "");
  for (const Mode mode : {Mode::read, Mode::write}) {
    CHECK(opening(text, mode) == text + ": is not a melsift catalogue");
    CHECK(opening(folder.path(), mode) == folder.path() + ": is not a regular file");
  }
  CHECK(read_file(text).size() == 2013);
  CHECK(!catalogue::is_database(text));
  CHECK(opening(empty, Mode::read) == empty + ": is not a melsift catalogue: is empty");
  CHECK(opening(empty, Mode::write) == "none");

  const std::string full = folder.path("full.db");
  {
    Store store = Store::open(full, Mode::write);
    for (int i = 0; i < 2000; ++i)
      put(store, R"({"path":")" + std::to_string(i) + R"(","title":"a longer title"})");
  }
  const std::string bytes = read_file(full);
  for (const std::size_t size : {std::size_t{20}, std::size_t{1000}, bytes.size() / 2}) {
    const std::string cut = folder.file("cut.db", bytes.substr(0, size));
    const std::string said = opening(cut, Mode::read);
    CHECK_MESSAGE((said.starts_with(cut + ": damaged") || said.starts_with(cut + ": is no")), said);
  }
  std::string scrambled = bytes;
  for (std::size_t i = 8192; i < scrambled.size(); i += 3) scrambled[i] = 'z';
  const std::string other = folder.file("scrambled.db", scrambled);
  CHECK(!Store::open(other, Mode::read).damage().empty());

  std::string newer = bytes;
  newer[63] = 4;  // user_version, big-endian at 60: sqlite.org/fileformat2.html
  const std::string path = folder.file("newer.db", newer);
  for (const Mode mode : {Mode::read, Mode::write})
    CHECK(opening(path, mode) == path + ": was made by a newer melsift (schema 4; this one supports up to 3)");
  std::string foreign = bytes;
  foreign[68] = 1;  // application_id
  const std::string strange = folder.file("foreign.db", foreign);
  CHECK(opening(strange, Mode::write) == strange + ": is not a melsift catalogue");
}

TEST_CASE("damage within a row is reported with the file and the track") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("a.db");
  {
    Store store = Store::open(path, Mode::write);
    put(store, R"({"path":"/m/a.wav","title":"T","genre":["Rock"]})");
    put(store, R"({"path":"/m/b.wav","title":"U"})");
  }
  const auto spoilt = [&](const char* sql) {
    catalogue::Database database(path, Mode::write);
    database.run("PRAGMA foreign_keys = OFF");
    database.run(sql);
  };
  spoilt("UPDATE track SET genre = '[\"Ro' WHERE id = 1");
  const Store store = Store::open(path, Mode::read);
  const std::string list = failure_of([&] { lines(store); });
  CHECK_MESSAGE(list.starts_with(path + ": damaged: track 1: "), list);
  CHECK(store.damage() == Lines{list});
  spoilt("UPDATE track SET genre = NULL, title = CAST(x'41FF' AS TEXT) WHERE id = 1");
  CHECK(store.damage() == Lines{"/m/a.wav: title is not valid UTF-8"});
  spoilt("INSERT INTO sound (track) VALUES (7), (8)");
  CHECK(store.damage() == Lines{"sound: rows of missing tracks: 2"});
  // A row refers to a deleted row, and is then written.
  spoilt("DELETE FROM sound; DELETE FROM track WHERE id = 2");
  Store writing = Store::open(path, Mode::write);
  const std::string words = failure_of([&] { writing.set_liked(2, true); });
  CHECK_MESSAGE(words.starts_with(path + ": damaged: "), words);
}

TEST_CASE("paths") {
  CHECK(catalogue::record_path("spotify:track:1") == "spotify:track:1");
  CHECK(catalogue::record_path("no/such.mp3") == "no/such.mp3");
  CHECK(catalogue::record_path("") == "");
  const test::TemporaryFolder folder;
  folder.file("f", "x");
  CHECK(catalogue::record_path(folder.path() + "/./f") == folder.path("f"));
}

TEST_CASE("a track is found by each of its artists") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("db"), Mode::write);
  put(store, R"({"path":"a","title":"Under Pressure","artist":"Queen & David Bowie",)"
             R"("artists":["Queen","David Bowie"]})");
  put(store, R"({"path":"b","title":"Heroes","artist":"David Bowie"})");
  const auto found = [&](const std::string& json) { return store.find_named(parse(json)); };
  using Ids = std::vector<long long>;
  CHECK(found(R"({"title":"Under Pressure","artist":"queen and david bowie"})") == Ids{1});
  CHECK(found(R"({"title":"Under Pressure","artist":"David Bowie"})") == Ids{1});
  CHECK(found(R"({"title":"Under Pressure","artist":"Queen feat. X"})") == Ids{1});
  CHECK(found(R"({"title":"Under Pressure","artist":"Bowie"})").empty());
  CHECK(found(R"({"title":"Heroes","artist":"X","artists":["Y","David Bowie"]})") == Ids{2});
  // A track of this artist alone comes before one with others.
  put(store, R"({"path":"c","title":"Under Pressure","artist":"David Bowie"})");
  CHECK(found(R"({"title":"Under Pressure","artist":"David Bowie"})") == Ids{3});
  CHECK(fill(store, R"({"title":"Under Pressure","artist":"Queen","year":1981})") ==
        Stored::changed);
  CHECK(store.track(1).year == 1981);
  // Names follow the artists.
  put(store, R"({"path":"a","artists":["Queen","Annie Lennox"]})");
  CHECK(found(R"({"title":"Under Pressure","artist":"Annie Lennox"})") == Ids{1});
  store.drop(3);
  CHECK(found(R"({"title":"Under Pressure","artist":"David Bowie"})").empty());
  store.drop(1);
  CHECK(found(R"({"title":"Under Pressure","artist":"Queen"})").empty());
}

TEST_CASE("a file that was moved and retagged is recognised by its sound") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("db"), Mode::write);
  folder.file("other", "x");
  const auto scan = [&](const std::string& name, const std::string& rest, std::uint64_t sound) {
    const std::string path = folder.file(name, "x");
    store.put_file(parse(R"({"path":")" + path + R"(","duration_s":2)" + rest + "}"),
                   {{1, "2026-01-01T00:00:00Z"}, 7, "s", "tags=1", sound});
    return *store.find_track(path);
  };
  const auto remove = [&](const std::string& name) { std::filesystem::remove(folder.path(name)); };
  const long long a = scan("a", R"(,"title":"T","artist":"A")", 1);
  store.set_liked(a, true);
  CHECK(scan("copy", R"(,"title":"T2","artist":"A2")", 1) != a);  // it is still there
  remove("a");
  CHECK(scan("b", R"(,"title":"New","artist":"Name")", 1) == a);
  CHECK(store.track(a).liked == true);
  CHECK(store.track(a).title == "New");
  CHECK_FALSE(store.find_track(folder.path("a")));
  // Two files with the sound are gone: the names decide, or nothing does.
  const long long c = scan("c", R"(,"title":"C","artist":"X")", 2);
  const long long d = scan("d", R"(,"title":"D","artist":"X")", 2);
  remove("c");
  remove("d");
  const long long unclear = scan("e", R"(,"title":"E","artist":"X")", 2);
  CHECK(unclear != c);
  CHECK(unclear != d);
  CHECK(scan("f", R"(,"title":"D","artist":"X","album":"L")", 2) == d);
  CHECK(scan("g", R"(,"title":"G","artist":"X")", 2) == c);  // the only one that is left
}

TEST_CASE("tags that are read again leave the sound as it is") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("db"), Mode::write);
  const catalogue::FileMark mark{{1, "2026-01-01T00:00:00Z"}, 7, "s", "", 1};
  store.put_file(parse(R"({"path":"/a","title":"T","artist":"Jay","tempo_bpm":120,)"
                       R"("duration_s":2.25,"front_end":"toy","features":[1,2]})"),
                 mark);
  store.set_liked(1, true);
  catalogue::FileMark now = mark;
  now.tag_settings = "tags=1";
  const auto tags = parse(R"({"path":"/a","title":"T","artist":"Jay, Alicia",)"
                          R"("artists":["Jay","Alicia"],"duration_s":2.2,)"
                          R"("duration_estimated":true})");
  CHECK(store.put_tags(tags, now) == Stored::changed);
  CHECK(lines(store) ==
        Lines{R"({"path":"/a","title":"T","artist":"Jay, Alicia","artists":["Jay","Alicia"],)"
              R"("tempo_bpm":120,"liked":true,"duration_s":2.25,"front_end":"toy",)"
              R"("features":[1,2]})"});
  CHECK(store.put_tags(tags, now) == Stored::same);
  CHECK(store.find_file("/a")->mark.tag_settings == "tags=1");
}

TEST_CASE("an estimated length gives way to an exact one, and not the other way round") {
  const test::TemporaryFolder folder;
  Store store = Store::open(folder.path("db"), Mode::write);
  constexpr const char* kExact = R"({"path":"/a","title":"T","duration_s":2.25})";
  constexpr const char* kEstimate =
      R"({"path":"/a","title":"T","duration_s":2.3,"duration_estimated":true})";
  const catalogue::FileMark mark{{1, "2026-01-01T00:00:00Z"}, 7, "s", "tags=1", 1};
  store.put_file(parse(kEstimate), mark);
  CHECK(lines(store) == Lines{kEstimate});
  store.put_file(parse(kExact), mark);  // with its sound
  CHECK(lines(store) == Lines{kExact});
  store.put_tags(parse(kEstimate), mark);
  CHECK(lines(store) == Lines{kExact});
  CHECK(fill(store, kEstimate) == Stored::same);
  put(store, kEstimate);  // a record replaces both together
  CHECK(lines(store) == Lines{kEstimate});
  fill(store, kExact);
  CHECK(lines(store) == Lines{kExact});
}
