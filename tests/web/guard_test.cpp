// Access control.
#include "web/guard.h"

#include <set>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "support/support.h"
#include "web/token.h"

using namespace melsift::web;

namespace {

Request request(const std::string& method, std::vector<Header> headers,
                const std::string& host = "localhost:8080") {
  Request made;
  made.method = method;
  made.path = "/api/health";
  made.headers = std::move(headers);
  if (!host.empty()) made.headers.push_back({"Host", host});
  return made;
}

int refusal_of(const Guard& guard, const Request& asked) {
  try {
    guard.check(asked);
    return 200;
  } catch (const Refusal& refusal) {
    return refusal.status;
  }
}

}  // namespace

TEST_CASE("the host must be a known name or a numeric address") {
  const Guard guard({"Home", "home.local"}, "");
  for (const char* host : {"localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080", "[::1]",
                           "192.168.1.7", "home:8080", "HOME.local"}) {
    CAPTURE(host);
    CHECK(refusal_of(guard, request("GET", {}, host)) == 200);
  }
  for (const char* host :
       {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:8080",
        "home.local.", "localhost:99999", "1.2.3", "[::1", "127.0.0.1:8080:8080", " "}) {
    CAPTURE(host);
    CHECK(refusal_of(guard, request("GET", {}, host)) == 403);
  }
  CHECK(refusal_of(guard, request("GET", {}, "")) == 400);
}

TEST_CASE("a change carries the header, and comes from the server's own page") {
  const Guard guard({}, "");
  const Header mark{"x-melsift", "1"};
  CHECK(refusal_of(guard, request("POST", {mark})) == 200);
  CHECK(refusal_of(guard, request("POST", {})) == 403);
  CHECK(refusal_of(guard, request("POST", {{"X-Melsift", "2"}})) == 403);
  CHECK(refusal_of(guard, request("POST", {mark, {"Origin", "http://localhost:8080"}})) == 200);
  for (const char* origin : {"http://localhost", "http://localhost:8081", "http://evil.example",
                             "null", "", "http://localhost:8080.evil.example"}) {
    CAPTURE(origin);
    CHECK(refusal_of(guard, request("POST", {mark, {"Origin", origin}})) == 403);
  }
  CHECK(refusal_of(guard, request("GET", {{"Sec-Fetch-Site", "cross-site"}})) == 403);
  CHECK(refusal_of(guard, request("GET", {{"Sec-Fetch-Site", "same-origin"}})) == 200);
}

TEST_CASE("a base URL") {
  const BaseUrl url = parse_base_url("HTTPS://Music.Example:8443/melsift/");
  CHECK(url.origin == "https://music.example:8443");
  CHECK(url.host == "music.example");
  CHECK(url.path == "/melsift");
  CHECK(parse_base_url("http://home").path.empty());
  CHECK(parse_base_url("http://[::1]:80/a/b").host == "[::1]");
  for (const char* bad : {"", "music.example", "ftp://a", "https://", "https://a?b", "https://u@a",
                          "https://a/b c", "https:///x", "https://a/#x"})
    CHECK_THROWS_AS(parse_base_url(bad), melsift::Error);
}

TEST_CASE("a page behind a proxy counts as the server's own") {
  const Guard guard({}, "", parse_base_url("https://music.example/melsift"), {"Other.example"});
  const auto change = [&](const char* host, const char* origin) {
    return refusal_of(guard, request("POST", {{"X-Melsift", "1"}, {"Origin", origin}}, host));
  };
  for (const char* host : {"music.example", "127.0.0.1:8080", "other.example:81"}) {
    CHECK(change(host, "https://music.example") == 200);
    CHECK(change(host, "http://other.example:81") == 200);
    CHECK(change(host, "https://evil.example") == 403);
    CHECK(change(host, "https://music.example.evil") == 403);
    CHECK(change(host, "https://music.example:81") == 403);
    CHECK(change(host, "null") == 403);
  }
  CHECK(change("evil.example", "https://music.example") == 403);
  const Guard secret({}, "0123456789abcdef", parse_base_url("https://music.example/melsift"));
  Request asked = request("GET", {}, "music.example");
  asked.path = "/";
  asked.parameters.emplace("token", "0123456789abcdef");
  const auto answer = secret.log_in(asked);
  REQUIRE(answer);
  CHECK(*find_header(answer->headers, "Location") == "/melsift/");
  CHECK(find_header(answer->headers, "Set-Cookie")->ends_with("; Path=/melsift/"));
}

