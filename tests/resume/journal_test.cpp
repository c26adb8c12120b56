#include "resume/journal.h"

#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "support/support.h"

using namespace melsift;
using resume::Journal;
using resume::JournalEntry;

namespace {

const FileStamp kStamp{44144, "2026-11-20T12:34:56.123456789Z"};

JournalEntry success(std::string path, std::uint64_t bytes) {
  return {std::move(path), kStamp, "", 0x0123456789abcdefULL, bytes, 0xfedcba9876543210ULL};
}
JournalEntry failure(std::string path, std::string error) {
  return {std::move(path), kStamp, std::move(error), 0, 0, 0};
}
const auto kAlways = [](const JournalEntry&, std::uint64_t) { return true; };

}  // namespace

TEST_CASE("the hash is FNV-1a") {  // draft-eastlake-fnv, appendix C
  CHECK(hash("") == 0xcbf29ce484222325ULL);
  CHECK(hash("a") == 0xaf63dc4c8601ec8cULL);
  CHECK(hash("foobar") == 0x85944171f73967e8ULL);
  CHECK(hash("bar", hash("foo")) == hash("foobar"));
}

TEST_CASE("entries are JSON, a line each") {
  const std::string line = resume::to_line(success("a \"b\"\n.wav", 812));
  CHECK(line.find('\n') == line.size() - 1);
  const auto json = nlohmann::json::parse(line);
  CHECK(json == nlohmann::json{{"path", "a \"b\"\n.wav"},
                               {"size", 44144},
                               {"mtime", kStamp.mtime},
                               {"input", "0123456789abcdef"},
                               {"bytes", 812},
                               {"checksum", "fedcba9876543210"}});
  CHECK(resume::to_line(failure("b.wav", "is empty")) ==
        R"({"path":"b.wav","error":"is empty","size":44144,"mtime":")" + kStamp.mtime + "\"}\n");
  CHECK(resume::to_line({"c.wav", std::nullopt, "is not there", 0, 0, 0}) ==
        "{\"path\":\"c.wav\",\"error\":\"is not there\"}\n");
  CHECK(resume::to_line({"\xFF", std::nullopt, "\xFE", 0, 0, 0}) ==
        "{\"path\":\"\xEF\xBF\xBD\",\"error\":\"\xEF\xBF\xBD\"}\n");
}

TEST_CASE("a finished journal comes back") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("journal");
  Journal journal = Journal::begin(path, "mfcc sr=22050");
  journal.append(success("a.wav", 10));
  journal.append(failure("b.wav", "is empty"));
  journal.append(success("a.wav", 20));
  CHECK_THROWS_AS(Journal::open(path), Error);  // it has no end
  CHECK_FALSE(Journal::stamp_at(path));
  journal.finish({30, "2026-11-20T12:34:57.000000000Z"});

  const Journal back = Journal::open(path);
  CHECK(back.settings() == "mfcc sr=22050");
  CHECK(back.stamp() == FileStamp{30, "2026-11-20T12:34:57.000000000Z"});
  CHECK(Journal::stamp_at(path) == back.stamp());
  CHECK(back.size() == 3);
  CHECK(back.successes() == 2);
  CHECK(back.data_size() == 30);
  CHECK(back.data_offset(2) == 10);
  CHECK(back.find("a.wav") == std::vector<std::size_t>{0, 2});
  CHECK(back.find("b.wav") == std::vector<std::size_t>{1});
  CHECK(back.find("c.wav").empty());
  const JournalEntry entry = back.entry(2);
  CHECK(entry.path == "a.wav");
  CHECK(entry.stamp == kStamp);
  CHECK(entry.error.empty());
  CHECK(entry.input == 0x0123456789abcdefULL);
  CHECK(entry.bytes == 20);
  CHECK(entry.checksum == 0xfedcba9876543210ULL);
  CHECK(back.entry(1).error == "is empty");
}

TEST_CASE("a journal that is cut anywhere is resumed after its last complete entry") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("journal");
  std::vector<std::size_t> ends;
  {
    Journal journal = Journal::begin(path, "s");
    ends.push_back(std::filesystem::file_size(path));
    for (const char* name : {"a.wav", "b.wav", "c.wav"}) {
      journal.append(success(name, 5));
      ends.push_back(std::filesystem::file_size(path));
    }
    journal.finish(kStamp);
  }
  const std::string whole = read_file(path);
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    folder.file("journal", whole.substr(0, length));
    auto journal = Journal::recover(path, kAlways);
    if (length < ends[0]) {
      CHECK_FALSE(journal);
      continue;
    }
    REQUIRE(journal);
    std::size_t entries = 0;
    while (entries < 3 && ends[entries + 1] <= length) ++entries;
    CHECK(journal->size() == entries);
    CHECK_FALSE(journal->stamp());
    journal->append(success("d.wav", 1));
    const auto back = Journal::recover(path, kAlways);
    REQUIRE(back);
    CHECK(back->size() == entries + 1);
    CHECK(back->find("d.wav") == std::vector<std::size_t>{entries});
    CHECK(back->data_offset(entries) == 5 * entries);
  }
  CHECK_FALSE(Journal::recover(folder.path("none"), kAlways));
}

TEST_CASE("entries without data are cut off") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("journal");
  {
    Journal journal = Journal::begin(path, "s");
    for (const char* name : {"a.wav", "b.wav", "c.wav"}) journal.append(success(name, 5));
  }
  const auto journal = Journal::recover(
      path, [](const JournalEntry& entry, std::uint64_t at) { return at + entry.bytes <= 12; });
  REQUIRE(journal);
  CHECK(journal->size() == 2);
  CHECK(Journal::recover(path, kAlways)->size() == 2);
}

TEST_CASE("a list of failures may come from anywhere") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file(
      "errors.jsonl",
      "\xEF\xBB\xBF\n{\"error\": \"is empty\", \"mine\": [1], \"path\": \"a.wav\"}\r\n\n"
      "{\"path\":\"b.wav\",\"size\":3,\"mtime\":\"then\",\"error\":\"is \\u00e9mpty\"}");
  const Journal failures = Journal::open_failures(path);
  REQUIRE(failures.size() == 2);
  CHECK(failures.find("a.wav") == std::vector<std::size_t>{0});
  CHECK_FALSE(failures.entry(0).stamp);
  CHECK(failures.entry(1).stamp == FileStamp{3, "then"});
  CHECK(failures.entry(1).error == "is \xC3\xA9mpty");

  folder.file("errors.jsonl", "{\"path\":\"a.wav\",\"error\":\"x\"}\n{\"path\":\"a.wav\"}\n");
  CHECK_THROWS_WITH_AS(
      Journal::open_failures(path),
      (path + ":2: is not a failure, {\"path\":\"...\",\"error\":\"...\"}").c_str(), Error);
}

TEST_CASE("files that are not journals are refused") {
  const test::TemporaryFolder folder;
  for (const char* text : {"text\n", "{\"path\":\"a.wav\",\"error\":\"x\"}\n", "[]\n", ""}) {
    const std::string path = folder.file("journal", text);
    CHECK_THROWS_AS(Journal::open(path), Error);
    CHECK_FALSE(Journal::recover(path, kAlways));
  }
  const std::string path =
      folder.file("journal", "{\"journal\":\"melsift 9\",\"settings\":\"\"}\n");
  CHECK_THROWS_WITH_AS(Journal::open(path), (path + ": is of another version of melsift").c_str(),
                       Error);
}
