// The head of a request: RFC 9112, and what of it is refused because two programs could read it in
// two ways.
#include "web/request_head.h"

#include <string>

#include <doctest/doctest.h>

using namespace melsift::web;

namespace {

int refusal_of(const std::string& head) {
  try {
    parse_head(head);
    return 0;
  } catch (const Refusal& refusal) {
    CHECK_FALSE(refusal.words.empty());
    return refusal.status;
  }
}

std::string get(const std::string& lines) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}
std::string post(const std::string& lines) {
  return "POST /x HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

}  // namespace

TEST_CASE("a head is read") {
  const std::string bytes =
      "POST /a?b=c HTTP/1.1\r\nHost: home:8080\r\ncontent-length:  12 \r\nX-A: \r\n\r\nrest";
  const auto size = head_size(bytes);
  REQUIRE(size);
  CHECK(bytes.substr(*size) == "rest");
  const RequestHead head = parse_head(bytes.substr(0, *size));
  CHECK(head.method == "POST");
  CHECK(head.target == "/a?b=c");
  CHECK(head.version == "HTTP/1.1");
  CHECK(head.body_bytes == 12U);
  CHECK(*find_header(head.headers, "HOST") == "home:8080");
  CHECK(find_header(head.headers, "x-a")->empty());
  CHECK(find_header(head.headers, "X-B") == nullptr);
  CHECK_FALSE(head_size("GET / HTTP/1.1\r\nHost: a\r\n"));
}

TEST_CASE("a body is of one length, or in chunks") {
  CHECK(parse_head(post("")).body_bytes == 0U);
  CHECK_FALSE(parse_head(post("Transfer-Encoding: Chunked\r\n")).body_bytes);
  CHECK(parse_head(post("Expect: 100-Continue\r\n")).expects_continue);
  for (const char* lines :
       {"Content-Length: 1\r\nContent-Length: 1\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "Content-Length: -1\r\n",
        "Content-Length: +1\r\n", "Content-Length: 0x10\r\n", "Content-Length:\r\n",
        "Content-Length: 1 1\r\n", "Content-Length: 99999999999999999999\r\n", "Host: b\r\n",
        "A B: c\r\n", ": c\r\n", "no colon\r\n", " folded: x\r\n", "A : b\r\n"}) {
    CAPTURE(lines);
    CHECK(refusal_of(post(lines)) == 400);
  }
  CHECK(refusal_of(post("Transfer-Encoding: gzip, chunked\r\n")) == 501);
  CHECK(refusal_of(post("Content-Encoding: gzip\r\n")) == 415);
  CHECK(refusal_of(post("Expect: a cake\r\n")) == 417);
  CHECK(refusal_of(get("Content-Length: 1\r\n")) == 400);
  CHECK(refusal_of(get("Transfer-Encoding: chunked\r\n")) == 400);
  CHECK(refusal_of(get("Content-Length: 0\r\n")) == 0);
}

TEST_CASE("request lines that are none, and what is too long") {
  const auto line = [](const std::string& text) {
    return refusal_of(text + "\r\nHost: a\r\n\r\n");
  };
  CHECK(line("GET /") == 400);
  CHECK(line("GET") == 400);
  CHECK(line("") == 400);
  CHECK(line("GET http://elsewhere/ HTTP/1.1") == 400);
  CHECK(line("GET /a b HTTP/1.1") == 400);
  CHECK(line("GET /\x01 HTTP/1.1") == 400);
  CHECK(line("GET /\xC3\xA4 HTTP/1.1") == 400);
  CHECK(line("G(T / HTTP/1.1") == 400);
  CHECK(line("GET / HTTP/2.0") == 505);
  CHECK(line("DELETE / HTTP/1.1") == 405);
  CHECK(line("CONNECT /x HTTP/1.1") == 405);
  CHECK(line("GET /" + std::string(kLongestTarget, 'a') + " HTTP/1.1") == 414);
  std::string many;
  for (std::size_t i = 0; i < kMostHeaders; ++i) many += "A: b\r\n";
  CHECK(refusal_of(get(many)) == 431);
  CHECK(refusal_of(get("A: " + std::string(kLongestHead, 'a') + "\r\n")) == 431);
  CHECK(refusal_of(get(std::string("A: b\0c\r\n", 8))) == 400);
  CHECK(refusal_of(get("A: b\nC: d\r\n")) == 400);
}

TEST_CASE("the parser behind gets no range, no compression and no form") {
  const RequestHead head = parse_head(get(
      "Range: bytes=0-1\r\nAccept-Encoding: br\r\nContent-Type: multipart/form-data\r\nA: b\r\n"));
  CHECK(head_text(head) == "GET / HTTP/1.1\r\nHost: a\r\nX-Range: bytes=0-1\r\nA: b\r\n\r\n");
}
