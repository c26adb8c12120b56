// The head of a request: RFC 9112, and refusals of requests that two programs could read in two
// ways.  All at once and byte by byte; over a socket: http_server_test.
#include "web/request_head.h"

#include <random>
#include <string>

#include <doctest/doctest.h>

#include "web/request_parser.h"

using namespace melsift::web;

namespace {

// The parser's result for `bytes` that come in pieces of `piece` bytes.
struct Read {
  std::string body, rest;
  RequestParser parser;
};

Read read(const std::string& bytes, std::size_t piece) {
  Read result;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    result.rest += bytes.substr(at, piece);
    if (result.parser.is_done()) continue;
    const std::size_t used =
        result.parser.put(result.rest, [&](std::string_view some) { result.body += some; });
    result.rest.erase(0, used);
  }
  return result;
}

RequestHead parse_head(const std::string& bytes) {
  const Read whole = read(bytes, bytes.size());
  REQUIRE(whole.parser.head() != nullptr);
  return *whole.parser.head();
}

int refusal_of(const std::string& bytes, std::size_t piece) {
  try {
    read(bytes, piece);
    return 0;
  } catch (const Refusal& refusal) {
    CHECK_FALSE(refusal.words.empty());
    return refusal.status;
  }
}

int refusal_of(const std::string& bytes) {
  const int status = refusal_of(bytes, bytes.size());
  CHECK(refusal_of(bytes, 1) == status);
  CHECK(refusal_of(bytes, 7) == status);
  return status;
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
      "POST /a?b=c HTTP/1.1\r\nHost: home:8080\r\ncontent-length:  12 \r\nX-A: \r\n\r\n";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{5}, std::size_t{1000}}) {
    const Read result = read(bytes + "twelve bytes" + "GET /", piece);
    REQUIRE(result.parser.head() != nullptr);
    const RequestHead& head = *result.parser.head();
    CHECK(head.method == "POST");
    CHECK(head.target == "/a?b=c");
    CHECK_FALSE(head.is_http_1_0);
    CHECK(head.keeps_alive);
    CHECK(head.body_bytes == 12U);
    CHECK(*find_header(head.headers, "HOST") == "home:8080");
    CHECK(find_header(head.headers, "x-a")->empty());
    CHECK(find_header(head.headers, "X-B") == nullptr);
    CHECK(result.parser.is_done());
    CHECK(result.body == "twelve bytes");
    CHECK(result.rest == "GET /");
  }
  CHECK(read("GET / HTTP/1.1\r\nHost: a\r\n", 100).parser.head() == nullptr);
  CHECK(read("\r\n\r\nGET / HTTP/1.0\r\n\r\n", 1).parser.head()->is_http_1_0);
  CHECK_FALSE(parse_head("GET / HTTP/1.0\r\n\r\n").keeps_alive);
  CHECK(parse_head("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keeps_alive);
  CHECK_FALSE(parse_head("GET / HTTP/1.1\r\nConnection: x, close\r\n\r\n").keeps_alive);
}

TEST_CASE("targets") {
  const Target target = parse_target("/a%20b%2F+c?name=d+e%26&x&=y&z=1=2&name=f#g?h");
  CHECK(target.path == "/a b/+c");
  CHECK(target.parameters.size() == 4);
  CHECK(target.parameters.find("name")->second == "d e&");
  CHECK(target.parameters.count("name") == 2);
  CHECK(target.parameters.find("x")->second.empty());
  CHECK(target.parameters.find("z")->second == "1=2");
  CHECK(parse_target("/%").path == "/%");
  CHECK(parse_target("/%4").path == "/%4");
  CHECK(parse_target("/%zz%41%6a").path == "/%zzAj");
  CHECK(parse_target("/?").parameters.empty());
  CHECK(parse_target("/%00").path == std::string("/\0", 2));
}

TEST_CASE("chunks") {
  const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{999}}) {
    CAPTURE(piece);
    Read result = read(head + "3\r\nabc\r\n4;x=y;z=\"q\"\r\ndefg\r\n0\r\n\r\nGET", piece);
    CHECK(result.parser.is_done());
    CHECK(result.body == "abcdefg");
    CHECK(result.rest == "GET");
    result = read(head + "0\r\n\r\n", piece);
    CHECK(result.parser.is_done());
    CHECK(result.body.empty());
    // Trailers are no headers.
    result = read(head + "00001\r\nx\r\n00\r\nHost: evil\r\nX-Melsift: 1\r\n\r\n", piece);
    CHECK(result.parser.is_done());
    CHECK(result.parser.head()->headers.size() == 1);
    CHECK(result.body == "x");
  }
  CHECK_FALSE(read(head + "3\r\nabc\r\n0\r\n", 1).parser.is_done());
  const std::string long_line = std::string(2 * kLongestHead, 'a');
  for (const std::string& chunks :
       {std::string("zz\r\nabc\r\n"), std::string("-1\r\nabc\r\n"), std::string("+3\r\nabc\r\n"),
        std::string("0x3\r\nabc\r\n\r\n"), std::string(" 3\r\nabc\r\n"), std::string("\r\nabc\r\n"),
        std::string("3\nabc\n0\n\n") + long_line, std::string("3\r\nabcd\r\n0\r\n\r\n"),
        std::string("3\r\nabc0\r\n\r\n"), std::string("11111111111111111\r\n"),
        std::string("fffffffffffffffff\r\n"), std::string("3 x\r\nabc\r\n"),
        "3;" + long_line + "\r\nabc\r\n", "3;" + long_line, "0\r\nA: " + long_line,
        std::string("0\r\nContent-Length: 3\r\n\r\n"),
        std::string("0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        std::string("0\r\nbad line\r\n\r\n")}) {
    CAPTURE(chunks.substr(0, 40));
    CHECK(refusal_of(head + chunks) == 400);
  }
}

TEST_CASE("a body has one length, or comes in chunks") {
  CHECK(parse_head(post("")).body_bytes == 0U);
  CHECK_FALSE(parse_head(post("Transfer-Encoding: Chunked\r\n")).body_bytes);
  CHECK(parse_head(post("Expect: 100-Continue\r\n")).expects_continue);
  for (const char* lines : {"Content-Length: 1\r\nContent-Length: 1\r\n",
                            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                            "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
                            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                            "Content-Length: 1, 1\r\n",
                            "Content-Length: 1,\r\n",
                            "Content-Length: -1\r\n",
                            "Host : b\r\n",
                            "X-A: b\r\n folded: x\r\n",
                            "X-A: b\r\n\tfolded\r\n",
                            "X-A:\r\n \r\n",
                            "Content-Length: +1\r\n",
                            "Content-Length: 0x10\r\n",
                            "Content-Length:\r\n",
                            "Content-Length: 1 1\r\n",
                            "Content-Length: 99999999999999999999\r\n",
                            "Host: b\r\n",
                            "A B: c\r\n",
                            ": c\r\n",
                            "no colon\r\n",
                            " folded: x\r\n",
                            "A : b\r\n"}) {
    CAPTURE(lines);
    CHECK(refusal_of(post(lines)) == 400);
  }
  CHECK(refusal_of(post("Transfer-Encoding: gzip, chunked\r\n")) == 501);
  CHECK(refusal_of(post("Transfer-Encoding: chunked, gzip\r\n")) == 501);
  CHECK(refusal_of(post("Transfer-Encoding: xchunked\r\n")) == 501);
  CHECK(refusal_of(post("Transfer-Encoding: identity\r\n")) == 501);
  CHECK(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
  CHECK(refusal_of(post("Content-Encoding: gzip\r\n")) == 415);
  CHECK(refusal_of(post("Expect: a cake\r\n")) == 417);
  CHECK(refusal_of(get("Content-Length: 1\r\n")) == 400);
  CHECK(refusal_of(get("Transfer-Encoding: chunked\r\n")) == 400);
  CHECK(refusal_of(get("Content-Length: 0\r\n")) == 0);
}

TEST_CASE("invalid request lines, and heads that are too long") {
  const auto line = [](const std::string& text) {
    return refusal_of(text + "\r\nHost: a\r\n\r\n");
  };
  CHECK(line("GET /") == 400);
  CHECK(line("GET") == 400);
  CHECK(line("") == 400);
  CHECK(line("GET http://elsewhere/ HTTP/1.1") == 400);
  CHECK(line("GET /a b HTTP/1.1") == 400);
  CHECK(line("GET  / HTTP/1.1") == 400);
  CHECK(line("GET / HTTP/1.1 ") == 400);
  CHECK(line("GET /\tHTTP/1.1") == 400);
  CHECK(line("GET * HTTP/1.1") == 400);
  CHECK(line("GET / HTTP/1.10") == 400);
  CHECK(line("GET / HTTP/3") == 400);
  CHECK(line("GET / HTTP/0.9") == 505);
  CHECK(line("GET / http/1.1") == 400);
  CHECK(line("GET /\x01 HTTP/1.1") == 400);
  CHECK(line("GET /\xC3\xA4 HTTP/1.1") == 400);
  CHECK(line("G(T / HTTP/1.1") == 400);
  CHECK(line("GET / HTTP/2.0") == 505);
  CHECK(line("DELETE / HTTP/1.1") == 405);
  CHECK(line("CONNECT /x HTTP/1.1") == 405);
  CHECK(line("GET /" + std::string(kLongestTarget, 'a') + " HTTP/1.1") == 414);
  std::string many;
  for (std::size_t i = 0; i < kMaxHeaders; ++i) many += "A: b\r\n";
  CHECK(refusal_of(get(many)) == 431);
  CHECK(refusal_of(get("A: " + std::string(kLongestHead, 'a') + "\r\n")) == 431);
  CHECK(refusal_of(get(std::string("A: b\0c\r\n", 8))) == 400);
  CHECK(refusal_of(get("A: b\nC: d\r\n")) == 400);
}

TEST_CASE("the result does not depend on the pieces in which bytes arrive") {
  const std::string seeds[] = {
      "GET /a?b=c HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n",
      "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
      "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n"};
  const std::string alphabet = "\r\n \t:;,=0129afxZ/%?#\x01\x7F\x80" + std::string(1, '\0');
  std::mt19937 random(1);
  const auto below = [&](std::size_t limit) { return random() % limit; };
  // Empty if the request is incomplete.
  const auto result = [](const std::string& bytes, std::size_t piece) {
    try {
      const Read one = read(bytes, piece);
      return one.parser.is_done() ? one.parser.head()->target + "|" + one.body + "|" + one.rest
                                  : std::string();
    } catch (const Refusal& refusal) {
      return std::to_string(refusal.status);
    }
  };
  // A refusal may come later, at the end of the head, if the request comes in pieces.
  const auto agree = [](const std::string& one, const std::string& other) {
    return one == other || (one.empty() && other.size() == 3) || (other.empty() && one.size() == 3);
  };
  std::size_t refused = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = seeds[below(3)];
    for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
      const std::size_t at = below(bytes.size());
      switch (below(3)) {
        case 0:
          bytes[at] = alphabet[below(alphabet.size())];
          break;
        case 1:
          bytes.insert(at, 1, alphabet[below(alphabet.size())]);
          break;
        default:
          bytes.erase(at, 1);
      }
    }
    const std::string whole = result(bytes, bytes.size());
    REQUIRE(agree(result(bytes, 1), whole));
    REQUIRE(agree(result(bytes, 1 + below(20)), whole));
    if (whole.size() == 3) ++refused;
  }
  CHECK(refused > 5000);
}
