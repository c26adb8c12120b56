#include "tools/extract/front_end_options.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace melsift;
using namespace melsift::tools;

namespace {

// Parses these arguments of a tool.
void parse(std::vector<std::string> arguments, feature::FrontEnd& front_end,
           audio::ReadOptions& part) {
  arguments.insert(arguments.begin(), "extract");
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  Command command("extract", "Test.", static_cast<int>(pointers.size()), pointers.data());
  add_options(command, front_end);
  add_options(command, part);
  command.parse();
}

}  // namespace

TEST_CASE("each parameter of the front end is an option") {
  feature::FrontEnd front_end;
  audio::ReadOptions part;
  parse({"--set", "mfcc", "--n-mfcc", "13", "--hop-length=256", "--sr", "16000"}, front_end, part);
  feature::FrontEnd expected{.set = feature::FeatureSet::mfcc};
  expected.n_mfcc = 13;
  expected.hop_length = 256;
  expected.sr = 16000;
  CHECK(front_end.text() == expected.text());
}

TEST_CASE("a part of each track") {
  feature::FrontEnd front_end;
  audio::ReadOptions part;
  parse({}, front_end, part);
  CHECK(part.offset_s == 0.0);
  CHECK(part.duration_s == 0.0);
  parse({"--offset-s", "1.5", "--duration-s=3"}, front_end, part);
  CHECK(part.offset_s == 1.5);
  CHECK(part.duration_s == 3.0);
  CHECK_THROWS_AS(parse({"--offset-s", "-1"}, front_end, part), UsageError);
}

TEST_CASE("an unknown word is a usage error") {
  feature::FrontEnd front_end;
  audio::ReadOptions part;
  CHECK_THROWS_AS(parse({"--set", "nonsense"}, front_end, part), UsageError);
}
