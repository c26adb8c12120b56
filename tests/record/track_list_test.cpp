#include "record/track_list.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "record/dataset_folder.h"
#include "support/support.h"

using namespace melsift;
using record::Record;
using record::SplitLists;
using record::TrackNames;

namespace {

std::vector<Record> tracks(const std::vector<std::string>& paths) {
  std::vector<Record> records(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) records[i].path = paths[i];
  return records;
}

std::string found(const TrackNames& names, const std::string& path) {
  const auto entry = names.find(path);
  return entry ? names.value(*entry) : "none";
}

}  // namespace

TEST_CASE("a name is the end of a path, with or without extension") {
  for (const char* name : {"blues.00000", "blues.00000.wav", "blues.00000.au", "blues/blues.00000",
                           "genres/blues/blues.00000.wav", "/data/genres/blues/blues.00000.wav",
                           "./blues/blues.00000.wav", "blues\\blues.00000.wav"}) {
    CAPTURE(name);
    TrackNames names;
    names.add(name, "v", "x:1");
    CHECK(found(names, "genres/blues/blues.00000.wav") == "v");
    CHECK(found(names, "blues.00000.wav") == "v");
    CHECK(found(names, "blues.00000") == "v");
    CHECK(found(names, "genres/blues/blues.00001.wav") == "none");
    CHECK(found(names, "genres/blues/xblues.00000.wav") == "none");
  }
  TrackNames names;
  names.add("blues/01.wav", "v", "x:1");
  CHECK(found(names, "rock/01.wav") == "none");
  CHECK(found(names, "x/blues/01.mp3") == "v");
  names.add("Mr. Big", "v", "x:2");
  CHECK(found(names, "a/Mr. Big.flac") == "v");
}

TEST_CASE("of several matching names, the nearest is used") {
  TrackNames names;
  names.add("01", "any", "x:1");
  names.add("live/01", "live", "x:2");
  names.add("jazz/live/01.wav", "jazz", "x:3");
  names.add("jazz/live/01.mp3", "mp3", "x:4");
  CHECK(found(names, "rock/studio/01.wav") == "any");
  CHECK(found(names, "rock/live/01.wav") == "live");
  CHECK(found(names, "a/jazz/live/01.wav") == "jazz");
  CHECK(found(names, "a/jazz/live/01.mp3") == "mp3");
}

TEST_CASE("a name given twice must say the same") {
  TrackNames names;
  names.add("a", "train", "x:1");
  names.add("a", "train", "x:2");
  CHECK(names.size() == 1);
  CHECK_THROWS_WITH_AS(names.add("a", "test", "x:3"),
                       "x:3: a is \"test\" here and \"train\" before", Error);
  CHECK_THROWS_AS(names.add(" ", "test", "x:4"), Error);
}

TEST_CASE("splits from lists of names, one file a split") {
  const test::TemporaryFolder folder;
  const std::string train =
      folder.file("train_filtered.txt", "# a comment\nblues/b.0.wav\r\n\nb.1\n");
  const std::string odd = folder.file("list2.txt", "b.2\nb.9, live\n");
  SplitLists lists;
  lists.add(train);  // the file's name says which
  lists.add("val=" + odd);
  auto records = tracks({"g/blues/b.0.au", "g/blues/b.1.au", "g/blues/b.2.au", "g/blues/b.3.au"});
  const auto [left_out, missing, unlisted] = lists.apply(records);
  CHECK(unlisted.empty());
  REQUIRE(records.size() == 3);
  CHECK(records[0].split == "train");
  CHECK(records[1].split == "train");
  CHECK(records[2].split == "valid");
  CHECK(left_out == 1);
  CHECK(missing == std::vector<std::string>{"b.9, live"});
}

