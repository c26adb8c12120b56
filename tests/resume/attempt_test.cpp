#include "resume/attempt.h"

#include <new>
#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;
using resume::Attempt;
using namespace std::string_literals;

TEST_CASE("an attempt keeps the message of the exception") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.wav", "123");
  const Attempt untouched(path, path, true);
  CHECK(untouched.stamp == file_stamp(path));
  CHECK_FALSE(untouched.failure);

  Attempt attempt(path, "tracks.jsonl:17", true);
  attempt.run([] {});
  CHECK_FALSE(attempt.failure);
  attempt.run([] { throw std::bad_alloc(); });
  REQUIRE(attempt.failure);
  CHECK(attempt.failure->what() == "tracks.jsonl:17: out of memory"s);
  CHECK(attempt.failure_entry().error == "out of memory");
  CHECK_FALSE(attempt.failure_entry().stamp);
  attempt.run([&] { throw Error(ErrorKind::io, path, "can't read"); });
  CHECK_FALSE(attempt.failure_entry().stamp);
  attempt.run([&] { throw Error(ErrorKind::corrupt, path, "is empty"); });
  CHECK(attempt.failure->what() == path + ": is empty");
  const resume::JournalEntry entry = attempt.failure_entry();
  CHECK(entry.error == "is empty");
  CHECK(entry.path == path);
  CHECK(entry.stamp == file_stamp(path));
  attempt.run([] { throw Error(ErrorKind::corrupt, "duration_s", "is negative"); });
  CHECK(attempt.failure_entry().error == "duration_s: is negative");
}

TEST_CASE("audio from standard input has no stamp, even if a file has its name") {
  const test::TemporaryFolder folder;
  CHECK_FALSE(Attempt(folder.file("-", "123"), "standard input", false).stamp);
  CHECK_FALSE(Attempt(folder.path("none"), "none", true).stamp);
}
