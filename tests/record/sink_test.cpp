#include "record/sink.h"

#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "support/support.h"

using namespace melsift;
using record::Format;
using record::output_format;

TEST_CASE("the format comes from the option, otherwise from the extension") {
  CHECK(output_format("", "-") == Format::jsonl);
  CHECK(output_format("", "x.jsonl") == Format::jsonl);
  CHECK(output_format("", "x.CSV") == Format::csv);
  CHECK(output_format("", "x.tsv") == Format::csv);
  CHECK(output_format("", "a.csv/x.npz") == Format::npz);
  CHECK(output_format("", "x.arff") == Format::arff);
  CHECK(output_format("", "x") == Format::jsonl);
  CHECK(output_format("jsonl", "x.json") == Format::jsonl);
  CHECK_THROWS_WITH_AS(
      output_format("", "x.npy"),
      "x.npy: unsupported extension .npy, expected .jsonl, .csv, .tsv, .npz or .arff", Error);
  CHECK(output_format("", "npz") == Format::jsonl);
  CHECK(output_format("jsonl", "x.csv") == Format::jsonl);
  CHECK(output_format("csv", "-") == Format::csv);
  CHECK(output_format("npz", "x.csv") == Format::npz);
  CHECK(output_format("arff", "-") == Format::arff);
  CHECK_THROWS_WITH_AS(output_format("xml", "x.csv"),
                       "format: unknown format \"xml\", expected jsonl, csv, npz or arff", Error);
}

TEST_CASE("each format has its writer") {
  const test::TemporaryFolder folder;
  record::Record r;
  r.path = "a.wav";
  r.features = {1.5F};
  const auto begin_of = [&](Format format) {
    const std::string path = folder.path("out");
    const auto sink = record::open_sink(path, format, {"loud"});
    sink->write(r);
    sink->flush();
    sink->close();
    return read_file(path).substr(0, 11);
  };
  CHECK(begin_of(Format::jsonl) == "{\"path\":\"a.");
  CHECK(begin_of(Format::csv) == "path,front_");
  CHECK(begin_of(Format::npz).starts_with("PK\x03\x04"));
  CHECK(begin_of(Format::arff) == "@relation '");
}

TEST_CASE("a file that was not closed does not exist, and an unwritable place is an early error") {
  const test::TemporaryFolder folder;
  for (const Format format : {Format::jsonl, Format::csv, Format::npz, Format::arff}) {
    const auto unfinished = record::open_sink(folder.path("out"), format);
    CHECK_THROWS_AS(read_file(folder.path("out")), Error);
    CHECK_THROWS_AS(record::open_sink(folder.path("none/out"), format), Error);
  }
}