TEST_CASE("a token is required if there is one") {
  const std::string token = "0123456789abcdef";
  const Guard guard({}, token);
  const auto status = [&](const char* name, const std::string& value) {
    return refusal_of(guard, request("GET", {{name, value}}));
  };
  CHECK(refusal_of(guard, request("GET", {})) == 401);
  CHECK(status("Authorization", "Bearer " + token) == 200);
  CHECK(status("Authorization", "bearer  " + token) == 200);
  CHECK(status("Cookie", "a=b; melsift_token=" + token + "; c=d") == 200);
  for (const std::string& wrong : {std::string(), std::string("0"), token + "0", token.substr(1),
                                   std::string(16, '0'), "0123456789abcdeF" + std::string()}) {
    CAPTURE(wrong);
    CHECK(status("Authorization", "Bearer " + wrong) == 401);
    CHECK(status("Cookie", "melsift_token=" + wrong) == 401);
  }
  CHECK(status("Authorization", token) == 401);
  CHECK(status("Cookie", "x_melsift_token=" + token) == 401);
  CHECK(status("Cookie", "melsift_tokens=" + token) == 401);

  Request asked = request("GET", {});
  asked.path = "/";
  asked.parameters.emplace("token", token);
  const auto answer = guard.log_in(asked);
  REQUIRE(answer);
  CHECK(answer->status == 303);
  const std::string cookie = *find_header(answer->headers, "Set-Cookie");
  CHECK(cookie == "melsift_token=" + token + "; HttpOnly; SameSite=Strict; Path=/");
  asked.parameters.clear();
  CHECK_FALSE(guard.log_in(asked));
  asked.parameters.emplace("token", "wrong");
  CHECK_THROWS_AS(guard.log_in(asked), Refusal);
  asked.parameters.clear();
  asked.parameters.emplace("token", token);
  asked.headers = {{"Host", "evil.example"}};  // the cookie would belong to another site
  CHECK_FALSE(guard.log_in(asked));
}

TEST_CASE("secrets") {
  CHECK(equal_in_constant_time("", ""));
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(equal_in_constant_time("abc", "abcabc"));
  CHECK_FALSE(equal_in_constant_time("abcabc", "abc"));
  CHECK_FALSE(equal_in_constant_time("", "a"));
  CHECK_FALSE(equal_in_constant_time("a", ""));
  std::set<std::string> made;
  for (int i = 0; i < 100; ++i) {
    const std::string secret = random_hex(16);
    CHECK(secret.size() == 32);
    CHECK(secret.find_first_not_of("0123456789abcdef") == std::string::npos);
    made.insert(secret);
  }
  CHECK(made.size() == 100);
}

TEST_CASE("a token file must be readable only by its owner") {
  const melsift::test::TemporaryFolder folder;
  const auto token_of = [&](const std::string& text, mode_t mode) {
    const std::string path = folder.file("token", text);
    ::chmod(path.c_str(), mode);
    return read_token(path);
  };
  CHECK(token_of("  0123456789abcdef \nmore\n", 0600) == "0123456789abcdef");
  CHECK_THROWS_AS(token_of("0123456789abcdef", 0640), melsift::Error);
  CHECK_THROWS_AS(token_of("0123456789abcdef", 0604), melsift::Error);
  CHECK_THROWS_AS(token_of("0123456789", 0600), melsift::Error);
  CHECK_THROWS_AS(token_of("0123456789;abcdef", 0600), melsift::Error);
  CHECK_THROWS_AS(read_token(folder.path("none")), melsift::Error);
}

TEST_CASE("loopback") {
  for (const char* host : {"localhost", "127.0.0.1", "127.1.2.3", "::1"}) CHECK(is_loopback(host));
  for (const char* host : {"0.0.0.0", "::", "192.168.1.7", "home", "12.7.0.0", "127.example.com"})
    CHECK_FALSE(is_loopback(host));
}
