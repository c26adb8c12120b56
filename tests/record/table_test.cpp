#include "record/table.h"

#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "record/kaggle.h"
#include "record/writer.h"
#include "support/support.h"

using namespace melsift;
using record::FeatureTable;
using record::Record;
using record::TableOptions;

namespace {

struct Outcome {
  std::vector<Record> records;
  std::vector<std::string> failures;
};

Outcome read(FeatureTable table) {
  Outcome outcome;
  for (bool more = true; more;) {
    try {
      Record record;
      more = table.next(record);
      if (more) outcome.records.push_back(record);
    } catch (const Error& error) {
      outcome.failures.emplace_back(error.what());
    }
  }
  return outcome;
}

}  // namespace

TEST_CASE("the Kaggle header needs no options") {
  const test::TemporaryFolder folder;
  const std::string path =
      folder.file("f.csv",
                  "filename,length,chroma_stft_mean,tempo,label\n"
                  "blues.00000.wav,661794,0.35008811950683594,123.046875,blues\n"
                  "rock.00001.wav,661794,0.5,-1e-05,rock\n");
  FeatureTable table(path, {});
  Record r;
  REQUIRE(table.next(r));
  CHECK(table.feature_columns() == std::vector<std::string>{"chroma_stft_mean", "tempo"});
  CHECK(
      to_json(r) ==
      R"({"path":"blues.00000.wav","label":"blues","front_end":"table columns=chroma_stft_mean,tempo","features":[0.35008812,123.046875]})");
  REQUIRE(table.next(r));
  CHECK(r.features == std::vector<float>{0.5F, -1e-5F});
  CHECK_FALSE(table.next(r));
}

TEST_CASE("columns are named, dropped or passed through") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("t.csv",
                                       ",track id,kind,set,a b,\"c,d\",note,artist,junk\n"
                                       "0,x,rock,val,1,2,fine,Bach,9\n"
                                       "1,y,jazz,unlisted,3,4,,Evans,9\n");
  TableOptions options;
  options.id_column = "track id";
  options.label_column = "kind";
  options.split_column = "set";
  options.dropped = {"junk"};
  const auto [records, failures] = read(FeatureTable(path, options));
  CHECK(failures.empty());
  REQUIRE(records.size() == 2);
  CHECK(
      to_json(records[0]) ==
      R"({"path":"x","label":"rock","split":"valid","artist":"Bach","front_end":"table columns=a%20b,c%2Cd","features":[1,2],"note":"fine"})");
  CHECK(records[1].split.empty());
  CHECK(records[1].extra.empty());
}

TEST_CASE("the front end comes from an option, a column, Kaggle's table or the names of columns") {
  const test::TemporaryFolder folder;
  std::string header = "filename,length";
  std::string row = "a.wav,661794";
  for (const std::string& name : record::kaggle_columns()) {
    header += "," + name;
    row += ",0.5";
  }
  const auto front_end = [&](const std::string& csv, TableOptions options) {
    const auto [records, failures] = read(FeatureTable(folder.file("t.csv", csv), options));
    REQUIRE(failures.empty());
    REQUIRE(records.size() == 1);
    return records[0].front_end;
  };
  const std::string kaggle = header + ",label\n" + row + ",blues\n";
  CHECK(front_end(kaggle, {}) ==
        "gtzan57 sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=20 padding=reflect");
  CHECK(front_end(header + ",front_end\n" + row + ",mine\n", {}) == "mine");
  TableOptions options;
  options.dropped = {"tempo"};
  CHECK(front_end(kaggle, options).starts_with("table columns=chroma_stft_mean,"));
  CHECK(front_end(header + ",more\n" + row + ",1\n", {}).ends_with(",mfcc20_var,more"));
  options = {};
  options.front_end = "given";
  CHECK(front_end(kaggle, options) == "given");
  CHECK(front_end(header + ",front_end\n" + row + ",mine\n", options) == "given");
}

