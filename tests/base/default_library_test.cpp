#include "base/default_library.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;

namespace {

void set(const char* name, const char* value) {
  if (value == nullptr)
    ::unsetenv(name);
  else
    ::setenv(name, value, 1);
}

std::string library(const char* data_home, const char* home) {
  set("XDG_DATA_HOME", data_home);
  set("HOME", home);
  return default_library();
}

}  // namespace

TEST_CASE("the default library follows the XDG Base Directory Specification") {
  CHECK(library("/data", "/home/ann") == "/data/melsift/library.db");
  CHECK(library("/data/", nullptr) == "/data/melsift/library.db");
  CHECK(library(nullptr, "/home/ann") == "/home/ann/.local/share/melsift/library.db");
  CHECK(library("", "/home/ann") == "/home/ann/.local/share/melsift/library.db");
  CHECK(library("relative", "/home/ann") == "/home/ann/.local/share/melsift/library.db");
  CHECK(library(nullptr, nullptr).empty());
  CHECK(library("relative", "relative").empty());
}

TEST_CASE("the folder of the default library is created for its owner") {
  const test::TemporaryFolder folder;
  const std::string home = folder.path("home");
  const std::string file = folder.file("file", "x");
  const std::string path = library(nullptr, home.c_str());
  CHECK_FALSE(prepare_default_library(folder.path("other.db")));
  CHECK_FALSE(std::filesystem::exists(home));
  CHECK(prepare_default_library(path));
  struct stat status {};
  REQUIRE(::stat((home + "/.local/share/melsift").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  CHECK(prepare_default_library(path));  // there is still no file
  std::filesystem::copy_file(file, path);
  CHECK_FALSE(prepare_default_library(path));
  CHECK_THROWS_AS(prepare_default_library(library(file.c_str(), nullptr)), Error);
}
