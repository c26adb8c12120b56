// Reading of good and bad listening histories.
#include "record/listen_reader.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using record::LineSource;
using record::ListenReader;
using record::ListenRow;

namespace {

using Lines = std::vector<std::string>;

// Every row as "user item plays", and every error message unchanged.
std::vector<std::string> read(const std::string& name, const std::string& bytes) {
  std::vector<std::string> result;
  try {
    ListenReader reader(LineSource::over(name, bytes));
    for (;;) {
      try {
        ListenRow row;
        if (!reader.next(row)) return result;
        result.push_back(row.user + " " + row.item + " " +
                         std::to_string(static_cast<long>(row.plays)));
      } catch (const Error& error) {
        result.emplace_back(error.what());
      }
    }
  } catch (const Error& error) {
    result.emplace_back(error.what());
  }
  return result;
}

}  // namespace

TEST_CASE("tables with tabs and commas, columns by name") {
  const Lines wanted = {"ann x 3", "bob y 1"};
  CHECK(read("l.tsv", "user\titem\tplays\nann\tx\t3\nbob\ty\t1\n") == wanted);
  CHECK(read("standard input", "user\titem\tplays\r\nann\tx\t3\r\nbob\ty\t1") == wanted);
  CHECK(read("l.csv", "when,Plays,item,user\n1,3,x,ann\n2,1,y,bob\n") == wanted);
  CHECK(read("l.csv", "user,item,play_count\nann,x,3\nbob,y,1\n") == wanted);
  CHECK(read("l.csv", "user,item\nann,x\n") == Lines{"ann x 1"});
  CHECK(read("l.csv", "user,item,plays\nann,\"a, \"\"b\"\"\",2\n") == Lines{"ann a, \"b\" 2"});
  CHECK(read("l.csv", "user,item,plays\nann,x,0\nann,y,2\n") == Lines{"ann y 2"});
  // A tab in the header decides, whatever the name of the file is.
  CHECK(read("-", "item\tplays\tuser\nx\t3\tann\ny\t1\tbob\n") == wanted);
  CHECK(read("l.csv", "user\titem\tplays\nann\tx\t3\nbob\ty\t1\n") == wanted);
}

TEST_CASE("JSON Lines") {
  CHECK(read("l.jsonl",
             "{\"user\":\"ann\",\"item\":\"x\",\"plays\":3}\n\n"
             "{\"user\":7,\"path\":\"b.mp3\",\"play_count\":2}\n"
             "{\"user\":\"bob\",\"item\":\"y\",\"plays\":null}\n") ==
        Lines{"ann x 3", "7 b.mp3 2", "bob y 1"});
  CHECK(read("l.jsonl",
             "{\"user\":\"ann\"}\n{\"user\":[],\"item\":\"x\"}\n{\"item\":\"x\"\n"
             "{\"user\":\"a\",\"item\":\"x\",\"plays\":\"2\"}\n"
             "{\"user\":\"ann\",\"item\":\"x\"}\n") ==
        Lines{"l.jsonl:1: the item is empty", "l.jsonl:2: user is neither text nor a number",
              "l.jsonl:3: is not a JSON object", "l.jsonl:4: plays is not a number", "ann x 1"});
}

TEST_CASE("bad rows are named, the rest is read") {
  CHECK(read("l.tsv",
             "user\titem\tplays\na\tx\t1\na\t\t1\n\ty\t1\na\tz\tmany\na\tz\t-1\na\tz\tnan\n"
             "a\tz\tinf\na\tz\na\tz\t1\t2\n\xff\tz\t1\na\tw\t2\n") ==
        Lines{"a x 1", "l.tsv:3: the item is empty", "l.tsv:4: the user is empty",
              "l.tsv:5: plays: \"many\" is not a number",
              "l.tsv:6: plays: expected a number of 0 or more",
              "l.tsv:7: plays: expected a number of 0 or more",
              "l.tsv:8: plays: expected a number of 0 or more", "l.tsv:9: 2 columns, expected 3",
              "l.tsv:10: 4 columns, expected 3", "l.tsv:11: not valid UTF-8", "a w 2"});
  CHECK(read("l.csv", "user,track\na,x\n") ==
        Lines{"l.csv:1: the header names no column \"item\" (expected user, item and plays)"});
  CHECK(read("l.csv", "artist,item\na,x\n") ==
        Lines{"l.csv:1: the header names no column \"user\" (expected user, item and plays)"});
  CHECK(read("l.csv", "") == Lines{"l.csv: is empty, expected a header with user and item"});
  CHECK(read("l.csv", "user,item\n").empty());
}
