#include "recommend/ignore_file.h"

#include <fstream>

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::recommend;

TEST_CASE("an ignore file names genres, artists and folders, one a line") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("library.db.ignore");
  CHECK(ignore_file_of(folder.path("library.db")) == path);
  std::ofstream(path) << "# jingles\r\n\n  artist Earth, Wind & Fire\r\ngenre\tSpoken Word\n"
                         "under /music/audio books/\nunder\tbooks";
  const Exclusions ignored = read_ignore_file(path);
  using Names = std::vector<std::string>;
  CHECK(ignored.artists == Names{"Earth, Wind & Fire"});
  CHECK(ignored.genres == Names{"Spoken Word"});
  CHECK(ignored.folders == Names{"/music/audio books/", "books", folder.path("books")});
}

TEST_CASE("an ignore file with another line is corrupt there") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("ignore");
  for (const char* line : {"album X", "genre", "genres rock", "rock"}) {
    std::ofstream(path) << "genre rock\n" << line << "\n";
    const std::string message = path + ":2: expected genre, artist or under, and a name";
    CHECK_THROWS_WITH_AS(read_ignore_file(path), message.c_str(), Error);
  }
  CHECK_THROWS_AS(read_ignore_file(folder.path("none")), Error);
}
