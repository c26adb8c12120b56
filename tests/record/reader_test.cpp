#include "record/reader.h"

#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;
using record::Reader;
using record::Record;

namespace {

Record parse(const std::string& line) {
  Reader reader = Reader::over("x.jsonl", line);
  Record record;
  REQUIRE(reader.next(record));
  return record;
}

std::string complaint(const std::string& line) {
  Reader reader = Reader::over("x.jsonl", line + "\n{\"path\":\"after\"}\n");
  Record record;
  std::string message = "none";
  try {
    reader.next(record);
  } catch (const Error& error) {
    message = error.what();
  }
  CHECK(record.path.empty());
  CHECK(record.extra.empty());
  REQUIRE(reader.next(record));  // one bad line never stops the others
  CHECK(record.path == "after");
  CHECK(reader.where() == "x.jsonl:2");
  return message;
}

}  // namespace

TEST_CASE("the frozen sample is read as it always was") {
  Reader reader(test::data("records.jsonl"));
  Record r;
  REQUIRE(reader.next(r));
  CHECK(r.path == "genres/blues/blues.00000.wav");
  CHECK(r.label == "blues");
  CHECK(r.group == "John Lee Hooker");
  CHECK(r.split == "train");
  CHECK(r.fold == 3);
  CHECK(r.title == "One Bourbon, One Scotch, One Beer");
  CHECK(r.artist == "John Lee Hooker");
  CHECK(r.album == "The Real Folk Blues");
  CHECK(r.genre == std::vector<std::string>{"blues"});
  CHECK(r.language == "en");
  CHECK(r.year == 1966);
  CHECK(r.duration_s == 30.013333333333332);
  CHECK(r.sample_rate == 22050);
  REQUIRE(r.segment);
  CHECK(r.segment->index == 2);
  CHECK(r.segment->start_s == 6.0);
  CHECK(r.segment->duration_s == 3.0);
  CHECK(r.front_end ==
        "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=4 padding=constant stat=mean");
  CHECK(r.features == std::vector<float>{-113.57065F, 121.57179F, -1.9168143e-05F, 1e20F});
  REQUIRE(r.mel.rows() == 2);
  REQUIRE(r.mel.cols() == 3);
  CHECK(r.mel(0, 0) == 1.0F);
  CHECK(r.mel(0, 2) == 3.0F);
  CHECK(r.mel(1, 0) == -4.0F);
  CHECK(r.mel(1, 2) == -6.0F);
  CHECK(r.predicted == "rock");
  REQUIRE(r.scores.size() == 2);
  CHECK(r.scores[0].label == "rock");
  CHECK(r.scores[0].value == 0.75F);
  CHECK(r.scores[1].label == "blues");
  CHECK(r.embedding == std::vector<float>{0.0F, -0.5F});
  CHECK(r.rank == 1);
  CHECK(r.score == 0.875);
  CHECK(r.reasons == std::vector<std::string>{"genre rock", "year 1966"});
  REQUIRE(r.extra.size() == 3);
  CHECK(r.extra[0] ==
        std::pair<std::string, std::string>("mbid", "\"f27ec8db-af05-4f36-916e-3d57f91ecf5e\""));
  CHECK(r.extra[1] ==
        std::pair<std::string, std::string>("tags", "{\"mood\" : [ \"low\", null ]}"));
  CHECK(r.extra[2] == std::pair<std::string, std::string>("plays", "12345678901234567890123"));

  REQUIRE(reader.next(r));
  CHECK(r.path == "Musique/\"Ça ira\"\t\\ 1.ogg");
  CHECK(r.genre == std::vector<std::string>{"rock", "pop"});
  CHECK(r.title == "日本\x01");
  CHECK_FALSE(r.year);
  CHECK(r.features.empty());
  CHECK(r.mel.size() == 0);

  REQUIRE(reader.next(r));
  CHECK(reader.where() == test::data("records.jsonl") + ":4");
  CHECK(r.label == "3");
  CHECK(r.year == 1994);
  CHECK(r.sample_rate == 44100);
  CHECK(r.artist.empty());
  CHECK(r.genre.empty());
  REQUIRE(r.extra.size() == 1);
  CHECK(r.extra[0].second == "null");
  CHECK_FALSE(reader.next(r));
  CHECK_FALSE(reader.next(r));
}

TEST_CASE("blank lines, CRLF and blanks around the object are ignored") {
  Reader reader =
      Reader::over("x", "\xEF\xBB\xBF\r\n  {\"path\":\"a\"} \r\n\n\t\n{ \"path\" : \"b\" }");
  Record record;
  REQUIRE(reader.next(record));
  CHECK(record.path == "a");
  REQUIRE(reader.next(record));
  CHECK(record.path == "b");
  CHECK(reader.where() == "x:5");
  CHECK_FALSE(reader.next(record));
}

TEST_CASE("labels, groups and predictions may be numbers or truth values") {
  CHECK(parse(R"({"label":true})").label == "true");
  CHECK(parse(R"({"label":false})").label == "false");
  CHECK(parse(R"({"label":-1.50})").label == "-1.50");
  CHECK(parse(R"({"group":17 ,"predicted":0})").group == "17");
  CHECK(parse(R"({"label":null})").label.empty());
}

