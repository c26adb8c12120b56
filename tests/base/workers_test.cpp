#include "base/workers.h"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("each index is called once, task after task") {
  for (const unsigned threads : {0U, 1U, 2U, 5U}) {
    Workers workers(threads);
    CHECK(workers.count() == std::max(1U, threads));
    for (std::size_t count : {0U, 1U, 3U, 500U}) {
      for (int round = 0; round < 20; ++round) {
        std::vector<std::atomic<int>> calls(count);
        workers.for_each(count, [&](std::size_t i) { ++calls[i]; });
        for (const auto& call : calls) REQUIRE(call == 1);
      }
    }
  }
}

TEST_CASE("the exception of the lowest index is rethrown, and the pool stays usable") {
  Workers workers(3);
  for (int round = 0; round < 50; ++round) {
    std::string told;
    try {
      workers.for_each(100, [](std::size_t i) {
        if (i == 4 || i == 70) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& error) {
      told = error.what();
    }
    REQUIRE(told == "4");
    std::atomic<int> calls = 0;
    workers.for_each(10, [&](std::size_t) { ++calls; });
    REQUIRE(calls == 10);
  }
}

TEST_CASE("a task within a task, and tasks of several threads at once, are all done") {
  Workers workers(3);
  std::atomic<int> calls = 0;
  workers.for_each(8, [&](std::size_t) { workers.for_each(8, [&](std::size_t) { ++calls; }); });
  CHECK(calls == 64);
  // Also by the last body that is left when the caller's own are done.
  for (int round = 0; round < 200; ++round) {
    calls = 0;
    workers.for_each(2, [&](std::size_t i) {
      if (i == 1) std::this_thread::sleep_for(std::chrono::microseconds(100));
      workers.for_each(4, [&](std::size_t) { ++calls; });
    });
    REQUIRE(calls == 8);
  }
  calls = 0;
  {
    std::vector<std::jthread> callers;
    for (int t = 0; t < 4; ++t) {
      callers.emplace_back([&] {
        for (int round = 0; round < 100; ++round) {
          workers.for_each(16, [&](std::size_t) { ++calls; });
        }
      });
    }
  }
  CHECK(calls == 4 * 100 * 16);
}
