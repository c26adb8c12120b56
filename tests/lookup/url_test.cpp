#include "lookup/url.h"

#include <doctest/doctest.h>

#include "lookup/scripted.h"

using namespace melsift;
using test::complaint_of;

TEST_CASE("Everything but RFC 3986's unreserved bytes is encoded") {
  CHECK(lookup::percent_encoded("AZaz09-._~") == "AZaz09-._~");
  CHECK(lookup::percent_encoded("genre:\"hip hop\"&x=1+2/%#?") ==
        "genre%3A%22hip%20hop%22%26x%3D1%2B2%2F%25%23%3F");
  CHECK(lookup::percent_encoded("Bj\xC3\xB6rk\n") == "Bj%C3%B6rk%0A");
  CHECK(lookup::with_query("https://x.org/s", {{"q", "a b"}, {"limit", "10"}}) ==
        "https://x.org/s?q=a%20b&limit=10");
  CHECK(lookup::with_query("https://x.org/s", {}) == "https://x.org/s");
  CHECK(lookup::without_query("https://x.org/s?q=secret") == "https://x.org/s");
}

TEST_CASE("A base address is http or https, and holds no secrets") {
  CHECK(lookup::base_url("--base-url", "https://x.org/api//") == "https://x.org/api");
  CHECK(lookup::base_url("--base-url", "HTTP://127.0.0.1:80") == "HTTP://127.0.0.1:80");
  for (const char* bad :
       {"", "x.org", "ftp://x.org", "file:///etc/passwd", "https://", "https:///a",
        "https://x.org?q=1", "https://x.org#a", "https://x.org/a b", "https://x.org/\r\nEvil: 1"}) {
    CAPTURE(bad);
    CHECK(complaint_of([&] { lookup::base_url("--base-url", bad); }).starts_with("--base-url: "));
  }
  const std::string complaint =
      complaint_of([] { lookup::base_url("--base-url", "https://me:hunter2@x.org"); });
  CHECK(complaint.starts_with("--base-url: "));
  CHECK(complaint.find("hunter2") == std::string::npos);
}