TEST_CASE("the last of a repeated field is used") {
  CHECK(parse(R"({"path":"a","path":"b"})").path == "b");
  CHECK(parse(R"({"features":[1,2],"features":[3]})").features == std::vector<float>{3.0F});
  CHECK(parse(R"({"scores":{"a":1},"scores":{"b":0}})").scores.size() == 1);
}

TEST_CASE("escapes in names and values") {
  CHECK(parse(R"({"p\u0061th":"\ud83c\udfb5 \/"})").path == "🎵 /");
  CHECK(parse(R"({"mel":{"data":"\/\/8AAA==","shape":[1,1],"dtype":"float32"}})").mel(0, 0) ==
        std::bit_cast<float>(0x0000FFFFU));
}

TEST_CASE("decimals become the nearest float, rounded once") {
  // 2^24 + 1 lies halfway between two floats: ties go to even.  A value slightly above it is nearer
  // to the upper one, though a double can't distinguish it from the tie.
  const auto r = parse(
      R"({"features":[16777217,16777217.000000001,16777216.999999999,1.1754942807573642e-38,1.1754942807573644e-38,1e-45,1e-60,-0.0,3.4028235e38]})");
  REQUIRE(r.features.size() == 9);
  CHECK(r.features[0] == 16777216.0F);
  CHECK(r.features[1] == 16777218.0F);
  CHECK(r.features[2] == 16777216.0F);
  CHECK(r.features[3] == 0x1.fffffcp-127F);
  CHECK(r.features[4] == 0x1p-126F);
  CHECK(r.features[5] == std::numeric_limits<float>::denorm_min());
  CHECK(r.features[6] == 0.0F);
  CHECK(std::signbit(r.features[7]));
  CHECK(r.features[8] == std::numeric_limits<float>::max());
}

TEST_CASE("wrong types name file, line and field") {
  CHECK(complaint(R"({"path":1})") == "x.jsonl:1: path: expected a string");
  CHECK(complaint(R"({"label":[]})") == "x.jsonl:1: label: expected a string or a number");
  CHECK(complaint(R"({"fold":1.5})") == "x.jsonl:1: fold: expected an integer");
  CHECK(complaint(R"({"trained_on":"true"})") == "x.jsonl:1: trained_on: expected true or false");
  CHECK(complaint(R"({"liked":1})") == "x.jsonl:1: liked: expected true or false");
  CHECK(complaint(R"({"rank":"1"})") == "x.jsonl:1: rank: expected an integer");
  CHECK(complaint(R"({"year":"May"})") ==
        "x.jsonl:1: year: expected a year or a date, got \"May\"");
  CHECK(complaint(R"({"duration_s":"30"})") == "x.jsonl:1: duration_s: expected a number");
  CHECK(complaint(R"({"genre":{"a":1}})") == "x.jsonl:1: genre: expected a string");
  CHECK(complaint(R"({"genre":["a",1]})") == "x.jsonl:1: genre: expected a string");
  CHECK(complaint(R"({"reasons":"a"})") == "x.jsonl:1: reasons: expected a list of strings");
  const std::string numbers = "x.jsonl:1: features: expected a list of finite numbers";
  CHECK(complaint(R"({"features":{"a":1}})") == numbers);
  CHECK(complaint(R"({"features":[1,"2"]})") == numbers);
  CHECK(complaint(R"({"features":[1,null]})") == numbers);
  CHECK(complaint(R"({"features":[NaN]})") == numbers);
  CHECK(complaint(R"({"features":[1e39]})") == numbers);
  CHECK(complaint(R"({"features":[-1e999]})") == numbers);
  CHECK(complaint(R"({"scores":{"a":"b"}})") == "x.jsonl:1: scores: expected an object of numbers");
  CHECK(complaint(R"({"segment":3})") ==
        "x.jsonl:1: segment: expected {\"index\", \"start_s\", \"duration_s\"}");
}

TEST_CASE("a mel must have the size that it states") {
  const auto mel = [](const std::string& inside) {
    return complaint("{\"mel\":{" + inside + "}}");
  };
  const std::string expectation =
      "x.jsonl:1: mel: expected {\"dtype\":\"float32\", \"shape\":[bands, frames], "
      "\"data\":\"<base64>\"}";
  CHECK(mel("") == expectation);
  CHECK(mel(R"("dtype":"float32","shape":[2],"data":"AACAPwAAAEA=")") == expectation);
  CHECK(mel(R"("dtype":"float32","shape":[0,1],"data":"")") == expectation);
  CHECK(mel(R"("dtype":"float32","shape":[-1,-1],"data":"AACAPw==")") == expectation);
  CHECK(mel(R"("dtype":"float64","shape":[1,1],"data":"AACAPwAAAEA=")") ==
        "x.jsonl:1: mel: dtype float64, expected float32");
  CHECK(mel(R"("dtype":"float32","shape":[1,1],"data":"AACAPwAAAEA=")") ==
        "x.jsonl:1: mel: the data is not as long as the shape says");
  CHECK(mel(R"("dtype":"float32","shape":[16777216,16777216],"data":"AACAPw==")") ==
        "x.jsonl:1: mel: the data is not as long as the shape says");
  CHECK(mel(R"("dtype":"float32","shape":[1,1],"data":"AAC*Pw==")") ==
        "x.jsonl:1: mel: the data is not base64");
  CHECK(mel(R"("dtype":"float32","shape":[1,1],"data":"AADAfw==")") ==
        "x.jsonl:1: mel: contains a number that is not finite");
}

