// What the server does if the system refuses it a thread.
#include <cerrno>

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/failing_call.h"
#include "web/analysis_queue.h"
#include "web/events.h"
#include "web/http_server.h"

using namespace melsift;
using namespace melsift::web;

TEST_CASE("a queue ends if a thread is refused") {
  const test::FailingCall refusal("pthread_create", 3, EAGAIN);
  CHECK_THROWS_WITH_AS(AnalysisQueue(4, 8),
                       "thread 3 of 4: can't start: Resource temporarily unavailable", Error);
}

TEST_CASE("a server ends if a thread of its pool is refused") {
  Events events(1);
  Limits limits;
  limits.workers = 4;
  const test::FailingCall refusal("pthread_create", 3, EAGAIN);
  const auto make = [&] {
    HttpServer("127.0.0.1", 0, limits, events, [](Request&) { return Answer(); });
  };
  CHECK_THROWS_WITH_AS(make(), "thread 3 of 4: can't start: Resource temporarily unavailable",
                       Error);
}
