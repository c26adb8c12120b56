// The loop over the tracks of a tool: counts, and the order of records.
#include "tools/tracks/inputs.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::tools;

namespace {

struct Tool {
  char name[8] = "extract";
  char* arguments[1] = {name};
  Command command{"extract", "Test.", 1, arguments};
};

}  // namespace

TEST_CASE("records come in the order of the input, and failures are counted") {
  const test::TemporaryFolder folder;
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "{\"path\":\"" + std::to_string(i) + "\"}\n";
  const std::string list = folder.file("list.jsonl", lines);
  for (const bool together : {false, true}) {
    CAPTURE(together);
    Tool tool;
    Inputs inputs = open_inputs(tool.command, {list});
    std::vector<std::string> paths, failures;
    const auto emit = [&](const record::Record& record) { paths.push_back(record.path); };
    const auto failed = [&](const resume::JournalEntry& entry) {
      failures.push_back(entry.path + ": " + entry.error);
    };
    const auto work = [](Input& input) {
      if (input.record.path == "42") throw Error(ErrorKind::corrupt, input.where, "is bad");
      return std::vector{input.record};
    };
    if (together)
      for_each_batch(
          tool.command, inputs, 3,
          [&](std::span<TrackTask> tasks) {
            for (TrackTask& task : tasks)
              task.attempt.run([&] { task.records = work(task.input); });
          },
          emit, failed);
    else
      for_each_track(tool.command, inputs, 3, work, emit, failed);
    REQUIRE(paths.size() == 99);
    CHECK(paths[41] == "41");
    CHECK(paths[42] == "43");
    CHECK(failures == std::vector<std::string>{"42: is bad"});
    CHECK(tool.command.finish() == kSomeFailed);
  }
}

TEST_CASE("a failure to write a record fails its track, unless nothing can be written") {
  const test::TemporaryFolder folder;
  const std::string list = folder.file("list.jsonl", "{\"path\":\"a\"}\n{\"path\":\"b\"}\n");
  const auto work = [](Input& input) { return std::vector{input.record}; };
  Tool tool;
  Inputs inputs = open_inputs(tool.command, {list});
  int written = 0;
  for_each_track(tool.command, inputs, 1, work, [&](const record::Record& record) {
    if (record.path == "a") throw Error(ErrorKind::invalid_argument, "a", "is not UTF-8");
    ++written;
  });
  CHECK(written == 1);
  CHECK(tool.command.finish() == kSomeFailed);
  Inputs again = open_inputs(tool.command, {list});
  const auto full = [](const record::Record&) { throw Error(ErrorKind::io, "out", "disk full"); };
  CHECK_THROWS_AS(for_each_track(tool.command, again, 1, work, full), Error);
}
