#include "base/file.h"

#include <csignal>
#include <filesystem>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/standard_streams.h"
#include "support/support.h"

using namespace melsift;

namespace {

std::size_t entries(const std::string& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

}  // namespace

TEST_CASE("a file is read completely") {
  const test::TemporaryFolder folder;
  const std::string bytes(3000000, 'x');
  CHECK(read_file(folder.file("a", bytes)) == bytes);
  CHECK(read_file(folder.file("b", "")).empty());
}

TEST_CASE("files that can't be read are named") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_WITH_AS(read_file(folder.path("none")),
                       (folder.path("none") + ": can't open: No such file or directory").c_str(),
                       Error);
  CHECK_THROWS_WITH_AS(read_file(folder.path()), (folder.path() + ": is a folder").c_str(), Error);
}

TEST_CASE("an output is complete or does not exist") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("model", "old");
  {
    OutputFile unfinished(path);
    unfinished.write("new");
    unfinished.flush();
    CHECK(read_file(path) == "old");
    CHECK(entries(folder.path()) == 1);  // a process that is killed now leaves nothing behind
  }
  CHECK(read_file(path) == "old");
  CHECK(entries(folder.path()) == 1);
  OutputFile output(path);
  output.write("new");
  output.close();
  CHECK(read_file(path) == "new");
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("an output that can't be created is refused at once") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(OutputFile(folder.path("no/such/folder")), Error);
  CHECK_THROWS_AS(OutputFile(folder.path()), Error);
}

TEST_CASE("a full disk is an error, not a short file") {
  OutputFile full("/dev/full");
  CHECK_THROWS_WITH_AS(
      {
        full.write(std::string(1 << 20, 'x'));
        full.close();
      },
      "/dev/full: can't write: No space left on device", Error);
}

TEST_CASE("an output with a failed write never appears") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("model", "old");
  const std::string told = path + ": can't write: File too large";
  OutputFile out(path);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{4096, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  std::string first;
  try {
    out.write(std::string(100'000, 'x'));
    out.flush();
  } catch (const Error& error) {
    first = error.what();
  }
  // The disk has space again, but lost bytes stay lost.
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(first == told);
  CHECK_THROWS_WITH_AS(out.write("more"), told.c_str(), Error);
  CHECK_THROWS_WITH_AS(out.flush(), told.c_str(), Error);
  CHECK_THROWS_WITH_AS(out.close(), told.c_str(), Error);
  CHECK(read_file(path) == "old");
}

TEST_CASE("a closed standard output is refused, and no file takes its place") {
  const int kept = ::dup(STDOUT_FILENO);
  ::close(STDOUT_FILENO);
  CHECK(open_standard_streams());
  std::string told;
  try {
    OutputFile out("-");
  } catch (const Error& error) {
    told = error.what();
  }
  const bool takes_bytes = ::write(STDOUT_FILENO, "x", 1) == 1;
  ::dup2(kept, STDOUT_FILENO);
  ::close(kept);
  CHECK(told == "standard output: can't write: Bad file descriptor");
  CHECK_FALSE(takes_bytes);
}
