#include "lookup/client.h"

#include <doctest/doctest.h>

#include "lookup/scripted.h"

using namespace melsift;
using lookup::Request;
using test::complaint_of;
using test::Scripted;

namespace {

const Request kSearch{"https://api.example.org/search?q=rock", {}, {}, {}};

}  // namespace

TEST_CASE("Temporary failures are tried again after 1, 2 and 4 s, then reported") {
  for (const int status : {429, 500, 502, 503, 504}) {
    CAPTURE(status);
    Scripted script;
    for (int i = 0; i < 4; ++i) script.answer(status, "");
    lookup::Client client = script.client();
    CHECK(complaint_of([&] { client.send(kSearch); }) ==
          "https://api.example.org/search: HTTP " + std::to_string(status) + ", 4 times");
    CHECK(script.pauses == std::vector{1.0, 2.0, 4.0});
    CHECK(script.said.size() == 3);
  }
  Scripted script;
  script.fail("can't connect", true);
  script.fail("the answer was cut short", true);
  script.answer(200, "good");
  lookup::Client client = script.client();
  CHECK(client.send(kSearch).body == "good");
  CHECK(script.pauses == std::vector{1.0, 2.0});
  CHECK(script.said == std::vector<std::string>{
                           "https://api.example.org/search: can't connect; trying again in 1 s",
                           "https://api.example.org/search: the answer was cut short; trying "
                           "again in 2 s"});
}

TEST_CASE("Other answers and failures are reported at once") {
  for (const int status : {200, 204, 301, 400, 401, 403, 404, 501}) {
    Scripted script;
    script.answer(status, "");
    lookup::Client client = script.client();
    CHECK(client.send(kSearch).status == status);
    CHECK(script.pauses.empty());
  }
  Scripted script;
  script.fail("self-signed certificate", false);
  lookup::Client client = script.client();
  CHECK(complaint_of([&] { client.send(kSearch); }) ==
        "https://api.example.org/search: self-signed certificate");
  CHECK(script.requests.size() == 1);
}

TEST_CASE("Without retries there is one attempt") {
  Scripted script;
  script.answer(503, "");
  lookup::Client client = script.client({.retries = 0});
  CHECK(complaint_of([&] { client.send(kSearch); }) == "https://api.example.org/search: HTTP 503");
}

TEST_CASE("A server's pause is observed, in seconds or until a date, if it is not too long") {
  Scripted script;
  script.answer(429, "", {{"retry-after", "7"}});
  script.answer(429, "", {{"retry-after", "0"}});
  script.answer(429, "", {{"x-ratelimit-reset-in", "9"}});
  script.answer(200, "");
  script.now_s = 0.0;
  lookup::Client client = script.client();
  client.send(kSearch);
  CHECK(script.pauses == std::vector{7.0, 2.0, 9.0});  // never below the schedule

  Scripted dated;
  dated.now_s = 784'111'777.0;  // Sun, 06 Nov 1994 08:49:37 GMT, RFC 9110's example
  dated.answer(503, "", {{"retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"}});
  dated.answer(200, "");
  lookup::Client second = dated.client();
  second.send(kSearch);
  CHECK(dated.pauses == std::vector{30.0});

  for (const char* pause : {"61", "86400", "99999999999999999999999"}) {
    CAPTURE(pause);
    Scripted banned;
    banned.answer(429, "", {{"retry-after", pause}});
    lookup::Client third = banned.client();
    const std::string complaint = complaint_of([&] { third.send(kSearch); });
    CHECK(complaint.find("HTTP 429; it asks for a pause of ") != std::string::npos);
    CHECK(banned.pauses.empty());
  }
}

TEST_CASE("Retry-After is digits or an HTTP date and nothing else") {
  CHECK(lookup::parse_retry_after("120", 0.0) == 120.0);
  CHECK(lookup::parse_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 20.5) == 39.5);
  CHECK(lookup::parse_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 100.0) == 0.0);
  for (const char* text : {"", "-1", "1.5", "1 s", "soon", "Thu, 01 Jan 1970 00:01:00 CET",
                           "Thu, 32 Jan 1970 00:01:00 GMT", "Thu, 01 Jan 1970 25:01:00 GMT",
                           "Thu, 01 Foo 1970 00:01:00 GMT", "Thu, 01 Jan 1970 00:01:00 GMT "})
    CHECK_FALSE(lookup::parse_retry_after(text, 0.0));
}

TEST_CASE("Requests wait after the previous answer") {
  Scripted script;
  for (int i = 0; i < 3; ++i) script.answer(200, "");
  lookup::Client client = script.client();
  client.keep_interval(1.0);
  client.send(kSearch);
  client.send(kSearch);
  script.now_s += 0.75;
  client.send(kSearch);
  CHECK(script.pauses == std::vector{1.0, 0.25});
  // A clock that was set back by an hour.
  script.now_s -= 3600.0;
  script.answer(200, "");
  client.send(kSearch);
  CHECK(script.pauses.back() == 1.0);
}

TEST_CASE("A secret is sent by https, or to this machine") {
  const auto complaint = [](const std::string& url) {
    Scripted script;
    script.answer(200, "");
    lookup::Client client = script.client();
    Request request{url, {"Authorization: Bearer hunter2"}, {}, {"hunter2"}};
    return complaint_of([&] { client.send(request); });
  };
  CHECK(complaint("http://api.example.org/x").starts_with("http://api.example.org/x: a secret"));
  CHECK(complaint("http://127.0.0.1.example.org/x") != "");
  CHECK(complaint("http://127.example.org/x") != "");
  CHECK(complaint("http://localhost.example.org/x") != "");
  CHECK(complaint("http://127.0.0.1:8080/x") == "");
  CHECK(complaint("http://localhost/x") == "");
  CHECK(complaint("http://[::1]:80/x") == "");
  CHECK(complaint("https://api.example.org/x") == "");
}

TEST_CASE("A refusal quotes the server, without secrets and control characters") {
  const Request request{"https://api.example.org/x?token=hunter2", {}, {}, {"hunter2"}};
  const auto refusal = [&](int status, const std::string& body, const char* hint = "") {
    return complaint_of([&] { lookup::refuse(request, lookup::Response{status, body, {}}, hint); });
  };
  const std::string start = "https://api.example.org/x: HTTP ";
  CHECK(refusal(403, R"({"error":{"status":403,"message":"Forbidden."}})") ==
        start + "403: Forbidden.");
  CHECK(refusal(400, R"({"error":"invalid_client","error_description":"Invalid client"})", "so?") ==
        start + "400: Invalid client; so?");
  CHECK(refusal(401, R"({"code":401,"error":"Bad token hunter2, hunter2!"})") ==
        start + "401: Bad token ***, ***!");
  CHECK(refusal(404, R"({"message":"no\nsuch\u001b[31m thing"})") ==
        start + "404: no such [31m thing");
  CHECK(refusal(404, "<html>Not found</html>") == start + "404");
  CHECK(refusal(404, R"({"error":[1,2]})") == start + "404");
  CHECK(refusal(404, "") == start + "404");
  CHECK(refusal(400, R"({"error":")" + std::string(5000, 'x') + "\"}").size() ==
        start.size() + 5 + 200);
}
