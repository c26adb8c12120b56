#include "tools/kit/repeated_faults.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using melsift::tools::RepeatedFaults;

TEST_CASE("the same fault of many records is reported a few times and counted") {
  RepeatedFaults faults;
  std::size_t reported = 0;
  for (int i = 1; i <= 2001; ++i)
    reported += faults.report("f.jsonl:" + std::to_string(i) + ": the record has no features");
  CHECK(reported == RepeatedFaults::kReported);
  CHECK(faults.take_rest() ==
        std::vector<std::string>{"f.jsonl: 1996 more records: the record has no features"});
  CHECK(faults.take_rest().empty());
}

TEST_CASE("faults that differ in numbers and quoted texts are the same") {
  RepeatedFaults faults;
  for (int i = 0; i < 6; ++i) {
    const std::string n = std::to_string(i * i * i);
    CHECK(faults.report("a: b.csv:" + n + ": f: expected a number, got \"" + n + "\"") == (i < 5));
    CHECK(faults.report("x.npz[" + n + "]: " + n + " features, expected 3") == (i < 5));
  }
  CHECK(faults.take_rest() ==
        std::vector<std::string>{"a: b.csv: 1 more record: f: expected a number, got \"0\"",
                                 "x.npz: 1 more record: 0 features, expected 3"});
}

TEST_CASE("files and different faults are reported one by one") {
  RepeatedFaults faults;
  for (int i = 0; i < 50; ++i) {
    CHECK(faults.report("track" + std::to_string(i) + ".mp3: is empty"));
    CHECK(faults.report("f.jsonl:1: fault " + std::string(static_cast<std::size_t>(i), 'x')));
  }
  CHECK(faults.take_rest().empty());
}
