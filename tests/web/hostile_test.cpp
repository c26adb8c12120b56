// Malicious clients, over real sockets: requests that hide others, clients that send slowly, never
// read, close half of the connection or stop, and a server that is stopped meanwhile.
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/support.h"
#include "web/running_server.h"

using namespace melsift::web;
using namespace melsift::web::test;
using namespace std::chrono_literals;

namespace {

const std::string kStolen = "GET /stolen HTTP/1.1\r\nHost: a\r\n\r\n";

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

}  // namespace

TEST_CASE("ambiguous requests are refused, and the following bytes are not read") {
  Running running;
  const std::string get = "GET / HTTP/1.1\r\n", post_line = "POST / HTTP/1.1\r\nHost: a\r\n";
  for (const auto& [text, status] : std::initializer_list<std::pair<std::string, int>>{
           {post_line + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
           {post_line + "Content-Length: 3\r\nContent-Length: 40\r\n\r\nabc", 400},
           {post_line + "Content-Length: 3, 3\r\n\r\nabc", 400},
           {post_line + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
           {post_line + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
           {post_line + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n", 400},
           {post_line + "Transfer-Encoding: chunked, x\r\n\r\n", 501},
           {post_line + "Transfer-Encoding: x\r\n\r\n", 501},
           {post_line + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400},
           {post_line + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
           {post_line + "Content-Length: -1\r\n\r\n", 400},
           {post_line + "Content-Length: +3\r\n\r\nabc", 400},
           {post_line + "Content-Length: 18446744073709551616\r\n\r\n", 400},
           {post_line + "Content-Length: 999999999999999999\r\n\r\n", 413},
           {post_line + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", 415},
           {post_line + "Expect: cake\r\nContent-Length: 3\r\n\r\nabc", 417},
           {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
           {get + "Host: a\r\nContent-Length: 3\r\n\r\nabc", 400},
           {get + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
           {get + "Host: a\r\nHost: b\r\n\r\n", 400},
           {get + "Host: a\r\n folded\r\n\r\n", 400},
           {get + "Host: a\nX: b\r\n\r\n", 400},
           {"GET / HTTP/1.1\nHost: a\n\n", 400},
           {get + std::string("Host: a\0b\r\n\r\n", 11), 400},
           {get + "no colon\r\n\r\n", 400},
           {"GET http://elsewhere/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
           {"GET /\xC3\xA4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
           {"OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
           {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
           {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
           {"\x16\x03\x01\x02\x01\x01", 400},  // TLS
           {post_line + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n", 400},
           {post_line + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n", 400},
           {post_line + "Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n", 400},
           {post_line + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", 400},
           {post_line + "Transfer-Encoding: chunked\r\n\r\n3;" + std::string(40000, 'x'), 400},
           {post_line + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 3\r\n\r\n", 400},
       }) {
    const std::string& request = text;
    CAPTURE(request.substr(0, 120));
    Client client(running.port());
    client.send(request + kStolen);
    const std::string answer = client.all();
    CHECK(status_of(answer) == status);
    CHECK(count(answer, "Content-Length: ") == 1);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(answer.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(answer.find("\r\n\r\n{\"error\":\"") != std::string::npos);
    if (status == 405) CHECK(answer.find("Allow: GET, HEAD, POST\r\n") != std::string::npos);
    check_guards(answer);
  }
  CHECK(running.asked == 0);
}

TEST_CASE("chunks are read, trailers are dropped, and the next request follows") {
  Running running;
  Client client(running.port());
  client.send(chunked("/b", "3;a=b\r\nabc\r\n0\r\nContent-Type: x\r\nX: y\r\n\r\n") + kGet +
              chunked("/b", "0\r\n\r\n"));
  CHECK(client.answer().ends_with("POST /b 3"));
  CHECK(client.answer().ends_with("GET /a 0"));
  CHECK(client.answer().ends_with("POST /b 0"));
  // The last chunk byte by byte: an assertion of Beast before 1.86 is wrong there.
  client.send(chunked("/b", "0\r\n"));
  for (const char* byte : {"\r", "\n"}) {
    std::this_thread::sleep_for(20ms);
    client.send(byte);
  }
  CHECK(client.answer().ends_with("POST /b 0"));
  // As many chunks of a byte as fit: none is copied again for each of the others.
  std::string chunks;
  for (int i = 0; i < 100000; ++i) chunks += "1\r\nx\r\n";
  const auto begun = std::chrono::steady_clock::now();
  client.send(chunked("/b", chunks + "0\r\n\r\n"));
  CHECK(client.answer().ends_with("POST /b 100000"));
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
}

TEST_CASE("garbage after a request") {
  Running running;
  Client client(running.port());
  client.send(kGet + "\r\n\r\n" + kGet + "garbage\r\n\r\n" + kStolen);
  CHECK(client.answer().ends_with("GET /a 0"));
  CHECK(client.answer().ends_with("GET /a 0"));
  const std::string rest = client.all();
  CHECK(status_of(rest) == 400);
  CHECK(rest.find("stolen") == std::string::npos);
  CHECK(running.asked == 2);
}

TEST_CASE(
    "a client that sends requests and reads nothing is cut off, and its input waits meanwhile") {
  Limits limits = small_limits();
  limits.requests_a_connection = 1000000;
  Running running(limits);
  Client client(running.port());
  const std::string get = "GET /" + std::string(1900, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string many = [&] {
    std::string text;
    for (int i = 0; i < 30; ++i) text += get;
    return text;
  }();
  const auto begun = std::chrono::steady_clock::now();
  std::size_t sent = 0;
  // Until the client is cut off: the answers, and the system's buffers (up to 64 MB).
  while (sent < 150000000 && client.send(many)) sent += many.size();
  CHECK(sent < 150000000);
  CHECK(std::chrono::steady_clock::now() - begun < 20s);
  CHECK(running.ask(kGet).ends_with("GET /a 0"));
}

TEST_CASE("empty lines do not keep a connection open") {
  Running running;
  Client client(running.port());
  const auto begun = std::chrono::steady_clock::now();
  while (client.send("\r\n") && !client.is_closed_now() &&
         std::chrono::steady_clock::now() - begun < 5s)
    std::this_thread::sleep_for(50ms);
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
}

TEST_CASE("half of a connection") {
  Running running;
  {
    Client client(running.port());
    client.send(kGet + post("/b", "Content-Length: 3\r\n", "abc"));
    client.shut();
    const std::string all = client.all();
    CHECK(all.find("GET /a 0") != std::string::npos);
    CHECK(all.ends_with("POST /b 3"));
  }
  for (const std::string& part :
       {std::string("GET / HT"), post("/b", "Content-Length: 10\r\n", "abc"), std::string()}) {
    const auto begun = std::chrono::steady_clock::now();
    Client client(running.port());
    client.send(part);
    client.shut();
    CHECK(client.all().empty());
    CHECK(std::chrono::steady_clock::now() - begun < 300ms);
  }
  Client client(running.port());
  client.send(post("/b", "Content-Length: 200000\r\n", std::string(100000, 'x')));
  std::this_thread::sleep_for(50ms);
  client.shut();
  CHECK(status_of(client.all()) == 413);  // the handler notices
  CHECK(running.broken_off);
}

TEST_CASE("HTTP/1.0, and the last request of a connection") {
  Limits limits = small_limits();
  limits.requests_a_connection = 3;
  Running running(limits);
  {
    Client client(running.port());
    client.send("GET /a HTTP/1.0\r\n\r\n");
    const std::string answer = client.all();
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(answer.ends_with("GET /a 0"));
  }
  {
    Client client(running.port());
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.answer().find("Connection: keep-alive\r\n") != std::string::npos);
    client.send("POST /a HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nab");
    CHECK(client.all().starts_with("HTTP/1.1 200 "));  // 1.0 knows no 100
  }
  Client client(running.port());
  client.send(kGet + kGet + kGet + kGet);
  const std::string all = client.all();
  CHECK(count(all, "HTTP/1.1 200 OK") == 3);
  CHECK(count(all, "Connection: close") == 1);
  CHECK(running.asked == 6);
}

TEST_CASE("a body that trickles is cut off, however it began") {
  Limits limits = small_limits();
  limits.least_bytes_a_second = 100000;
  Running running(limits);
  Client client(running.port());
  client.send(post("/b", "Content-Length: 10000000\r\n", std::string(70000, 'x')));
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 100 && !running.broken_off; ++i) {
    client.send("x");
    std::this_thread::sleep_for(50ms);
  }
  CHECK(running.broken_off);
  CHECK(std::chrono::steady_clock::now() - begun < 4s);
}

TEST_CASE("a server that reads slowly receives no more than its limit, without an error") {
  Running running;
  Client client(running.port());
  constexpr std::size_t kSize = 64000000;
  client.send(post("/later", "Content-Length: " + std::to_string(kSize) + "\r\n", ""));
  const std::size_t sent = client.send_until_full(kSize);
  CHECK(sent < 32000000);           // what the system's buffers take, and BodyPipe::kRoom
  std::this_thread::sleep_for(1s);  // longer than the grace
  running.may_read = true;
  CHECK(client.send(std::string(kSize - sent, 'x')));
  CHECK(client.answer().ends_with("POST /later " + std::to_string(kSize)));
  CHECK_FALSE(running.broken_off);
}

TEST_CASE("slow readers do not block a worker") {
  const melsift::test::TemporaryFolder folder;
  const std::string bytes(30000000, 'x');
  Limits limits = small_limits();
  limits.workers = 1;
  limits.files = 2;
  limits.grace = 10s;
  Running running(limits);
  running.serve_file(folder.file("file", bytes), bytes.size());
  const std::string get = "GET /file HTTP/1.1\r\nHost: a\r\n\r\n";
  Client slow(running.port());
  slow.send(get);
  slow.receive();
  CHECK(running.ask(kGet).ends_with("GET /a 0"));
  CHECK(running.ask(get).size() > bytes.size());
  const std::string answer = slow.answer();
  CHECK(answer.size() > bytes.size());
  CHECK(answer.ends_with(bytes));
  // Refusals need no worker at all.
  Client busy(running.port());
  busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  while (running.slow == 0) std::this_thread::sleep_for(5ms);
  const auto begun = std::chrono::steady_clock::now();
  CHECK(status_of(running.ask("garbage\r\n\r\n")) == 400);
  CHECK(std::chrono::steady_clock::now() - begun < 300ms);
}

TEST_CASE("a file that has become shorter ends the connection") {
  const melsift::test::TemporaryFolder folder;
  Running running;
  running.serve_file(folder.file("file", std::string(1000, 'x')), 5000);
  const std::string answer = running.ask("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(answer.find("Content-Length: 5000\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\n" + std::string(1000, 'x')));
  const std::string head = "HEAD /file HTTP/1.1\r\nHost: a\r\n\r\n";
  Client client(running.port());
  client.send(head + kGet);
  const std::string all = client.until("GET /a 0");
  CHECK(all.find("Content-Length: 5000\r\n") != std::string::npos);
  CHECK(all.find("xxx") == std::string::npos);
}

TEST_CASE("more connections than the limit") {
  Limits limits = small_limits();
  limits.connections = 100;
  limits.head_time = 10s;
  Running running(limits);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 160; ++i) {
    clients.push_back(std::make_unique<Client>(running.port()));
    clients.back()->send("GET / HT");
  }
  std::size_t refused = 0;
  for (const auto& client : clients)
    if (client->receive(20ms) || client->is_closed_now()) ++refused;
  CHECK(refused == 60);
  clients.clear();
  std::this_thread::sleep_for(200ms);
  CHECK(running.ask(kGet).ends_with("GET /a 0"));
}

TEST_CASE("it stops when uploads and downloads are done") {
  const melsift::test::TemporaryFolder folder;
  const std::string bytes(20000000, 'x');
  Running running;
  running.serve_file(folder.file("file", bytes), bytes.size());
  Client up(running.port()), down(running.port()), half(running.port());
  up.send(post("/b", "Content-Length: 1000000\r\n", std::string(500000, 'x')));
  half.send("GET / HT");
  down.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(down.receive());
  while (running.asked < 2) std::this_thread::sleep_for(5ms);
  running.server().stop();
  std::this_thread::sleep_for(100ms);
  up.send(std::string(500000, 'x'));
  const std::string answer = up.all();
  CHECK(answer.ends_with("POST /b 1000000"));
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  CHECK(down.answer().ends_with(bytes));
  CHECK(half.all().find("200 OK") == std::string::npos);
  CHECK(half.is_closed_now());
}
