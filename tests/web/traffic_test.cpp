// What a monitor and a log get of the answered requests.
#include "web/traffic.h"

#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace melsift::web;

TEST_CASE("answers, refusals and failures are counted and told") {
  std::vector<Exchange> told;
  Traffic traffic([&](const Exchange& exchange) { told.push_back(exchange); });
  const auto ask = [&](const std::string& method, const std::function<Answer(Request&)>& handler) {
    Request request;
    request.method = method;
    request.path = "/a";
    return traffic.measure(request, [&](Request& one) {
      one.path = "/changed";
      return handler(one);
    });
  };
  const auto hello = [](Request&) {
    Answer answer;
    answer.body = "hello";
    return answer;
  };
  CHECK(ask("GET", hello).body == "hello");
  ask("GET", hello);
  ask("HEAD", hello);
  CHECK_THROWS_AS(ask("POST", [](Request&) -> Answer { throw Refusal{404, "none", {}}; }), Refusal);
  CHECK_THROWS_AS(ask("GET", [](Request&) -> Answer { throw std::runtime_error("x"); }),
                  std::runtime_error);
  REQUIRE(told.size() == 5);
  CHECK(told[0].path == "/a");
  CHECK(told[0].bytes == 5);
  CHECK(told[0].seconds >= 0.0);
  CHECK(told[2].bytes == 0);
  CHECK(told[3].status == 404);
  CHECK(told[4].status == 500);
  // Prometheus' exposition format 0.0.4.
  const std::string text = traffic.metrics();
  for (const char* line : {"# TYPE melsift_http_requests_total counter\n",
                           "\nmelsift_http_requests_total{method=\"GET\",status=\"200\"} 2\n",
                           "\nmelsift_http_requests_total{method=\"GET\",status=\"500\"} 1\n",
                           "\nmelsift_http_requests_total{method=\"HEAD\",status=\"200\"} 1\n",
                           "\nmelsift_http_requests_total{method=\"POST\",status=\"404\"} 1\n",
                           "# TYPE melsift_http_request_duration_seconds summary\n",
                           "\nmelsift_http_request_duration_seconds_count 5\n",
                           "# TYPE melsift_http_response_bytes_total counter\n"})
    CHECK_MESSAGE(text.find(line) != std::string::npos, line);
  CHECK(text.ends_with("\n"));
  CHECK(metric_text("n", "gauge", "What it is.", 3.0) ==
        "# HELP n What it is.\n# TYPE n gauge\nn 3\n");
}