TEST_CASE("damaged lines are refused, and the next line is read") {
  for (const std::string line : {R"({"path":"a")",
                                 R"({"path":"a)",
                                 R"({"path")",
                                 R"({"path":})",
                                 R"({"path" "a"})",
                                 "{",
                                 "}",
                                 R"([{"path":"a"}])",
                                 "null",
                                 "3",
                                 "\"path\"",
                                 "{}{}",
                                 R"({"path":"a"} {"path":"b"})",
                                 R"({"path":"a",})",
                                 R"({"x":[1,2})",
                                 R"({"x":[1,]})",
                                 R"({"x":01})",
                                 R"({"x":1.})",
                                 R"({"x":.5})",
                                 R"({"x":+1})",
                                 R"({"x":1e})",
                                 R"({"x":--1})",
                                 R"({"x":tru})",
                                 R"({"x":nulll})",
                                 R"({"x":truely})",
                                 R"({"x":'a'})",
                                 R"({"x":"\q"})",
                                 R"({"x":"\ud800"})",
                                 R"({x:1})",
                                 "{\"x\":\"a\tb\"}",
                                 "{\"x\":\"\xff\"}",
                                 "{\"x\":\"\xed\xa0\x80\"}",
                                 R"({"x":{"a":1,"b"}})",
                                 R"({"segment":{"x":"y":6,"index":3}},"year":1})",
                                 R"({"mel":{"x":[1 2]}})",
                                 R"({"x":{"a":{"b":1}})",
                                 "\x1f\x8b\x08",
                                 "RIFF"}) {
    CAPTURE(line);
    CHECK(complaint(line).starts_with("x.jsonl:1: "));
  }
  CHECK(complaint(R"({"path":"a")") == "x.jsonl:1: truncated: a bracket is not closed");
  CHECK(complaint("{\"x\":\"\xff\"}") == "x.jsonl:1: not valid UTF-8");
  CHECK(complaint("{\"x\":" + std::string(5000, '[') + std::string(5000, ']') + "}") ==
        "x.jsonl:1: x: nested too deeply");
}

TEST_CASE("every incomplete line is refused") {
  const std::string whole =
      R"({"path":"a","genre":["x"],"features":[1,2],"segment":{"index":1},"x":{"y":[1,{"z":null}]}})";
  for (std::size_t length = 1; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(complaint(whole.substr(0, length)).starts_with("x.jsonl:1: "));
  }
}

TEST_CASE("numbers out of a field's range are refused") {
  const auto refusal = [](const std::string& line) -> std::string {
    Record record;
    try {
      Reader::over("x.jsonl", line).next(record);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  const auto refused = [&](const std::string& fields, const std::string& why) {
    CAPTURE(fields);
    const std::string said = refusal("{" + fields + "}");
    CHECK_MESSAGE(said.ends_with(why), said);
  };
  refused(R"("fold":-1)", ": fold: expected 0 or more, got -1");
  refused(R"("play_count":-3)", ": play_count: expected 0 or more, got -3");
  refused(R"("tempo_bpm":-0.5)", ": tempo_bpm: expected 0 or more, got -0.5");
  refused(R"("duration_s":-1)", ": duration_s: expected 0 or more, got -1");
  refused(R"("sample_rate":0)", ": sample_rate: expected 1 or more, got 0");
  refused(R"("rank":0)", ": rank: expected 1 or more, got 0");
  refused(R"("segment":{"index":-1})", ": segment: expected 0 or more, got -1");
  refused(R"("segment":{"start_s":-2.5})", ": segment: expected 0 or more, got -2.5");
  refused(R"("scores":{"a":0.5,"b":3.5})", ": scores: expected 0 to 1, got 3.5");
  refused(R"("scores":{"a":-0.1})", ": scores: expected 0 to 1, got -0.1");
  // A sum of float probabilities, and fields without a range.
  refused(
      R"("scores":{"a":1.0000001,"b":0},"fold":0,"rank":1,"score":-5,"seed_weight":-1,"year":0)",
      "none");
}

TEST_CASE("the usual names of splits become train, valid and test") {
  CHECK(parse(R"({"split":"Training"})").split == "train");
  for (const char* name : {"val", "Validation", "DEV", " valid "})
    CHECK(parse(R"({"split":")" + std::string(name) + R"("})").split == "valid");
  CHECK(parse(R"({"split":"TESTING"})").split == "test");
  CHECK(parse(R"({"split":"holdout"})").split == "holdout");
  CHECK(parse(R"({"split":""})").split.empty());
}
