#include "tools/kit/option_parser.h"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace melsift::tools;

namespace {

void parse(OptionParser& parser, std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "count");
  parser.parse(static_cast<int>(arguments.size()), arguments.data());
}

// The message of the mistake on the command line; nothing if there is none.
std::string mistake(OptionParser& parser, const std::vector<const char*>& arguments) {
  try {
    parse(parser, arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

std::string text(OptionParser& parser, const std::vector<const char*>& arguments) {
  try {
    parse(parser, arguments);
  } catch (const TextRequest& request) {
    return request.text;
  }
  return {};
}

OptionParser parser() {
  return {"Count words.", "count", "count 1.0"};
}

}  // namespace

TEST_CASE("values of every type reach their variables") {
  OptionParser p = parser();
  std::string word;
  int whole = 0;
  unsigned natural = 0;
  std::size_t large = 0;
  double real = 0.0;
  std::vector<std::string> words, operands;
  std::vector<std::size_t> sizes;
  bool flag = false;
  p.option("-w,--word", word, "");
  p.option("--whole", whole, "");
  p.option("--natural", natural, "");
  p.option("--large", large, "");
  p.option("--real", real, "");
  p.option("--words", words, "").one_at_a_time();
  p.option("--sizes", sizes, "").separated_by(',');
  p.flag("--flag", flag, "");
  p.operand("files", operands, "");
  parse(p, {"-w", "a b", "--whole=-3", "--natural", "4", "--large", "5000000000", "--real", "2.5",
            "--words", "x", "y", "--words", "z", "--sizes", "1,20", "--flag"});
  CHECK(word == "a b");
  CHECK(whole == -3);
  CHECK(natural == 4);
  CHECK(large == 5'000'000'000);
  CHECK(real == 2.5);
  CHECK(words == std::vector<std::string>{"x", "z"});
  CHECK(sizes == std::vector<std::size_t>{1, 20});
  CHECK(flag);
  CHECK(operands == std::vector<std::string>{"y"});
}

TEST_CASE("functions are called with values in the order of the declarations") {
  OptionParser p = parser();
  std::string calls;
  p.option<int>(
      "--n", [&](const int& n) { calls += "n" + std::to_string(n); }, "");
  p.flag(
      "--f", [&] { calls += "f"; }, "");
  parse(p, {"--f", "--n", "7"});
  CHECK(calls == "n7f");
}

TEST_CASE("mistakes are usage errors that name the culprit") {
  OptionParser p = parser();
  int n = 0, any = 0;
  double x = 0.0, y = 0.0;
  std::string word, file;
  p.option("--n", n, "").range(1, 9);
  p.option("--any", any, "");
  p.option("--x", x, "").range(0.0, 1.0);
  p.option("--y", y, "").not_negative();
  p.option("--word", word, "").one_of({"red", "blue"});
  p.operand("file", file, "");
  CHECK(mistake(p, {"--n", "10"}) == "--n: 10, expected 1 to 9");
  CHECK(mistake(p, {"--n", "two"}) == "--n: two, expected 1 to 9");
  CHECK(mistake(p, {"--x", "1.5"}) == "--x: 1.5, expected 0 to 1");
  CHECK(mistake(p, {"--y", "-1"}) == "--y: -1, expected 0 or more");
  CHECK(mistake(p, {"--word", "green"}) == "--word: \"green\", expected red or blue");
  CHECK(mistake(p, {"--any", "two"}) == "--any: \"two\", expected a number");
  CHECK(mistake(p, {"--n"}) == "--n: a value is missing");
  CHECK(mistake(p, {"--none"}) == "--none: unknown option");
  CHECK(mistake(p, {"--wrod", "blue"}) == "--wrod: unknown option (did you mean --word?)");
  CHECK(mistake(p, {"a", "--wrod=blue"}) == "--wrod: unknown option (did you mean --word?)");
  CHECK(mistake(p, {"a", "b"}) == "b: unexpected argument");
  CHECK(mistake(p, {"--n", "9", "--x", "1", "--y", "0", "--word", "blue", "a"}).empty());
  CHECK(n == 9);
}

TEST_CASE("required, needed and excluded options") {
  OptionParser p = parser();
  std::string output;
  bool a = false, b = false, c = false;
  p.option("-o,--output", output, "").required();
  const Option first = p.flag("--a", a, "");
  p.flag("--b", b, "").needs(first);
  p.flag("--c", c, "").excludes(first);
  CHECK(mistake(p, {}) == "--output is required");
  CHECK(mistake(p, {"-o", "f", "--b"}) == "--b requires --a");
  CHECK(mistake(p, {"-o", "f", "--a", "--c"}) == "--a excludes --c");
  CHECK(mistake(p, {"-o", "f", "--a", "--b"}).empty());
}

TEST_CASE("count has the number of values on the command line") {
  OptionParser p = parser();
  int n = 5;
  std::vector<std::string> files;
  p.option("-n,--number", n, "");
  p.operand("files", files, "");
  parse(p, {"-n", "6", "a", "b"});
  CHECK(p.count("--number") == 1);
  CHECK(p.count("-n") == 1);
  CHECK(p.count("files") == 2);
  CHECK(p.count("--help") == 0);
  CHECK_THROWS_AS(p.count("--other"), std::exception);
}

TEST_CASE("--help shows names, values, defaults and groups, without hidden options") {
  OptionParser p = parser();
  int n = 5;
  std::string kind = "red";
  bool secret = false;
  p.option("-n,--number", n, "how many").value_name("N").range(1, 9).show_default();
  p.option("--kind", kind, "which").value_name("red|blue").group("Colours");
  p.flag("--secret", secret, "not for all").group("");
  const std::string help = text(p, {"--help"});
  CHECK(help.starts_with("Count words.\n"));
  CHECK(help.find("  -n,--number N=5                 how many\n") != std::string::npos);
  CHECK(help.find("Colours:\n  --kind red|blue                 which\n") != std::string::npos);
  CHECK(help.find("secret") == std::string::npos);
  CHECK(help.find("[1 - 9]") == std::string::npos);
}

TEST_CASE("--version prints the version, and functions can ask for texts") {
  OptionParser p = parser();
  p.flag(
      "--table", [] { throw TextRequest{"a table"}; }, "");
  CHECK(text(p, {"--version"}) == "count 1.0\n");
  CHECK(text(p, {"--table"}) == "a table");
}

TEST_CASE("subcommands have options of their own and take those of the outer command") {
  OptionParser p = parser();
  bool quiet = false;
  int n = 0;
  p.flag("--quiet", quiet, "");
  OptionParser words = p.subcommand("words", "count words");
  words.option("--n", n, "");
  const OptionParser lines = p.subcommand("lines", "count lines");
  p.require_subcommand();
  CHECK(mistake(p, {}) == "a subcommand is required");
  CHECK(mistake(p, {"xyz"}) == "xyz: unknown subcommand");
  CHECK(mistake(p, {"wrods"}) == "wrods: unknown subcommand (did you mean words?)");
  parse(p, {"words", "--n", "3", "--quiet"});
  CHECK(words.parsed());
  CHECK_FALSE(lines.parsed());
  CHECK(n == 3);
  CHECK(quiet);
  CHECK(mistake(p, {"lines", "--n", "3"}) == "--n: unknown option");
  CHECK(mistake(p, {"words", "--quit"}) == "--quit: unknown option (did you mean --quiet?)");
}

TEST_CASE("declarations can be read back") {
  OptionParser p = parser();
  std::string file;
  std::vector<std::string> records;
  bool flag = false;
  p.option("-o,--output", file, "where to").value_name("FILE");
  p.flag("--flag", flag, "whether").group("");
  p.operand("records", records, "what");
  p.subcommand("words", "count words");
  const std::vector<Option> options = p.options();  // behind --version and -h,--help
  REQUIRE(options.size() == 5);
  const Option& output = options[2];
  CHECK(output.name() == "--output");
  CHECK(output.spellings() == std::vector<std::string>{"-o", "--output"});
  CHECK(output.value_name() == "FILE");
  CHECK(output.help() == "where to");
  CHECK_FALSE((output.is_flag() || output.is_operand() || output.is_hidden() || output.repeats()));
  CHECK((options[3].is_flag() && options[3].is_hidden()));
  CHECK((options[4].is_operand() && options[4].repeats()));
  CHECK(options[4].name() == "records");
  CHECK(options[4].spellings().empty());
  REQUIRE(p.subcommands().size() == 1);
  CHECK(p.subcommands()[0].name() == "words");
  CHECK(p.subcommands()[0].purpose() == "count words");
  CHECK(p.name() == "count");
}
