// The server over real sockets, with clients that violate the rules: heads that don't end, bodies
// that differ from their announcement, many at once.
#include "web/http_server.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "support/support.h"
#include "web/running_server.h"

using namespace melsift::web;
using namespace melsift::web::test;
using namespace std::chrono_literals;

TEST_CASE("answers, one after another and several at once") {
  Running running;
  Client client(running.port());
  client.send(kGet);
  std::string answer = client.answer();
  CHECK(status_of(answer) == 200);
  CHECK(answer.ends_with("\r\n\r\nGET /a 0"));
  check_guards(answer);
  client.send(kGet + post("/b", "Content-Length: 3\r\n", "abc") + kGet);  // pipelined
  CHECK(client.answer().ends_with("GET /a 0"));
  CHECK(client.answer().ends_with("POST /b 3"));
  CHECK(client.answer().ends_with("GET /a 0"));
  client.send("HEAD /c HTTP/1.1\r\nHost: a\r\n\r\n");
  client.receive();
  client.send("GET /d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  answer = client.all();
  CHECK(answer.find("HEAD /c 0") == std::string::npos);
  CHECK(answer.ends_with("GET /d 0"));
  CHECK(running.ask("GET /%00%2e%2e/ HTTP/1.1\r\nHost: a\r\n\r\n").find("200 OK") !=
        std::string::npos);
}

TEST_CASE("a request comes byte by byte") {
  Limits limits = small_limits();
  limits.head_time = 10s;
  Running running(limits);
  Client client(running.port());
  for (const char c : post("/b", "Content-Length: 3\r\n", "abc")) {
    client.send(std::string_view(&c, 1));
    std::this_thread::sleep_for(1ms);
  }
  CHECK(client.answer().ends_with("POST /b 3"));
}

TEST_CASE("bodies: large ones, chunks, and unexpected ones") {
  Running running;
  const std::string large(1000000, 'x');
  CHECK(running.ask(post("/b", "Content-Length: 1000000\r\n", large)).ends_with("POST /b 1000000"));
  CHECK(
      running.ask(chunked("/b", "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n")).ends_with("POST /b 7"));
  CHECK(running.ask(chunked("/b", "0\r\n\r\n")).ends_with("POST /b 0"));
  CHECK(running.ask(chunked("/b", "F4240\r\n" + large + "\r\n0\r\n\r\n"))
            .ends_with("POST /b 1000000"));
  CHECK(running.ask(post("/b", "Content-Length: 5\r\nExpect: 100-continue\r\n", "abcde"))
            .starts_with("HTTP/1.1 100"));
  // Too many bytes: the answer comes although more would follow.
  CHECK(status_of(running.ask(chunked("/limited", "F4240\r\n" + large + "\r\n0\r\n\r\n"))) == 413);
  CHECK(status_of(running.ask(post("/limited", "Content-Length: 100000000\r\n", large))) == 413);
  CHECK(running.broken_off);
}

TEST_CASE("a body that is announced as too large is not awaited") {
  Limits limits = small_limits();
  limits.most_body_bytes = 1000;
  limits.head_time = 1min;
  Running running(limits);
  for (const char* const expects : {"", "Expect: 100-continue\r\n"}) {
    const std::string lines = std::string("Content-Length: 1001\r\n") + expects;
    CHECK(status_of(running.ask(post("/b", lines, ""))) == 413);
  }
  CHECK(running.ask(post("/b", "Content-Length: 1000\r\n", std::string(1000, 'x')))
            .ends_with("POST /b 1000"));
}

TEST_CASE("an unread body is not a request") {
  Running running;
  Client client(running.port());
  client.send(post("/unread", "Content-Length: 30\r\n", "GET /stolen HTTP/1.1\r\nHost: a\r\n"));
  CHECK(status_of(client.answer()) == 200);
  CHECK(client.is_closed());
}

TEST_CASE("errors are JSON, with the same guards") {
  Running running;
  for (const auto& [text, status] :
       {std::pair{std::string("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n"), 500},
        {std::string("GET /refuse HTTP/1.1\r\nHost: a\r\n\r\n"), 409},
        {std::string("PUT / HTTP/1.1\r\nHost: a\r\n\r\n"), 405},
        {std::string("nonsense\r\n\r\n"), 400},
        {"GET /" + std::string(3000, 'a') + " HTTP/1.1\r\n\r\n", 414},
        {"GET / HTTP/1.1\r\nA: " + std::string(20000, 'a'), 431},
        {chunked("/b", "zz\r\nabc\r\n0\r\n\r\n"), 400}}) {
    const std::string& request = text;
    CAPTURE(request.substr(0, 60));
    const std::string answer = running.ask(request);
    CHECK(status_of(answer) == status);
    check_guards(answer);
    CHECK(answer.find("\r\n\r\n{\"error\":\"") != std::string::npos);
  }
  const std::string refused = running.ask("GET /refuse HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(refused.ends_with("{\"error\":\"no\\n\\\"way\\\"\"}"));
  CHECK(refused.find("X-A: b\r\n") != std::string::npos);
}

TEST_CASE("slow clients are disconnected, and delay nobody") {
  Running running;
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 60; ++i) {
    slow.push_back(std::make_unique<Client>(running.port()));
    slow.back()->send(i % 3 == 0 ? "GET / HT"
                      : i % 3 == 1
                          ? post("/b", "Content-Length: 1000000\r\n", "x")
                          : post("/b", "Content-Length: 9\r\nExpect: 100-continue\r\n", ""));
  }
  const auto begun = std::chrono::steady_clock::now();
  CHECK(running.ask(kGet).ends_with("GET /a 0"));
  CHECK(std::chrono::steady_clock::now() - begun < 300ms);
  CHECK(status_of(slow[0]->all()) == 408);
  CHECK(status_of(slow[1]->all()) == 408);
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
  // A client that begins a large body and stops is cut off by its worker.
  Client stalled(running.port());
  stalled.send(post("/b", "Content-Length: 1000000\r\n", std::string(70000, 'x')));
  CHECK(status_of(stalled.all()) == 413);
  CHECK(running.broken_off);
  Client idle(running.port());
  CHECK(idle.is_closed());
}

