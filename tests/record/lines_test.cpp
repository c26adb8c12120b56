#include "record/lines.h"

#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/random.h"
#include "support/support.h"

using namespace melsift;
using record::LineSource;

namespace {

std::vector<std::string> all(LineSource source) {
  std::vector<std::string> lines;
  while (const auto line = source.next()) {
    CHECK(line->data()[line->size()] == '\n');
    lines.emplace_back(*line);
  }
  return lines;
}

}  // namespace

TEST_CASE("lines end at newlines, the last one also without") {
  using Lines = std::vector<std::string>;
  CHECK(all(LineSource::over("x", "")) == Lines{});
  CHECK(all(LineSource::over("x", "a\nb\n")) == Lines{"a", "b"});
  CHECK(all(LineSource::over("x", "a\nb")) == Lines{"a", "b"});
  CHECK(all(LineSource::over("x", "\n\na\r\n")) == Lines{"", "", "a\r"});
}

TEST_CASE("lines may end with NUL") {
  auto source = LineSource::over("x", std::string("a\nb\0\0c", 6));
  source.end_lines_with('\0');
  CHECK(source.next() == "a\nb");
  CHECK(source.next() == "");
  CHECK(source.next() == "c");
  CHECK_FALSE(source.next());
}

TEST_CASE("a byte order mark is left out at the beginning, and only there") {
  const auto lines = all(LineSource::over("x",
                                          "\xEF\xBB\xBF"
                                          "a\n\xEF\xBB\xBF"
                                          "b"));
  CHECK(lines == std::vector<std::string>{"a",
                                          "\xEF\xBB\xBF"
                                          "b"});
  CHECK(all(LineSource::over("x", "\xEF\xBB\xBF")).empty());
}

TEST_CASE("a file much longer than a block gives its lines") {
  Random random(5);
  std::vector<std::string> written;
  std::string bytes;
  for (int i = 0; i < 2000; ++i) {
    // Some lines are longer than several blocks.
    const std::size_t length = i % 500 == 7 ? 900000 : random.below(2000);
    written.emplace_back(length, static_cast<char>('a' + i % 26));
    bytes += written.back() + "\n";
  }
  const test::TemporaryFolder folder;
  CHECK(all(LineSource(folder.file("long.txt", bytes))) == written);
  CHECK(all(LineSource::over("memory", bytes)) == written);
}

TEST_CASE("bytes already taken come first") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("rest.txt", "st\nsecond\n");
  LineSource source(path, "fir");
  CHECK(source.next() == "first");
  CHECK(source.number() == 1);
  CHECK(source.where() == path + ":1");
  CHECK(source.next() == "second");
  CHECK_FALSE(source.next());
  CHECK_FALSE(source.next());
  CHECK(all(LineSource(path, "x\ny\nfir")) ==
        std::vector<std::string>{"x", "y", "first", "second"});
}

TEST_CASE("a line is returned before the next one is written") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::FILE* writing = nullptr;
  std::thread opener([&] { writing = std::fopen(path.c_str(), "w"); });
  LineSource source(path);
  opener.join();
  REQUIRE(writing != nullptr);
  for (const std::string line : {"one", "two", "three"}) {
    std::fputs((line + "\n").c_str(), writing);
    std::fflush(writing);
    CHECK(source.next() == line);
  }
  std::fclose(writing);
  CHECK_FALSE(source.next());
}

TEST_CASE("files that can't be read are named") {
  CHECK_THROWS_WITH_AS(LineSource("/nowhere/x.jsonl"),
                       "/nowhere/x.jsonl: can't open: No such file or directory", Error);
  const test::TemporaryFolder folder;
  LineSource source(folder.path());
  CHECK_THROWS_AS(source.next(), Error);
  CHECK_FALSE(source.next());
}

TEST_CASE("an endless line is refused") {
  LineSource source("/dev/zero");
  CHECK_THROWS_WITH_AS(source.next(), "/dev/zero:1: longer than 256 MiB without a line end", Error);
}

TEST_CASE("bytes can be peeked at or read unchanged") {
  const test::TemporaryFolder folder;
  const std::string bytes = "PK\n\r\n" + std::string(600000, 'x') + "\n";
  for (const bool in_memory : {true, false}) {
    LineSource source = in_memory ? LineSource::over("x", bytes)
                                  : LineSource(folder.file("x", bytes.substr(1)), "P");
    CHECK(source.begins_with("PK\n"));
    CHECK(source.begins_with(""));
    CHECK_FALSE(source.begins_with("PL"));
    CHECK_FALSE(source.begins_with(bytes + "y"));
    CHECK(source.line_holds('K'));
    CHECK_FALSE(source.line_holds('x'));  // it is in a later line
    std::string taken;
    char block[5000];
    while (const std::size_t size = source.take(block)) taken.append(block, size);
    CHECK(taken == bytes);
    CHECK_FALSE(source.next());
  }
}
