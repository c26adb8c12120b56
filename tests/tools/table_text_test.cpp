#include "tools/kit/table_text.h"

#include <doctest/doctest.h>

using namespace melsift::tools;

TEST_CASE("columns are as wide as their widest cell") {
  CHECK(table_text({{"track"}, {"plays", true}}, {{"a", "7"}, {"longer", "1234567"}}) ==
        "track     plays\n"
        "a             7\n"
        "longer  1234567\n");
  CHECK(table_text({{"a"}, {"b"}}, {{"x", ""}}) == "a  b\nx\n");
  CHECK(table_text({}, {}).empty());
}

TEST_CASE("shrinking columns are cut until the lines fit, but not below 8 cells") {
  const std::vector<TableColumn> columns = {{"name", false, true}, {"n", true}};
  const std::vector<std::vector<std::string>> rows = {{"abcdefghijklmno", "1"}};
  CHECK(table_text(columns, rows, 13) == "name        n\nabcdefghi\xE2\x80\xA6  1\n");
  CHECK(table_text(columns, rows, 4) == "name      n\nabcdefg\xE2\x80\xA6  1\n");
  CHECK(table_text(columns, rows, 100) == table_text(columns, rows));
}

TEST_CASE("cells can't control the terminal") {
  CHECK(table_text({{"a"}}, {{"x\x1b[2Jy\n"}}) == "a\nx\xEF\xBF\xBD[2Jy\xEF\xBF\xBD\n");
}
