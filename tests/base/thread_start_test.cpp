#include "base/thread_start.h"

#include <atomic>
#include <cerrno>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/parallel.h"
#include "base/workers.h"
#include "support/failing_call.h"

using namespace melsift;

TEST_CASE("a thread that the system refuses is an Error that names it") {
  const test::FailingCall refusal("pthread_create", 1, EAGAIN);
  CHECK_THROWS_WITH_AS(start_thread("the counter", [](const std::stop_token&) {}),
                       "the counter: can't start: Resource temporarily unavailable", Error);
}

TEST_CASE("threads before a refused one run, and the error counts") {
  std::atomic<int> runs = 0;
  std::vector<std::jthread> threads;
  const test::FailingCall refusal("pthread_create", 3, EAGAIN);
  CHECK_THROWS_WITH_AS(start_threads(threads, 8, [&] { ++runs; }),
                       "thread 3 of 8: can't start: Resource temporarily unavailable", Error);
  CHECK(threads.size() == 2);
  threads.clear();
  CHECK(runs == 2);
}

TEST_CASE("a pipeline ends without taking an item if a thread is refused") {
  for (const int number : {1, 2, 5}) {
    int taken = 0;
    const test::FailingCall refusal("pthread_create", number, EAGAIN);
    const auto run = [&] {
      ordered_pipeline<int, int>(
          5,
          [&](int&) {
            ++taken;
            return true;
          },
          [](int& item) { return item; }, [](int&&) {});
    };
    const std::string told =
        "thread " + std::to_string(number) + " of 5: can't start: Resource temporarily unavailable";
    CHECK_THROWS_WITH_AS(run(), told.c_str(), Error);
    CHECK(taken == 0);
    CHECK(refusal.has_failed());
  }
}

TEST_CASE("a loop is done by fewer threads if one is refused") {
  for (const int number : {1, 3}) {
    const test::FailingCall refusal("pthread_create", number, EAGAIN);
    std::vector<std::atomic<int>> calls(1000);
    parallel_for(calls.size(), 4, [&](std::size_t i) { ++calls[i]; });
    for (const auto& count : calls) CHECK(count == 1);
    CHECK(refusal.has_failed());
  }
}

TEST_CASE("a pool ends if a thread is refused") {
  for (const int number : {1, 3}) {
    const test::FailingCall refusal("pthread_create", number, EAGAIN);
    const std::string told =
        "thread " + std::to_string(number) + " of 3: can't start: Resource temporarily unavailable";
    CHECK_THROWS_WITH_AS(Workers(4), told.c_str(), Error);
  }
}
