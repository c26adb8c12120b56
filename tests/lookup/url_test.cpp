#include "lookup/url.h"

#include <doctest/doctest.h>

#include "lookup/scripted.h"

using namespace melsift;
using test::complaint_of;

TEST_CASE("A query is encoded and appended to a URL") {
  CHECK(lookup::with_query("https://x.org/s", {{"q", "a b"}, {"limit", "10"}}) ==
        "https://x.org/s?q=a%20b&limit=10");
  CHECK(lookup::with_query("https://x.org/s", {}) == "https://x.org/s");
  CHECK(lookup::without_query("https://x.org/s?q=secret") == "https://x.org/s");
}

TEST_CASE("A base URL is http or https, and contains no secrets") {
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
