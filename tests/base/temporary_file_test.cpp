#include "base/temporary_file.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "support/failing_call.h"
#include "support/support.h"

using namespace melsift;

namespace {

// More than the buffer holds, and no two blocks alike.
std::string long_text() {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += std::to_string(i) + ',';
  return text;
}

}  // namespace

TEST_CASE("a temporary file has no name, and returns appended bytes") {
  const test::TemporaryFolder folder;
  const std::string text = long_text();
  TemporaryFile file(folder.path("out.npz"));
  for (std::size_t at = 0; at < text.size(); at += 1000)
    file.append(std::string_view(text).substr(at, 1000));
  CHECK(file.size() == text.size());
  CHECK(std::filesystem::is_empty(folder.path()));

  std::string part(1234, '\0');
  file.read(100'001, part);
  CHECK(part == text.substr(100'001, part.size()));
  CHECK(read_file(file.path()) == text);
  CHECK_THROWS_WITH_AS(
      file.read(text.size() - 1, part),
      (folder.path("out.npz") + ": a temporary file for it has become shorter").c_str(), Error);
}

TEST_CASE("a temporary file is read in order, and again") {
  const std::string text = long_text();
  TemporaryFile file("");
  file.append(text);
  for (int round = 0; round < 2; ++round) {
    file.rewind();
    std::string back, part(777, '\0');
    while (const std::size_t size = file.read_next(part)) back.append(part, 0, size);
    CHECK(back == text);
  }
  file.append("the end");
  file.rewind();
  std::string all(text.size() + 100, '\0');
  all.resize(file.read_next(all));
  CHECK(all == text + "the end");
}

TEST_CASE("a temporary file reserves space, and is read only as far as it was written") {
  const test::TemporaryFolder folder;
  TemporaryFile file(folder.path("out"));
  file.append("abc");
  CHECK(file.reserve(1 << 20));
  CHECK(file.size() == 3);
  file.append("def");
  CHECK(file.size() == 6);
  std::string part(6, '\0');
  file.read(0, part);
  CHECK(part == "abcdef");
  CHECK_FALSE(file.reserve(std::uint64_t{1} << 60));  // no disk has it
  file.append("ghi");
  file.read(3, part);
  CHECK(part == "defghi");
}

TEST_CASE("a temporary file moves, and is released as a descriptor at its beginning") {
  TemporaryFile first("");
  first.append("abc");
  TemporaryFile second(std::move(first));
  second.append("def");
  first = std::move(second);
  CHECK(first.size() == 6);
  const int descriptor = std::move(first).release();
  std::string bytes(10, '\0');
  bytes.resize(static_cast<std::size_t>(::read(descriptor, bytes.data(), bytes.size())));
  CHECK(bytes == "abcdef");
  CHECK(::close(descriptor) == 0);
}

TEST_CASE("a temporary file is beside its output, or in the temporary folder") {
  const test::TemporaryFolder folder;
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before ? before : "";
  ::setenv("TMPDIR", folder.path().c_str(), 1);
  const auto folder_of_file = [](TemporaryFile file) {
    // "/tmp/#123 (deleted)" or "/tmp/.melsift.abcdef (deleted)"
    return folder_of(std::filesystem::read_symlink(file.path()).string());
  };
  const std::string place = folder_of(folder.path("x"));  // without a slash at its end
  CHECK(folder_of_file(TemporaryFile("")) == place);
  CHECK(folder_of_file(TemporaryFile("-")) == place);
  CHECK(folder_of_file(TemporaryFile("/dev/full")) == place);
  std::filesystem::create_directory(folder.path("below"));
  CHECK(folder_of_file(TemporaryFile(folder.path("below/x.npz"))) == folder.path("below"));
  ::setenv("TMPDIR", folder.path("none").c_str(), 1);
  CHECK(folder_of_file(TemporaryFile("")) == "/tmp");
  before ? ::setenv("TMPDIR", kept.c_str(), 1) : ::unsetenv("TMPDIR");
}

TEST_CASE("a temporary file that can't be made names its culprit") {
  const test::TemporaryFolder folder;
  const std::string detail = ": can't create a temporary file for it: No such file or directory";
  const std::string beside = folder.path("none/x.npz");
  CHECK_THROWS_WITH_AS(TemporaryFile{beside}, (beside + detail).c_str(), Error);
  CHECK_THROWS_WITH_AS(TemporaryFile(beside, "the upload"), ("the upload" + detail).c_str(), Error);
}

TEST_CASE("after a failed write, a temporary file stays unusable") {
  const test::TemporaryFolder folder;
  const std::string text = long_text();
  TemporaryFile file(folder.path("out"));
  const std::string told =
      folder.path("out") + ": can't write a temporary file for it: No space left on device";
  file.append("the beginning");
  {
    const test::FailingCall full("write", 1, ENOSPC);
    CHECK_THROWS_WITH_AS(file.append(text), told.c_str(), Error);
  }
  std::string part(5, '\0');
  CHECK_THROWS_WITH_AS(file.append("more"), told.c_str(), Error);
  CHECK_THROWS_WITH_AS(file.read(0, part), told.c_str(), Error);
  CHECK_THROWS_WITH_AS(file.rewind(), told.c_str(), Error);
  TemporaryFile moved(std::move(file));
  CHECK_THROWS_WITH_AS(moved.path(), told.c_str(), Error);
}
