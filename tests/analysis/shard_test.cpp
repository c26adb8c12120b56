#include "analysis/shard.h"

#include <map>
#include <string>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using analysis::Shard;

namespace {

using Variables = std::map<std::string, std::string>;

Shard parse(const std::string& text, const Variables& variables = {}) {
  return analysis::parse_shard(text, [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

std::string refusal(const std::string& text, const Variables& variables = {}) {
  try {
    parse(text, variables);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("parts are consecutive and differ by at most one track") {
  for (const std::size_t total : {0U, 1U, 5U, 6U, 7U, 100U, 1000003U}) {
    for (const std::size_t count : {1U, 2U, 6U, 7U, 1000U}) {
      std::size_t end = 0;
      for (std::size_t number = 1; number <= count; ++number) {
        const Shard shard{number, count};
        CHECK(shard.begin(total) == end);
        end = shard.end(total);
        const std::size_t size = end - shard.begin(total);
        CHECK(size >= total / count);
        CHECK(size <= total / count + 1);
      }
      CHECK(end == total);
    }
  }
}

TEST_CASE("a part is named by its number and their count") {
  CHECK(parse("1/1") == Shard{1, 1});
  CHECK(parse("3/6") == Shard{3, 6});
  CHECK(refusal("7/6") == "shard: 7/6, expected 1/N to N/N with N up to 1000000");
  CHECK(refusal("0/6") == "shard: 0/6, expected 1/N to N/N with N up to 1000000");
  for (const char* bad : {"", "3", "/6", "3/", "a/6", "3/b", "3/6/1", "-1/6", "auto/", "auto/x"}) {
    CAPTURE(bad);
    CHECK(refusal(bad) ==
          "shard: \"" + std::string(bad) + "\", expected I/N such as 1/6, auto or auto/N");
  }
}

TEST_CASE("Slurm gives the part") {
  const Variables whole = {{"SLURM_ARRAY_TASK_ID", "4"},
                           {"SLURM_ARRAY_TASK_COUNT", "9"},
                           {"SLURM_ARRAY_TASK_MIN", "1"},
                           {"SLURM_ARRAY_TASK_MAX", "9"}};
  CHECK(parse("auto", whole) == Shard{4, 9});
  // sbatch --array=3,5, to do some tasks again
  const Variables some = {{"SLURM_ARRAY_TASK_ID", "3"},
                          {"SLURM_ARRAY_TASK_COUNT", "2"},
                          {"SLURM_ARRAY_TASK_MIN", "3"},
                          {"SLURM_ARRAY_TASK_MAX", "5"}};
  CHECK(refusal("auto", some) ==
        "shard: only some tasks of the array run, or it does not count from 1; give auto/N");
  CHECK(parse("auto/9", some) == Shard{3, 9});
  CHECK(refusal("auto", {{"SLURM_ARRAY_TASK_ID", "x"}}) ==
        "shard: SLURM_ARRAY_TASK_ID is \"x\", expected a number");
}

TEST_CASE("Kubernetes gives the part, counting from 0") {
  CHECK(parse("auto/6", {{"JOB_COMPLETION_INDEX", "0"}}) == Shard{1, 6});
  CHECK(parse("auto/6", {{"JOB_COMPLETION_INDEX", "5"}}) == Shard{6, 6});
  CHECK(refusal("auto", {{"JOB_COMPLETION_INDEX", "5"}}) ==
        "shard: Kubernetes does not tell the number of tasks; give auto/N");
  CHECK(refusal("auto/6", {{"JOB_COMPLETION_INDEX", "6"}}) ==
        "shard: 7/6, expected 1/N to N/N with N up to 1000000");
  CHECK(refusal("auto/6") ==
        "shard: auto needs SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX in the environment");
}