// The fold lists that come with GTZAN's and FMA's papers have a class after each name.
TEST_CASE("lists with more than names") {
  const test::TemporaryFolder folder;
  for (const char* separator : {"\t", ";", ",", " ", "; ", ", ", "   "}) {
    CAPTURE(separator);
    const std::string by = separator;
    SplitLists lists;
    lists.add("train=" + folder.file("l.txt", "blues.00000.wav" + by + "blues\nb/My Song.mp3\n"));
    lists.add(folder.file("m.txt", "rock.00000.wav" + by + "Validation\n"));
    auto records = tracks({"g/blues.00000.wav", "b/My Song.mp3", "rock.00000.wav", "My.wav"});
    const auto outcome = lists.apply(records);
    CHECK(outcome.left_out == 1);
    CHECK(outcome.missing.empty());
    REQUIRE(records.size() == 3);
    CHECK(records[0].split == "train");
    CHECK(records[1].split == "train");
    CHECK(records[2].split == "valid");
  }
  SplitLists lists;
  lists.add("train=" + folder.file("t.csv", "track;genre\na.0;rock\n"));
  lists.add(folder.file("u.txt", "track\tsplit\nb.0\tDEV\nc.0\tholdout\n"));
  auto records = tracks({"a.0.wav", "b.0.wav", "c.0.wav"});
  const auto outcome = lists.apply(records);
  REQUIRE(records.size() == 3);
  CHECK(records[0].split == "train");
  CHECK(records[1].split == "valid");
  CHECK(records[2].split.empty());
  CHECK(outcome.unlisted == std::map<std::string, std::size_t>{{"holdout", 1}});
}

TEST_CASE("the whole name of a line comes first") {
  TrackNames names;
  names.add_line("Earth, Wind.mp3", "train", "x:1");
  names.add_line("Earth.mp3", "test", "x:2");
  CHECK(found(names, "Earth, Wind.mp3") == "train");
  CHECK(found(names, "Earth.mp3") == "test");
  names.add_line("Song A.mp3", "train", "x:3");
  CHECK(found(names, "Song.mp3") == "none");
  const test::TemporaryFolder folder;
  SplitLists lists;
  lists.add(folder.file("train.txt", "Mr. Big\n"));
  auto records = tracks({"Mr. Big.mp3", "Mr..mp3"});
  CHECK(lists.apply(records).left_out == 1);
}

TEST_CASE("the name of a recording names its pieces") {
  TrackNames names;
  names.add("blues.00000", "train", "x:1");
  names.add("rock.00001.wav", "test", "x:2");
  names.add("rock.00001.3", "valid", "x:3");
  CHECK(found(names, "blues.00000.3.wav") == "train");
  CHECK(found(names, "genres/rock/rock.00001.2.wav") == "test");
  CHECK(found(names, "rock.00001.3.wav") == "valid");
  CHECK(found(names, "blues.00001.3.wav") == "none");
}

TEST_CASE("splits from a table of tracks") {
  const test::TemporaryFolder folder;
  const std::string path =
      folder.file("s.csv", "row,track,split\n0,b.0,train\n1,b.1,valid\n2,b.2,unlisted\n");
  SplitLists lists;
  lists.add(path);
  auto records = tracks({"b.0.wav", "b.1.wav", "b.2.wav", "b.3.wav"});
  records[2].split = "test";
  CHECK(lists.apply(records).left_out == 1);
  REQUIRE(records.size() == 3);
  CHECK(records[0].split == "train");
  CHECK(records[1].split == "valid");
  CHECK(records[2].split.empty());
}

TEST_CASE("lists without splits and contradictory lists are refused") {
  const test::TemporaryFolder folder;
  SplitLists lists;
  CHECK_THROWS_AS(lists.add(folder.path("none.txt")), Error);
  CHECK_THROWS_AS(lists.add(folder.file("t.csv", "track,genre\na,rock\n")), Error);
  lists.add("train=" + folder.path("t.csv"));
  const std::string test_list = folder.file("test.txt", "a\n");
  CHECK_THROWS_WITH_AS(lists.add(test_list),
                       (test_list + ":1: a is \"test\" here and \"train\" before").c_str(), Error);
}

