#include "catalogue/user_plays.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "catalogue/store.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::catalogue;

TEST_CASE("plays of a user come from a table or from a database") {
  const test::TemporaryFolder folder;
  const std::map<std::string, double> expected{{"a", 5.0}, {"b", 1.0}};
  const auto table =
      folder.file("listens.tsv", "user\titem\tplays\nann\ta\t3\nbob\ta\t7\nann\tb\t1\nann\ta\t2\n");
  CHECK(plays_of_user(table, "ann") == expected);

  const std::string database = folder.path("library.db");
  std::vector<Listen> listens{{"ann", "a", 5}, {"ann", "b", 1}, {"bob", "a", 7}};
  auto store = Store::open(database, Mode::write);
  store.put_listens([&, next = listens.begin()]() mutable {
    return next == listens.end() ? std::nullopt : std::optional(*next++);
  });
  CHECK(plays_of_user(database, "ann") == expected);

  for (const std::string& path : {table, database})
    CHECK_THROWS_WITH_AS(plays_of_user(path, "eve"),
                         (path + ": has no listens of user eve").c_str(), Error);
}
