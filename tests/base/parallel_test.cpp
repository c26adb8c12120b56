#include "base/parallel.h"

#include <atomic>
#include <chrono>
#include <stdexcept>

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("parallel_for calls each index once") {
  for (const unsigned threads : {1U, 2U, 5U}) {
    std::vector<std::atomic<int>> calls(1000);
    parallel_for(calls.size(), threads, [&](std::size_t i) { ++calls[i]; });
    for (const auto& count : calls) CHECK(count == 1);
  }
}

TEST_CASE("parallel_for rethrows") {
  CHECK_THROWS_AS(parallel_for(100, 3,
                               [](std::size_t i) {
                                 if (i == 40) throw std::runtime_error("40");
                               }),
                  std::runtime_error);
}

TEST_CASE("a pipeline keeps the order for any number of threads") {
  for (const unsigned threads : {1U, 2U, 4U}) {
    int given = 0;
    std::vector<int> out;
    ordered_pipeline<int, int>(
        threads,
        [&](int& item) {
          item = given++;
          return item < 200;
        },
        [](int& item) {
          if (item % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
          return item * item;
        },
        [&](int&& result) { out.push_back(result); });
    REQUIRE(out.size() == 200);
    for (int i = 0; i < 200; ++i) CHECK(out[static_cast<std::size_t>(i)] == i * i);
  }
}

TEST_CASE("a pipeline holds few items") {
  std::atomic<int> given{0}, emitted{0}, most{0};
  ordered_pipeline<int, int>(
      2,
      [&](int& item) {
        item = given++;
        most = std::max(most.load(), given - emitted);
        return item < 1000;
      },
      [](int& item) { return item; }, [&](int&&) { ++emitted; });
  CHECK(most <= 9);
}

TEST_CASE("a pipeline ends on an exception of each of its parts") {
  for (const int part : {0, 1, 2}) {
    int given = 0;
    const auto run = [&] {
      ordered_pipeline<int, int>(
          3,
          [&](int& item) {
            item = given++;
            if (part == 0 && item == 20) throw std::runtime_error("next");
            return item < 1000;
          },
          [&](int& item) {
            if (part == 1 && item == 20) throw std::runtime_error("work");
            return item;
          },
          [&](int&& item) {
            if (part == 2 && item == 20) throw std::runtime_error("emit");
          });
    };
    CHECK_THROWS_AS(run(), std::runtime_error);
  }
}