TEST_CASE("groups by artist, by folder and by list") {
  const test::TemporaryFolder folder;
  auto records =
      tracks({"g/blues/Hooker/1.wav", "g/blues/2.wav", "3.wav", "g/blues/Hooker/live/4.wav"});
  for (Record& record : records) record.label = "blues";
  records[1].artist = "Hooker";
  CHECK(record::group_by("artist", records) == 1);
  CHECK(records[0].group == "Hooker");
  CHECK(records[1].group == "Hooker");
  CHECK(records[2].group.empty());
  CHECK(records[3].group == "Hooker");

  CHECK(record::group_by("folder", records) == 1);
  CHECK(records[0].group == "g/blues/Hooker");
  CHECK(records[3].group == "g/blues/Hooker/live");

  const std::string list = folder.file("l.csv", "group,track\nA,1\nB,blues/2.wav\n,3\n");
  CHECK(record::group_by(list, records) == 2);
  CHECK(records[0].group == "A");
  CHECK(records[1].group == "B");
  CHECK(records[2].group.empty());
  CHECK_THROWS_AS(record::group_by(folder.file("x.csv", "a,b\n"), records), Error);
  const std::string others = folder.file("o.csv", "track;artist\nz.wav;A\n");
  CHECK_THROWS_WITH_AS(
      record::group_by(others, records),
      (others + ": names none of the tracks: it begins with z.wav, the first track is "
                "g/blues/Hooker/1.wav")
          .c_str(),
      Error);
  CHECK_THROWS_AS(record::group_by("artists", records), Error);
}

TEST_CASE("a dataset's classes are its first folders") {
  const std::vector<std::string> files{"g/blues/a.wav", "g/rock/live/b.wav", "g/c.wav"};
  for (const char* folder : {"g", "g/", "g//"}) {
    auto records = record::labelled_by_folder(folder, files);
    REQUIRE(records.size() == 3);
    CHECK(records[0].path == "g/blues/a.wav");
    CHECK(records[0].label == "blues");
    CHECK(records[1].label == "rock");
    CHECK(records[2].label.empty());
  }
  auto records = record::labelled_by_folder("g", files);
  const std::vector<std::string> wanted{"rock"};
  record::keep_classes(records, wanted);
  REQUIRE(records.size() == 1);
  CHECK(records[0].label == "rock");
  const std::vector<std::string> mistyped{"rok"};
  CHECK_THROWS_WITH_AS(record::keep_classes(records, mistyped),
                       "rok: no such class (there are rock)", Error);
}

TEST_CASE("classes with commas are kept by name") {
  const std::vector<std::string> labels{"Folk, World, & Country", "Rock", "Jazz"};
  for (const std::vector<std::string>& lists :
       {std::vector<std::string>{"Folk, World, & Country,Rock"},
        {"\"Folk, World, & Country\", Rock"},
        {"Rock", "Folk, World, & Country"}}) {
    std::vector<Record> records(3);
    for (std::size_t i = 0; i < 3; ++i) records[i].label = labels[i];
    record::keep_classes(records, lists);
    REQUIRE(records.size() == 2);
    CHECK(records[0].label == labels[0]);
    CHECK(records[1].label == "Rock");
  }
  std::vector<Record> records(1);
  records[0].label = labels[0];
  const std::vector<std::string> part{"Folk"};
  CHECK_THROWS_WITH_AS(record::keep_classes(records, part),
                       "Folk: no such class (there are \"Folk, World, & Country\")", Error);
}

TEST_CASE("classes with similar names are found") {
  // Python: unicodedata.normalize("NFD", "Caf\u00e9") == "Cafe\u0301"
  std::vector<Record> records(5);
  records[0].label = "Caf\u00e9";
  records[1].label = "Cafe\u0301";
  records[2].label = "Rock";
  records[3].label = "rock";
  records[4].label = "jazz";
  const auto alike = record::look_alikes(records);
  REQUIRE(alike.size() == 2);
  CHECK(alike[0] == std::vector<std::string>{"Cafe\u0301", "Caf\u00e9"});
  CHECK(alike[1] == std::vector<std::string>{"Rock", "rock"});
}

TEST_CASE("the published fault-filtered split of the real table" * doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(path, "data/gtzan-features/split.csv");
  SplitLists lists;
  lists.add(*path);
  auto records = tracks({"genres/blues/blues.00093.wav", "blues.00050.wav", "x/rock.99999.wav"});
  CHECK(lists.apply(records).missing.size() == 708);
  REQUIRE(records.size() == 2);
  CHECK(records[0].split == "train");
  CHECK(records[1].split == "valid");
}
