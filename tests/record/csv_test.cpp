#include "record/csv.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"

using namespace melsift;
using record::CsvReader;
using record::LineSource;
using Row = std::vector<std::string>;

namespace {

std::vector<Row> rows(const std::string& bytes, char separator = ',') {
  CsvReader csv(LineSource::over("x.csv", bytes), separator);
  std::vector<Row> out;
  for (Row row; csv.next(row);) out.push_back(row);
  return out;
}

}  // namespace

TEST_CASE("RFC 4180, section 2") {
  // The rules' own examples, in their order.
  CHECK(rows("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n") ==
        std::vector<Row>{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}});
  CHECK(rows("aaa,bbb,ccc\r\nzzz,yyy,xxx") ==
        std::vector<Row>{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}});
  CHECK(rows("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx") ==
        std::vector<Row>{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}});
  CHECK(rows("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx") ==
        std::vector<Row>{{"aaa", "b\r\nbb", "ccc"}, {"zzz", "yyy", "xxx"}});
  CHECK(rows("\"aaa\",\"b\"\"bb\",\"ccc\"") == std::vector<Row>{{"aaa", "b\"bb", "ccc"}});
}

TEST_CASE("empty and quoted cells") {
  CHECK(rows("").empty());
  CHECK(rows("\n\r\n  \n").empty());
  CHECK(rows("\xEF\xBB\xBF"
             "a,b\n") == std::vector<Row>{{"a", "b"}});
  CHECK(rows(",\n") == std::vector<Row>{{"", ""}});
  CHECK(rows("a,\n,b") == std::vector<Row>{{"a", ""}, {"", "b"}});
  CHECK(rows("\"\",\"\"\n") == std::vector<Row>{{"", ""}});
  CHECK(rows(" a , b\n") == std::vector<Row>{{" a ", " b"}});
  CHECK(rows("7\" single,a\"b\n") == std::vector<Row>{{"7\" single", "a\"b"}});
  CHECK(rows("\"a,b\",\"\n\n\"\n") == std::vector<Row>{{"a,b", "\n\n"}});
  CHECK(rows("a\tb,c\n", '\t') == std::vector<Row>{{"a", "b,c"}});
}

TEST_CASE("rows are named by the line on which they begin") {
  CsvReader csv(LineSource::over("x.csv", "a\n\n\"b\nc\"\nd\n"));
  Row row;
  REQUIRE(csv.next(row));
  REQUIRE(csv.next(row));
  CHECK(row == Row{"b\nc"});
  CHECK(csv.where() == "x.csv:3");
  REQUIRE(csv.next(row));
  CHECK(csv.where() == "x.csv:5");
}

TEST_CASE("a bad row is refused and the next is read") {
  CsvReader csv(LineSource::over("x.csv", "\"a\"b,c\nd\n\xff,e\nf\n\"g\nh\n"));
  Row row;
  CHECK_THROWS_WITH_AS(csv.next(row), "x.csv:1: text follows a closing quote", Error);
  REQUIRE(csv.next(row));
  CHECK(row == Row{"d"});
  CHECK_THROWS_WITH_AS(csv.next(row), "x.csv:3: not valid UTF-8", Error);
  REQUIRE(csv.next(row));
  CHECK(row == Row{"f"});
  CHECK_THROWS_WITH_AS(csv.next(row), "x.csv:5: a quote is opened and not closed", Error);
  REQUIRE(csv.next(row));
  CHECK(row == Row{"h"});
  CHECK(csv.where() == "x.csv:6");
  CHECK_FALSE(csv.next(row));
}

TEST_CASE("a stray quote affects one row") {
  CsvReader csv(
      LineSource::over("x.csv", "w,\"Heroes,1\nx,ABBA,1\r\ny,\"Blur\"s,1\n\"z\",Z,\"2\n3\"\n"));
  Row row;
  CHECK_THROWS_WITH_AS(csv.next(row), "x.csv:1: text follows a closing quote", Error);
  REQUIRE(csv.next(row));
  CHECK(row == Row{"x", "ABBA", "1"});
  CHECK(csv.where() == "x.csv:2");
  CHECK_THROWS_WITH_AS(csv.next(row), "x.csv:3: text follows a closing quote", Error);
  REQUIRE(csv.next(row));
  CHECK(row == Row{"z", "Z", "2\n3"});
  CHECK_FALSE(csv.next(row));
}

TEST_CASE("between tabs a quote is text") {
  CHECK(rows("u\t\"Weird Al\" Yankovic\t5\nw\t\"Heroes\t1\nx\t\"Heroes\"\t2\n", '\t') ==
        std::vector<Row>{
            {"u", "\"Weird Al\" Yankovic", "5"}, {"w", "\"Heroes", "1"}, {"x", "\"Heroes\"", "2"}});
  std::string out;
  record::append_csv_row(out, {"a", "\"Heroes\"", "b\tc\nd"}, '\t');
  CHECK(out == "a\t\"Heroes\"\tb c d\n");
}

TEST_CASE("cells read back as they were, quoted only if necessary") {
  std::string out;
  record::append_csv_row(out, {"a", "b c", "", "d,e", "f\"g", "h\ni"});
  CHECK(out == "a,b c,,\"d,e\",\"f\"\"g\",\"h\ni\"\n");

  Random random(9);
  std::vector<Row> written;
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    Row row(1 + random.below(5));
    for (std::string& cell : row) {
      for (auto length = random.below(6); length > 0; --length)
        cell += ",\"\nab \r\t"[random.below(8)];
    }
    // A row of nothing but blanks is a blank line.
    if (row.size() == 1) row[0] += "x";
    record::append_csv_row(bytes, row);
    written.push_back(row);
  }
  CHECK(rows(bytes) == written);
}
