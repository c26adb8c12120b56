#include "tools/kit/option_table.h"

#include <doctest/doctest.h>

using namespace melsift::tools;

TEST_CASE("the command line as a table") {
  OptionParser parser("Count words.", "count", "count 1.0");
  std::string format;
  bool quiet = false;
  std::vector<std::string> files;
  parser.option("-f,--format", format, "output\tformat\nmore").value_name("csv|npz");
  parser.flag("-q", quiet, "errors only");
  parser.flag("--secret", quiet, "").group("");
  OptionParser inner = parser.subcommand("words", "Count each word.");
  inner.operand("text", files, "text files");
  const std::string table = option_table(parser, "count");
  const auto has = [&](const std::string& line) {
    return ("\n" + table + "\n").find("\n" + line + "\n") != std::string::npos;
  };
  CHECK(has("command\tcount\tCount words."));
  CHECK(has("option\tcount\t-f,--format\tcsv|npz\tone\toutput format"));
  CHECK(has("option\tcount\t-q\t\tone\terrors only"));
  CHECK(has("command\tcount words\tCount each word."));
  CHECK(has("operand\tcount words\ttext\tFILE\tmany\ttext files"));
  CHECK(has("option\tcount words\t-q\t\tone\terrors only"));  // taken after its name, too
  CHECK(table.find("secret") == std::string::npos);
  CHECK(table.back() != '\n');
}
