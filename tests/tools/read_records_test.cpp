#include "tools/records/read_records.h"

#include <cerrno>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "catalogue/store.h"
#include "support/failing_call.h"
#include "support/support.h"
#include "tools/kit/log.h"

using namespace melsift;

namespace {

// Its messages go to standard error, like those of a tool.
struct Toy {
  Toy() : command("toy", "", 0, nullptr) {
    static const bool is_open = (tools::open_log("toy"), true);
    static_cast<void>(is_open);
  }
  tools::Command command;
};

constexpr const char* kThree = "{\"path\":\"a\"}\n{\"path\":\"b\"}\n{\"path\":\"c\"}\n";

// The records that `use` gets until it throws an Error of this kind for the second one.
std::vector<std::string> taken(const std::vector<std::string>& files, ErrorKind kind) {
  Toy toy;
  std::vector<std::string> paths;
  tools::for_each_record(toy.command, files, [&](const auto& record, const auto&) {
    paths.push_back(record.path);
    if (record.path == "b") throw Error(kind, "b", "is wrong");
  });
  return paths;
}

}  // namespace

TEST_CASE("a bad record is skipped, a failure of the system ends the reading") {
  const test::TemporaryFolder folder;
  const std::vector<std::string> files = {folder.file("a.jsonl", kThree),
                                          folder.path("none.jsonl")};
  using Paths = std::vector<std::string>;
  CHECK(taken(files, ErrorKind::corrupt) == Paths{"a", "b", "c"});
  CHECK_THROWS_WITH_AS(taken(files, ErrorKind::io), "b: is wrong", Error);
}

TEST_CASE("a catalogue that can't be read to its end is refused") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("library.db");
  {
    auto store = catalogue::Store::open(path, catalogue::Mode::write);
    for (int i = 0; i < 300; ++i) {
      record::Record track;
      track.path = "/music/" + std::to_string(i);
      track.title = std::string(500, 'x');
      store.put(track, "");
    }
  }
  int failures = 0;
  for (long number = 1; number < 1000; ++number) {
    CAPTURE(number);
    Toy toy;
    std::size_t count = 0;
    bool has_thrown = false;
    const test::FailingCall failing("read", number, EIO, "library.db", true);
    try {
      tools::for_each_record(toy.command, {path}, [&](const auto&, const auto&) { ++count; });
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::io);
      CHECK(std::string(error.what()).ends_with("Input/output error"));
      has_thrown = true;
    }
    if (!failing.has_failed()) break;
    ++failures;
    CHECK((has_thrown || count == 300));
  }
  CHECK(failures > 10);
}
