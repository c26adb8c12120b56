#include "nn/memory_plan.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

using namespace melsift;
using namespace melsift::nn;

TEST_CASE("blocks of different times share memory") {
  std::vector<PlannedBlock> blocks = {{.size = 10, .first = 0, .last = 1},
                                      {.size = 10, .first = 2, .last = 3},
                                      {.size = 4, .first = 1, .last = 2}};
  CHECK(plan_memory(blocks) == 14);
  CHECK(blocks[0].offset == 0);
  CHECK(blocks[1].offset == 0);
  CHECK(blocks[2].offset == 10);
}

TEST_CASE("a block goes into the lowest gap that is large enough") {
  std::vector<PlannedBlock> blocks = {{.size = 8, .first = 0, .last = 9},
                                      {.size = 6, .first = 0, .last = 4},
                                      {.size = 5, .first = 0, .last = 9},
                                      {.size = 3, .first = 5, .last = 9},
                                      {.size = 3, .first = 6, .last = 7}};
  CHECK(plan_memory(blocks) == 19);
  CHECK(blocks[3].offset == 8);
  CHECK(blocks[4].offset == 11);
}

TEST_CASE("blocks in use at the same time never overlap") {
  Random random(5);
  for (int round = 0; round < 100; ++round) {
    std::vector<PlannedBlock> blocks(12);
    Index sum = 0;
    for (PlannedBlock& block : blocks) {
      block.size = static_cast<Index>(random.below(50));
      block.first = random.below(20);
      block.last = block.first + random.below(10);
      sum += block.size;
    }
    const Index all = plan_memory(blocks);
    CHECK(all <= sum);
    Index busiest = 0;  // the most that is in use at one time: no plan can be smaller
    for (std::size_t time = 0; time < 30; ++time) {
      Index used = 0;
      for (const PlannedBlock& a : blocks) {
        if (a.first > time || a.last < time) continue;
        used += a.size;
        for (const PlannedBlock& b : blocks) {
          if (&a == &b || b.first > time || b.last < time || a.size == 0 || b.size == 0) continue;
          CHECK((a.offset + a.size <= b.offset || b.offset + b.size <= a.offset));
        }
      }
      busiest = std::max(busiest, used);
    }
    CHECK(all >= busiest);
    CHECK(all <= 2 * busiest);
  }
}
