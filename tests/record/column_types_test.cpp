// Which columns of a table are features, and what becomes of missing values.  The reference is
// pandas 1.5.3: the dtypes of read_csv, isna(), dropna(); scikit-learn 1.2.1: SimpleImputer().
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "record/source.h"
#include "record/table.h"
#include "record/writer.h"
#include "support/support.h"

using namespace melsift;
using record::FeatureTable;
using record::MissingValues;
using record::Record;
using record::Source;
using record::TableOptions;

namespace {

using Lines = std::vector<std::string>;

// pandas: tempo, rms and beats are float64 with one NaN each, song is object.
constexpr const char* kTable =
    "path,label,tempo,rms,song,beats\n"
    "a,x,,1,1979,NA\n"
    "b,y,120,2,Hey Jude,7\n"
    "c,x,90,3,Yesterday,8\n"
    "d,y,80,NaN,12,9\n";

struct Outcome {
  std::vector<std::vector<float>> rows;
  Lines paths;
  Lines failures;
};

Outcome read(FeatureTable& table) {
  Outcome outcome;
  for (bool more = true; more;) {
    try {
      Record record;
      more = table.next(record);
      if (!more) break;
      outcome.rows.push_back(record.features);
      outcome.paths.push_back(record.path);
    } catch (const Error& error) {
      outcome.failures.emplace_back(error.what());
    }
  }
  return outcome;
}

Outcome read(const std::string& path, MissingValues missing) {
  TableOptions options;
  options.missing = missing;
  FeatureTable table(path, options);
  return read(table);
}

}  // namespace

TEST_CASE("a column is a feature if all its cells are numbers or missing") {
  const test::TemporaryFolder folder;
  const FeatureTable table(folder.file("t.csv", kTable), {});
  CHECK(table.feature_columns() == Lines{"tempo", "rms", "beats"});
  const record::TableReport& report = table.report();
  CHECK(report.rows == 4);
  REQUIRE(report.mixed.size() == 1);
  CHECK(report.mixed[0].name == "song");
  CHECK(report.mixed[0].survey.texts == 2);
  CHECK(report.mixed[0].survey.first_text == "Hey Jude");
  CHECK(report.mixed[0].survey.first_text_where == folder.path("t.csv") + ":3");
  REQUIRE(report.gaps.size() == 3);
  CHECK(report.gaps[0].column == "tempo");
  CHECK(report.gaps[0].rows == 1);
}

TEST_CASE("rows with a missing value are refused, dropped or completed") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("t.csv", kTable);
  auto outcome = read(path, MissingValues::refuse);
  CHECK(outcome.paths == Lines{"b", "c"});
  CHECK(outcome.failures == Lines{path + ":2: tempo: expected a finite number, got \"\"",
                                  path + ":5: rms: expected a finite number, got \"NaN\""});
  // dropna(subset=["tempo", "rms", "beats"])
  outcome = read(path, MissingValues::drop);
  CHECK(outcome.failures.empty());
  CHECK(outcome.paths == Lines{"b", "c"});
  // SimpleImputer().fit_transform(...)
  outcome = read(path, MissingValues::mean);
  CHECK(outcome.failures.empty());
  CHECK(outcome.rows ==
        std::vector<std::vector<float>>{{96.666664F, 1, 8}, {120, 2, 7}, {90, 3, 8}, {80, 2, 9}});
}

TEST_CASE("means are those of training rows") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("t.csv",
                                       "path,split,a\nx,train,1\ny,train,3\nz,test,100\n"
                                       "v,Validation,50\nw,train,\nu,test,\n");
  const auto outcome = read(path, MissingValues::mean);
  CHECK(outcome.rows == std::vector<std::vector<float>>{{1}, {3}, {100}, {50}, {2}, {2}});
}

TEST_CASE("a table that names its features keeps them, and text in one is an error") {
  const test::TemporaryFolder folder;
  const std::string path =
      folder.file("t.csv", "path,front_end,f0,label\na,mfcc,1,x\nb,mfcc,oops,y\n");
  Source source(path);
  Record record;
  REQUIRE(source.next(record));
  CHECK(record.features == std::vector<float>{1});
  CHECK_THROWS_WITH_AS(source.next(record),
                       (path + ":3: f0: expected a finite number, got \"oops\"").c_str(), Error);
}

TEST_CASE("index columns are left out, and other row numbers are noticed") {
  const test::TemporaryFolder folder;
  const FeatureTable table(
      folder.file(
          "t.csv",
          "Unnamed: 0,path,,a,ID,k,year_index\n0,x,5,0.5,0,1,1\n1,y,6,1,1,2,2\n2,z,7,2,2,3,4\n"),
      {});
  CHECK(table.report().index == Lines{"Unnamed: 0", "", "ID"});
  CHECK(table.feature_columns() == Lines{"a", "k", "year_index"});
  CHECK(table.report().row_numbers == Lines{"k"});
}

TEST_CASE("two columns of one name are refused by name") {
  const test::TemporaryFolder folder;
  const std::string twice = folder.file("t.csv", "path,tempo,rms,tempo\na,1,2,3\n");
  CHECK_THROWS_WITH_AS(FeatureTable(twice, {}),
                       (twice + ":1: two columns are named \"tempo\"").c_str(), Error);
  const std::string cases = folder.file("u.csv", "path,Title,title\na,b,c\n");
  CHECK_THROWS_WITH_AS(Source{cases}, (cases + ":1: two columns are named \"title\"").c_str(),
                       Error);
  CHECK_NOTHROW(FeatureTable(folder.file("v.csv", "path,,\na,1,2\n"), {}));
}

TEST_CASE("the separator is recognised by the header, in files and in pipes") {
  const test::TemporaryFolder folder;
  for (const char* separator : {",", "\t", ";"}) {
    CAPTURE(separator);
    const std::string by = separator;
    const std::string text = "path" + by + "label" + by + "title\na" + by + "x" + by + "T\n";
    for (const char* name : {"t.csv", "t.tsv", "t"}) {
      Source source(folder.file(name, text));
      Record record;
      REQUIRE(source.next(record));
      CHECK(to_json(record) == R"({"path":"a","label":"x","title":"T"})");
    }
    Source stream(record::LineSource::over("standard input", "\n" + text));
    Record record;
    REQUIRE(stream.next(record));
    CHECK(record.label == "x");
    CHECK(stream.where() == "standard input:3");
    CHECK(record::begins_as_records(text));
  }
}

TEST_CASE("a table of features from a pipe is the same") {
  const std::string text = "\xEF\xBB\xBFpath;front_end;f0\n\na;mine;\nb;mine;1e-400\n";
  Source source(record::LineSource::over("standard input", text));
  Record record;
  CHECK_THROWS_WITH_AS(source.next(record),
                       "standard input:3: f0: expected a finite number, got \"\"", Error);
  REQUIRE(source.next(record));
  CHECK(record.features == std::vector<float>{0});  // pandas: 0.0
  CHECK(source.where() == "standard input:4");
}

TEST_CASE("names of columns with commas are dropped by name") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("t.csv", "path,\"tempo, bpm\",rms,zcr\na,1,2,3\n");
  TableOptions options;
  options.dropped = {"tempo, bpm,zcr"};
  CHECK(FeatureTable(path, options).feature_columns() == Lines{"rms"});
  options.dropped = {"\"tempo, bpm\"", "rms"};
  CHECK(FeatureTable(path, options).feature_columns() == Lines{"zcr"});
}
