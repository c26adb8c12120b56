// A catalogue of melsift 0.1.0 opened by this one.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "catalogue/database.h"
#include "catalogue/schema.h"
#include "catalogue/store.h"
#include "catalogue/track_name.h"
#include "record/reader.h"
#include "record/writer.h"
#include "support/support.h"

using namespace melsift;
using catalogue::Database;
using catalogue::Mode;
using catalogue::Store;
using catalogue::Stored;

namespace {

std::string old_catalogue(const test::TemporaryFolder& folder,
                          const char* dump = "catalogue_0.1.0.sql") {
  const std::string path = folder.path("old.db");
  Database(path, Mode::write).run(read_file(test::data(dump)).c_str());
  return path;
}

std::vector<std::string> lines(const Store& store) {
  std::vector<std::string> all;
  store.for_each_track([&](record::Record&& track) { all.push_back(record::to_json(track)); });
  return all;
}

// name and identity of a track; "/" stands for the character between their parts.
std::string names_of(Database& database, long long track) {
  catalogue::Statement& row =
      database.statement("SELECT name, identity FROM track WHERE id = ?1").with(track);
  std::string text;
  if (row.next()) text = row.text(0) + " " + row.text(1);
  row.reset();
  for (char& c : text)
    if (c == catalogue::kBetween) c = '/';
  return text;
}

Stored put(Store& store, const std::string& json) {
  record::Record record;
  record::Reader::over("test", json).next(record);
  return store.put(record, catalogue::Identities().of(record));
}

}  // namespace

TEST_CASE("an old catalogue is read unchanged, and converted if it is writable") {
  const test::TemporaryFolder folder;
  const std::string path = old_catalogue(folder);
  const std::vector<std::string> before = lines(Store::open(path, Mode::read));
  CHECK(before.size() == 10);
  CHECK(Database(path, Mode::read).number("PRAGMA user_version") == 1);

  const Store renewed = Store::open(path, Mode::write);
  CHECK(lines(renewed) == before);
  CHECK(renewed.damage().empty());
  Database database(path, Mode::read);
  CHECK(database.number("PRAGMA user_version") == catalogue::kSchema);
  const std::vector<std::string> expected = {
      "gunsnroses/dontcry gunsnroses/dontcry/useyourillusion",
      "bjork/joga bj\u00f6rk/j\u00f3ga/",
      "acdc/tnt acdc/tnt/tnt",
      "!!!/\?\?\? !!!/\?\?\?/",  // its album was filled in later
      "cynic/veil cynic/veil/",
      "cynic/veil cynic/veil//2",  // another track of that name
      " record/11624015108242766091",
      "bjork/joga ",  // has a path
      "beyonce/halo beyonc\u00e9/halofeatnobody/iam",
      "bjork/joga bj\u00f6rk/j\u00f3ga//2",  // was told from track 2 by its capitals
  };
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(names_of(database, static_cast<long long>(i) + 1) == expected[i]);
}

TEST_CASE("a converted catalogue finds its tracks again") {
  const test::TemporaryFolder folder;
  const std::string path = old_catalogue(folder);
  Store store = Store::open(path, Mode::write);
  CHECK(put(store, R"({"title":"T.N.T.","artist":"ac dc","album":"TNT"})") == Stored::changed);
  CHECK(put(store, R"({"title":"???","artist":"!!!","year":2004})") == Stored::changed);
  CHECK(put(store, R"({"title":"DON'T CRY","artist":"GUNS N' ROSES",)"
                   R"("album":"Use Your Illusion","year":1991})") == Stored::changed);
  CHECK(put(store, R"({"title":"Veil","artist":"Cynic","year":1993})") == Stored::same);
  CHECK(store.track_count() == 10);
  CHECK(store.track(10).liked == true);
  CHECK(store.track(10).play_count == 3);
}

TEST_CASE("a catalogue is converted once, by the first program") {
  const test::TemporaryFolder folder;
  const std::string path = old_catalogue(folder);
  { const Store first = Store::open(path, Mode::write); }
  // A name that no renewal would leave as it is.
  Database(path, Mode::write).run("UPDATE track SET name = 'kept' WHERE id = 1");
  { const Store second = Store::open(path, Mode::write); }
  Database database(path, Mode::read);
  CHECK(names_of(database, 1) == "kept gunsnroses/dontcry/useyourillusion");
}

TEST_CASE("fields that were passed through become known ones") {
  const test::TemporaryFolder folder;
  const std::string path = old_catalogue(folder, "catalogue_2.sql");
  Store store = Store::open(path, Mode::write);
  CHECK(store.damage().empty());
  CHECK(lines(store) ==
        std::vector<std::string>{
            R"({"path":"/m/a.flac","title":"T","artist":"Jay","year":1969,"duration_s":2,)"
            R"("sample_rate":44100})",
            R"({"title":"Under Pressure","artist":"Queen & David Bowie",)"
            R"("artists":["Queen","David Bowie"],"album":"Hot Space","album_artist":"Queen",)"
            R"("year":1982,"original_year":1981,"mood":"up"})",
            R"({"label":"pop","title":"Y","artist":"X"})",  // its original_year was no year
            R"({"title":"Alone","artist":"Ann","liked":true})"});
  CHECK(Database(path, Mode::read).number("PRAGMA user_version") == 3);
  record::Record by_guest;
  by_guest.artist = "david bowie";
  by_guest.title = "Under Pressure";
  CHECK(store.find_named(by_guest) == std::vector<long long>{2});
  // Scanned files get their new tags with the next scan.
  const auto file = store.find_file("/m/a.flac");
  REQUIRE(file);
  CHECK(file->mark.tag_settings.empty());
  CHECK_FALSE(file->mark.sound_hash);
}

TEST_CASE("a catalogue of schema 2 is read without a change to it") {
  const test::TemporaryFolder folder;
  const std::string path = old_catalogue(folder, "catalogue_2.sql");
  Database(path, Mode::write)
      .run("UPDATE track SET other = json_remove(other, '$.original_year') WHERE id = 3");
  const std::string before = read_file(path);
  {
    const Store store = Store::open(path, Mode::read);
    CHECK(lines(store).size() == 4);
    CHECK(store.damage().empty());
    CHECK(store.track(2).artists == std::vector<std::string>{"Queen", "David Bowie"});
    CHECK(store.find_file("/m/a.flac"));
    record::Record record;
    record.artist = "Ann";
    record.title = "Alone";
    CHECK(store.find_named(record) == std::vector<long long>{4});
  }
  CHECK(read_file(path) == before);
}

TEST_CASE("a catalogue of a later schema is refused") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("new.db");
  { const Store store = Store::open(path, Mode::write); }
  Database(path, Mode::write).run("PRAGMA user_version = 4");
  for (const Mode mode : {Mode::read, Mode::write})
    CHECK_THROWS_WITH_AS(Store::open(path, mode),
                         (path + ": was made by a newer melsift (schema 4; this one supports up to 3)").c_str(),
                         Error);
}
