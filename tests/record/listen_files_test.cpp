#include "record/listen_files.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;

TEST_CASE("bad rows and files are skipped, and named") {
  const test::TemporaryFolder folder;
  const std::string first = folder.file("a.csv", "user,item,plays\nu,x,2\nu,y,-1\nv,x,1\n");
  const std::string second = folder.file("b.csv", "user,item\nw,z\nw,no\n");
  int done = 0;
  std::vector<std::string> failures, rows;
  record::ListenFiles files(
      {first, folder.path("none.csv"), second},
      {[&] { ++done; }, [&](std::string_view message) { failures.emplace_back(message); }});
  while (files.next([&](const record::ListenRow& row, const std::string& where) {
    if (row.item == "no") throw Error(ErrorKind::corrupt, where, "is unwanted");
    rows.push_back(row.user + row.item);
  })) {
  }
  CHECK(rows == std::vector<std::string>{"ux", "vx", "wz"});
  CHECK(done == 3);
  REQUIRE(failures.size() == 3);
  CHECK(failures[0].starts_with(first + ":3: "));
  CHECK(failures[1].starts_with(folder.path("none.csv") + ": "));
  CHECK(failures[2] == second + ":3: is unwanted");
}
