#include "record/writer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "record/json_text.h"
#include "record/reader.h"
#include "support/support.h"

using namespace melsift;
using record::Record;
using record::to_json;

namespace {

std::vector<Record> read_all(record::Reader reader) {
  std::vector<Record> records;
  for (Record record; reader.next(record);) records.push_back(std::move(record));
  return records;
}

bool same(const std::vector<float>& a, const std::vector<float>& b) {
  return std::ranges::equal(a, b, [](float x, float y) {
    return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
  });
}

void check_same(const Record& a, const Record& b) {
  CHECK(a.path == b.path);
  CHECK(a.label == b.label);
  CHECK(a.group == b.group);
  CHECK(a.split == b.split);
  CHECK(a.fold == b.fold);
  CHECK(a.title == b.title);
  CHECK(a.artist == b.artist);
  CHECK(a.album == b.album);
  CHECK(a.genre == b.genre);
  CHECK(a.language == b.language);
  CHECK(a.year == b.year);
  CHECK(a.duration_s == b.duration_s);
  CHECK(a.sample_rate == b.sample_rate);
  REQUIRE(a.segment.has_value() == b.segment.has_value());
  if (a.segment) {
    CHECK(a.segment->index == b.segment->index);
    CHECK(a.segment->start_s == b.segment->start_s);
    CHECK(a.segment->duration_s == b.segment->duration_s);
  }
  CHECK(a.front_end == b.front_end);
  CHECK(same(a.features, b.features));
  REQUIRE(a.mel.rows() == b.mel.rows());
  REQUIRE(a.mel.cols() == b.mel.cols());
  CHECK(a.mel == b.mel);
  CHECK(a.predicted == b.predicted);
  REQUIRE(a.scores.size() == b.scores.size());
  for (std::size_t i = 0; i < a.scores.size(); ++i) {
    CHECK(a.scores[i].label == b.scores[i].label);
    CHECK(a.scores[i].value == b.scores[i].value);
  }
  CHECK(same(a.embedding, b.embedding));
  CHECK(a.model == b.model);
  CHECK(a.trained_on == b.trained_on);
  CHECK(a.language_guessed == b.language_guessed);
  CHECK(a.tempo_bpm == b.tempo_bpm);
  CHECK(a.liked == b.liked);
  CHECK(a.play_count == b.play_count);
  CHECK(a.last_played == b.last_played);
  CHECK(a.seed_weight == b.seed_weight);
  CHECK(a.rank == b.rank);
  CHECK(a.score == b.score);
  CHECK(a.reasons == b.reasons);
  CHECK(a.extra == b.extra);
}

// Any finite float, each bit pattern as likely as another.
float any_float(Random& random) {
  for (;;) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random.bits()));
    if (std::isfinite(value)) return value;
  }
}

double any_double(Random& random) {
  for (;;) {
    const auto value = std::bit_cast<double>(random.bits());
    if (std::isfinite(value)) return value;
  }
}

// Text of every length of UTF-8 sequence, with what JSON must escape.
std::string any_text(Random& random) {
  static const std::string pieces[] = {"a",  "Z",  " ",      "\"",   "\\",   "/", "\n",
                                       "\t", "\r", "\x01",   "\x7f", "é",    "ß", "日",
                                       "🎵",  "b",  "\u2028", "{",    "\x1f", ",", "]"};
  std::string text = "x";  // an empty field would be an absent one
  for (auto count = random.below(12); count > 0; --count)
    text += pieces[random.below(std::size(pieces))];
  return text;
}

template <class Make>
auto some(Random& random, std::size_t most, const Make& make) {
  std::vector<decltype(make())> out(1 + random.below(most));
  for (auto& element : out) element = make();
  return out;
}

Record any_record(Random& random) {
  Record r;
  const auto maybe = [&](const auto& fill) {
    if (random.below(2) == 1) fill();
  };
  const auto text = [&] { return any_text(random); };
  const auto number = [&] { return any_float(random); };
  for (std::string* field : {&r.path, &r.label, &r.group, &r.split, &r.title, &r.artist, &r.album,
                             &r.language, &r.last_played, &r.front_end, &r.predicted, &r.model})
    maybe([&] { *field = text(); });
  maybe([&] { r.year = static_cast<long long>(random.bits()); });
  // Those that have a range: not below 0, or not below 1.
  for (auto* field : {&r.fold, &r.sample_rate, &r.play_count, &r.rank})
    maybe([&] { *field = static_cast<long long>(random.bits() >> 2) + 1; });
  for (auto* field : {&r.seed_weight, &r.score}) maybe([&] { *field = any_double(random); });
  const auto size = [&] { return std::abs(any_double(random)); };
  for (auto* field : {&r.duration_s, &r.tempo_bpm}) maybe([&] { *field = size(); });
  maybe([&] { r.segment = {static_cast<long long>(random.below(9)), size(), size()}; });
  maybe([&] { r.trained_on = true; });
  maybe([&] { r.language_guessed = true; });
  maybe([&] { r.liked = random.below(2) == 1; });
  maybe([&] { r.genre = some(random, 3, text); });
  maybe([&] { r.reasons = some(random, 3, text); });
  maybe([&] { r.features = some(random, 80, number); });
  maybe([&] { r.embedding = some(random, 8, number); });
  maybe([&] {
    const auto extent = [&] { return static_cast<Eigen::Index>(1 + random.below(5)); };
    r.mel = Matrix::NullaryExpr(extent(), extent(), number);
  });
  const auto probability = [&] { return static_cast<float>(random.uniform()); };
  maybe([&] { r.scores = some(random, 4, [&] { return record::Score{text(), probability()}; }); });
  maybe([&] {
    r.extra.emplace_back("x " + text(), R"({ "a": [1.50, "\u00e9", -0, 1E400, {}, []] })");
  });
  return r;
}

}  // namespace