TEST_CASE("connections and large bodies are limited") {
  Limits limits = small_limits();
  limits.connections = 5;
  limits.head_time = 5s;
  limits.grace = 5s;
  Running running(limits);
  std::vector<std::unique_ptr<Client>> others;
  for (int i = 0; i < 2; ++i) {
    others.push_back(std::make_unique<Client>(running.port()));
    others.back()->send(post("/b", "Content-Length: 1000000\r\n", std::string(70000, 'x')));
  }
  std::this_thread::sleep_for(100ms);
  std::string answer =
      running.ask(post("/b", "Content-Length: 70000\r\n", std::string(70000, 'x')));
  CHECK(status_of(answer) == 503);
  CHECK(answer.find("Retry-After: 1\r\n") != std::string::npos);
  CHECK(running.ask(kGet).ends_with("GET /a 0"));
  std::this_thread::sleep_for(100ms);  // until that one is no longer there
  for (int i = 0; i < 3; ++i) {
    others.push_back(std::make_unique<Client>(running.port()));
    others.back()->send("GET / ");
  }
  std::this_thread::sleep_for(100ms);
  Client beyond(running.port());
  answer = beyond.all();
  CHECK(status_of(answer) == 503);
  CHECK(answer.find("Retry-After: 1\r\n") != std::string::npos);
  check_guards(answer);
  others.clear();
  std::this_thread::sleep_for(400ms);
  CHECK(running.ask(kGet).ends_with("GET /a 0"));
}

TEST_CASE("a waiting connection is closed for a new one") {
  Limits limits = small_limits();
  limits.connections = 1;
  limits.idle_time = 10s;
  Running running(limits);
  Client first(running.port());
  first.send(kGet);
  CHECK(first.answer().ends_with("GET /a 0"));
  std::this_thread::sleep_for(50ms);
  CHECK(running.ask(kGet).ends_with("GET /a 0"));
  CHECK(first.is_closed());
}

TEST_CASE("files are sent, and clients that do not read are disconnected") {
  const melsift::test::TemporaryFolder folder;
  std::string bytes;
  for (int i = 0; i < 300000; ++i) bytes += std::to_string(i);
  while (bytes.size() < 40000000) bytes += bytes;
  const std::string path = folder.file("file", bytes);
  Limits limits = small_limits();
  limits.grace = 1s;
  Running running(limits);
  running.serve_file(path, bytes.size());
  const std::string get = "GET /file HTTP/1.1\r\nHost: a\r\n\r\n";
  CHECK(running.ask(get).ends_with(bytes));
  Client lazy(running.port());
  lazy.send(get);
  std::this_thread::sleep_for(100ms);
  CHECK(status_of(running.ask(get)) == 503);  // one at a time
  std::this_thread::sleep_for(2s);
  CHECK(running.ask(get).ends_with(bytes));
}

TEST_CASE("a client that goes away is noticed") {
  Running running;
  {
    Client client(running.port());
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    while (running.slow == 0) std::this_thread::sleep_for(5ms);
  }
  for (int i = 0; i < 100 && !running.gone; ++i) std::this_thread::sleep_for(20ms);
  CHECK(running.gone);
}

TEST_CASE("events go to all listeners") {
  Running running;
  Client one(running.port()), two(running.port());
  for (Client* client : {&one, &two}) client->send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  for (int i = 0; i < 100 && running.events().listeners() < 2; ++i)
    std::this_thread::sleep_for(10ms);
  CHECK(running.events().listeners() == 2);
  CHECK_FALSE(running.events().has_room());
  running.events().publish("scan", "{\"done\":1}");
  for (Client* client : {&one, &two}) {
    const std::string text = client->until("}\n\n");
    CHECK(text.find("event: scan\ndata: {\"done\":1}\n\n") != std::string::npos);
    check_guards(text);
  }
}

TEST_CASE("it stops after finishing its requests") {
  auto running = std::make_unique<Running>();
  Client idle(running->port()), client(running->port());
  client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  while (running->slow == 0) std::this_thread::sleep_for(5ms);
  running->server().stop();
  CHECK(client.all().ends_with("GET /slow 0"));
  CHECK(idle.is_closed());
  running.reset();
}
