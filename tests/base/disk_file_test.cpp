#include "base/disk_file.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/utc.h"
#include "support/support.h"

using namespace melsift;

TEST_CASE("a stamp is the file's size and time of change, to the nanosecond") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a", "12345");
  const auto set_time = [&](long long seconds, long nanoseconds) {
    const struct timespec times[2] = {{seconds, nanoseconds}, {seconds, nanoseconds}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  };
  set_time(1'000'000'000, 7);  // date -u -d @1000000000
  CHECK(file_stamp(path) == FileStamp{5, "2001-09-09T01:46:40.000000007Z"});
  CHECK(DiskFile::open(path).stamp() == file_stamp(path));
  set_time(1'000'000'000, 8);
  CHECK(file_stamp(path) != FileStamp{5, "2001-09-09T01:46:40.000000007Z"});
  set_time(300'000'000'000, 7);  // the year 11476, which not every file system can hold
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK(file_stamp(path)->mtime ==
        (status.st_mtim.tv_sec == 300'000'000'000
             ? "@300000000000.000000007Z"
             : utc_text(status.st_mtim.tv_sec).substr(0, 19) + ".000000000Z"));
}

TEST_CASE("only a regular file has a stamp; only a missing file is gone") {
  const test::TemporaryFolder folder;
  const std::string file = folder.file("a", "x");
  std::filesystem::create_symlink("nowhere", folder.path("dangling"));
  CHECK_FALSE(file_stamp(folder.path()));
  CHECK_FALSE(file_stamp("/dev/null"));
  CHECK_FALSE(file_stamp(folder.path("none")));
  CHECK_FALSE(is_gone(file));
  CHECK_FALSE(is_gone(folder.path()));
  CHECK_FALSE(is_gone("/dev/null"));
  CHECK(is_gone(folder.path("none")));
  CHECK(is_gone(folder.path("dangling")));
  CHECK(is_gone(file + "/below"));
}

TEST_CASE("missing files of an empty folder may be on a disk that is not mounted") {
  const test::TemporaryFolder folder;
  const std::string file = folder.file("full/a", "x");
  std::filesystem::create_directories(folder.path("mount/empty"));
  std::filesystem::create_symlink("nowhere", folder.path("link"));
  std::filesystem::create_symlink("full", folder.path("good"));
  CHECK(may_be_unmounted(folder.path("mount/empty/x")));
  CHECK(may_be_unmounted(folder.path("mount/empty/no/such/x")));
  CHECK(may_be_unmounted(folder.path("link")));
  CHECK(may_be_unmounted(folder.path("link/no/such/x")));
  CHECK_FALSE(may_be_unmounted(folder.path("mount/x")));
  CHECK_FALSE(may_be_unmounted(folder.path("full/x")));
  CHECK_FALSE(may_be_unmounted(folder.path("good/no/such/x")));
  CHECK_FALSE(may_be_unmounted(file + "/below"));
}

TEST_CASE("a file is appended to, read anywhere, and cut") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("a");
  {
    DiskFile file = DiskFile::open_or_create(path);
    CHECK(file.size() == 0);
    file.append("one ");
    file.append("two");
    CHECK(read_file(path) == "one two");
    file.truncate(4);
    file.append("three");
    file.sync();
    CHECK(file.size() == 9);
  }
  const DiskFile file = DiskFile::open_or_create(path);
  CHECK(file.size() == 9);
  CHECK(file.read(4, 5) == "three");
  CHECK(file.read(9, 0).empty());
  CHECK_THROWS_WITH_AS(file.read(5, 5), (path + ": has become shorter").c_str(), Error);
}

TEST_CASE("a file has one lock") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("a");
  {
    DiskFile first = DiskFile::open_or_create(path);
    DiskFile second = DiskFile::open_or_create(path);
    CHECK(first.lock());
    CHECK_FALSE(second.lock());
  }
  CHECK(DiskFile::open_or_create(path).lock());
}

TEST_CASE("a file knows whether it is still at its path") {
  const test::TemporaryFolder folder;
  const DiskFile file = DiskFile::open_or_create(folder.path("a"));
  CHECK(file.in_place());
  rename_file(folder.path("a"), folder.path("b"));
  CHECK_FALSE(file.in_place());
  folder.file("a", "another");
  CHECK_FALSE(file.in_place());
  sync_folder_of(folder.path("a"));
}

TEST_CASE("paths that are not files are refused by name") {
  const test::TemporaryFolder folder;
  const std::string fifo = folder.path("fifo");
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK_THROWS_WITH_AS(DiskFile::open(fifo), (fifo + ": is not a regular file").c_str(), Error);
  CHECK_THROWS_WITH_AS(DiskFile::open(folder.path()),
                       (folder.path() + ": is not a regular file").c_str(), Error);
  const std::string none = folder.path("none");
  CHECK_THROWS_WITH_AS(DiskFile::open(none),
                       (none + ": can't open: No such file or directory").c_str(), Error);
  CHECK_THROWS_AS(DiskFile::open_or_create(folder.path("no/such/folder")), Error);
}
