#include "base/path_form.h"

#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/support.h"

using namespace melsift;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("possible paths of a playlist's entry, the most literal first") {
  CHECK(path_forms("a.mp3") == Names{"a.mp3"});
  CHECK(path_forms("a%20b.mp3") == Names{"a%20b.mp3", "a b.mp3"});
  CHECK(path_forms("x\\100%25.mp3") ==
        Names{"x\\100%25.mp3", "x\\100%.mp3", "x/100%25.mp3", "x/100%.mp3"});
  // Composed and decomposed, as Python's unicodedata.normalize() has them.
  CHECK(path_forms("Beyoncé") == Names{"Beyoncé", "Beyoncé"});
  CHECK(path_forms("Beyoncé") == Names{"Beyoncé", "Beyoncé"});
  // Python's "Café".encode("cp1252") and "Кино".encode("cp1251").
  CHECK(path_forms("Caf\xE9")[1] == "Café");
  const Names cyrillic = path_forms("\xCA\xE8\xED\xEE");
  CHECK(std::ranges::count(cyrillic, "Кино") == 1);
}

TEST_CASE("a \"..\" after a link leads where the file system leads") {
  CHECK(normal_path("a/./b/../c") == "a/c");
  CHECK(normal_path("../a") == "../a");
  CHECK(normal_path("") == "");
  const test::TemporaryFolder folder;
  fs::create_directories(folder.path("d/p"));
  fs::create_directories(folder.path("h"));
  fs::create_directory_symlink("../d/p", folder.path("h/p"));
  // realpath(1) says the same.
  CHECK(normal_path(folder.path("h/p/../M/a.flac")) ==
        fs::canonical(folder.path()).string() + "/d/M/a.flac");
  CHECK(normal_path(folder.path("d/p/../M/a.flac")) == folder.path("d/M/a.flac"));
  CHECK(normal_path(folder.path("h/p/a.flac")) == folder.path("h/p/a.flac"));
}

TEST_CASE("an absolute path is the same for all names of a file") {
  const std::string here = fs::current_path().string();
  for (const char* name : {"x/a.mp3", "./x//a.mp3", "x/y/../a.mp3", "x/a.mp3/"})
    CHECK(absolute_path(name) == here + "/x/a.mp3");
  CHECK(absolute_path("/a/./b/../c/") == "/a/c");
  CHECK(absolute_path("/") == "/");
  CHECK(absolute_path(".") == here);
  CHECK(absolute_path("") == "");
}

TEST_CASE("a path is under the folders that contain it, whatever way they are written") {
  CHECK(path_is_under("/m/books/a.mp3", "/m/books"));
  CHECK(path_is_under("/m/books/a.mp3", "/m/./books/"));
  CHECK(path_is_under("/m/x/../books/a/b.mp3", "/m/books"));
  CHECK(path_is_under("/m/a.mp3", "/"));
  CHECK_FALSE(path_is_under("/m/books2/a.mp3", "/m/books"));
  CHECK_FALSE(path_is_under("/m/books", "/m/books"));
  CHECK_FALSE(path_is_under("m/books/a.mp3", "/m/books"));
  CHECK(path_is_under("m/a.mp3", "m"));
  CHECK(path_is_under("m/a.mp3", "."));
  CHECK_FALSE(path_is_under("../a.mp3", "."));
  CHECK_FALSE(path_is_under("/a.mp3", "."));
  CHECK_FALSE(path_is_under("", "/"));
  CHECK_FALSE(path_is_under("a.mp3", ""));
}