TEST_CASE("bad rows are named by line and column and the others are read") {
  const test::TemporaryFolder folder;
  const std::string path =
      folder.file("t.csv", "path,a,b\nx,1,2\ny,1,?\nz,1\n,1,2\nu,nan,2\nv,1,1e39\nw,3,4\n");
  const auto [records, failures] = read(FeatureTable(path, {}));
  CHECK(failures ==
        std::vector<std::string>{path + ":3: b: expected a finite number, got \"?\"",
                                 path + ":4: 2 cells: the header has 3",
                                 path + ":5: path: empty, expected the track's name",
                                 path + ":6: a: expected a finite number, got \"nan\"",
                                 path + ":7: b: expected a finite number, got \"1e39\""});
  REQUIRE(records.size() == 2);
  CHECK(records[1].features == std::vector<float>{3.0F, 4.0F});
}

TEST_CASE("missing columns are refused, and existing columns are named") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("t.csv", "path,a\nx,1\n");
  TableOptions options;
  options.label_column = "genre";
  CHECK_THROWS_WITH_AS(FeatureTable(path, options),
                       (path + ": has no column \"genre\" (it has path, a)").c_str(), Error);
  options = {};
  options.dropped = {"b"};
  CHECK_THROWS_AS(FeatureTable(path, options), Error);
  CHECK_THROWS_WITH_AS(FeatureTable(folder.file("n.csv", "name,a\nx,1\n"), {}),
                       (folder.path("n.csv") + ": has no column \"path\" (it has name, a)").c_str(),
                       Error);
  CHECK_THROWS_AS(FeatureTable(folder.file("e.csv", ""), {}), Error);
}

TEST_CASE("an array's rows become features or mel") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("t.csv", "path,row\nx,0\ny,1\n");
  TableOptions options;
  options.array = folder.path("a.npy");

  const std::size_t flat[] = {2, 3};
  record::write_npy(options.array, flat, std::vector<float>{1, 2, 3, 4, 5, 6});
  auto outcome = read(FeatureTable(path, options));
  CHECK(outcome.failures.empty());
  REQUIRE(outcome.records.size() == 2);
  CHECK(to_json(outcome.records[1]) ==
        R"({"path":"y","front_end":"array shape=3","features":[4,5,6],"row":1})");

  for (const std::vector<std::size_t>& shape :
       {std::vector<std::size_t>{2, 2, 3}, std::vector<std::size_t>{2, 2, 3, 1}}) {
    record::write_npy(options.array, shape,
                      std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    outcome = read(FeatureTable(path, options));
    REQUIRE(outcome.records.size() == 2);
    CHECK(outcome.records[1].front_end == "array shape=2x3");
    CHECK(outcome.records[1].features.empty());
    CHECK(outcome.records[1].mel == Matrix{{7.0F, 8.0F, 9.0F}, {10.0F, 11.0F, 12.0F}});
  }
  options.front_end = "mel given";
  CHECK(read(FeatureTable(path, options)).records[1].front_end == "mel given");
}

TEST_CASE("an array that doesn't fit its table is refused") {
  const test::TemporaryFolder folder;
  TableOptions options;
  options.array = folder.path("a.npy");
  const std::size_t shape[] = {2, 1};
  record::write_npy(options.array, shape, std::vector<float>{1, 2});
  auto outcome = read(FeatureTable(folder.file("3.csv", "path\nx\ny\nz\n"), options));
  CHECK(outcome.records.size() == 2);
  CHECK(outcome.failures == std::vector<std::string>{folder.path("3.csv") + ":4: " + options.array +
                                                     ": has only 2 rows"});
  outcome = read(FeatureTable(folder.file("1.csv", "path\nx\n"), options));
  CHECK(outcome.records.size() == 1);
  CHECK(outcome.failures == std::vector<std::string>{options.array + ": has 2 rows, " +
                                                     folder.path("1.csv") + " has 1"});
  record::write_npy(options.array, shape,
                    std::vector<float>{1, std::numeric_limits<float>::infinity()});
  outcome = read(FeatureTable(folder.file("2.csv", "path\nx\ny\n"), options));
  CHECK(outcome.records.size() == 1);
  CHECK(outcome.failures.size() == 1);
  const std::size_t vector[] = {2};
  record::write_npy(options.array, vector, std::vector<float>{1, 2});
  CHECK_THROWS_AS(FeatureTable(folder.path("2.csv"), options), Error);
}