TEST_CASE("fields are written in their order, absent ones left out") {
  CHECK(to_json(Record()) == "{}");
  Record r;
  r.extra = {{"b", "[1, 2]"}, {"a", "null"}};
  r.year = 1994;
  r.path = "a \"b\".wav";
  r.genre = {"rock"};
  r.features = {1.0F, 0.1F, -0.0F, 1e-7F, 16777216.0F};
  r.scores = {{"rock", 0.5F}, {"jazz", 0.25F}};
  CHECK(to_json(r) ==
        R"({"path":"a \"b\".wav","genre":"rock","year":1994,"features":[1,0.1,-0,1e-07,16777216],)"
        R"("scores":{"rock":0.5,"jazz":0.25},"b":[1, 2],"a":null})");
  r = Record();
  r.model = "m";
  r.trained_on = true;
  CHECK(to_json(r) == R"({"model":"m","trained_on":true})");
  r = Record();
  r.year = 1994;
  r.language_guessed = true;
  r.tempo_bpm = 120.5;
  r.liked = false;
  r.play_count = 0;
  CHECK(to_json(r) ==
        R"({"language_guessed":true,"year":1994,"tempo_bpm":120.5,"liked":false,"play_count":0})");
  r = Record();
  r.mel = Matrix{{1.0F, 2.0F, 3.0F}, {-4.0F, -5.0F, -6.0F}};
  CHECK(to_json(r) ==
        R"({"mel":{"dtype":"float32","shape":[2,3],"data":"AACAPwAAAEAAAEBAAACAwAAAoMAAAMDA"}})");
}

TEST_CASE("the frozen sample's first line is written as it was read") {
  const std::string bytes = read_file(test::data("records.jsonl"));
  const auto records = read_all(record::Reader(test::data("records.jsonl")));
  CHECK(to_json(records.at(0)) == bytes.substr(0, bytes.find('\n')));
}

TEST_CASE("any record reads back as it was written, and another parser agrees it is JSON") {
  Random random(7);
  std::vector<Record> written;
  std::string bytes;
  for (int i = 0; i < 500; ++i) {
    written.push_back(any_record(random));
    const std::size_t start = bytes.size();
    record::append_json(bytes, written.back());
    CHECK(bytes.find('\n', start) == std::string::npos);
    if (written.back().extra.empty()) {  // nlohmann refuses 1E400, which JSON allows
      const auto parsed = nlohmann::json::parse(bytes.substr(start));
      CHECK(parsed.value("path", "") == written.back().path);
    }
    bytes += '\n';
  }
  const auto read = read_all(record::Reader::over("memory", bytes));
  REQUIRE(read.size() == written.size());
  for (std::size_t i = 0; i < read.size(); ++i) check_same(read[i], written[i]);
}

TEST_CASE("values that JSON can't express are refused, with the record and the field") {
  const auto refused = [](Record r) {
    r.path = "t.wav";
    std::string out = "before";
    try {
      record::append_json(out, r);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::invalid_argument);
      CHECK(out == "before");
      return std::string(error.what());
    }
    return "written: " + out;
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  Record r;
  r.title = "caf\xe9";
  CHECK(refused(r) == "t.wav: title is not valid UTF-8");
  r = Record();
  r.features = {1.0F, nan};
  CHECK(refused(r) == "t.wav: features contains a number that is not finite");
  r = Record();
  r.mel = Matrix::Constant(1, 1, nan);
  CHECK(refused(r) == "t.wav: mel contains a number that is not finite");
  r = Record();
  r.scores = {{"rock", -std::numeric_limits<float>::infinity()}};
  CHECK(refused(r) == "t.wav: scores contains a number that is not finite");
  r = Record();
  r.genre = {"a", "\xc0\x80"};
  CHECK(refused(r) == "t.wav: genre is not valid UTF-8");
}

TEST_CASE("a writer's file holds a line a record, and nothing of one that was refused") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("out.jsonl");
  record::Writer writer(path);
  Record r;
  r.path = "a";
  writer.write(r);
  r.title = "\xff";
  CHECK_THROWS_AS(writer.write(r), Error);
  r.title = "b";
  writer.write(r);
  writer.close();
  CHECK(read_file(path) == "{\"path\":\"a\"}\n{\"path\":\"a\",\"title\":\"b\"}\n");
}
