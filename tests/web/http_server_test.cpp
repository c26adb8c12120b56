// The server over real sockets, with clients that keep to no rule: heads that don't end, bodies
// that are not what was promised, many at once.
#include "web/http_server.h"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/support.h"

using namespace melsift::web;
using namespace std::chrono_literals;

namespace {

class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // One more block; false at the end, or where nothing comes for that long.
  bool receive(std::chrono::milliseconds patience = 5s) {
    pollfd polled{socket_, POLLIN, 0};
    if (::poll(&polled, 1, static_cast<int>(patience.count())) <= 0) return false;
    char block[65536];
    const ssize_t got = ::recv(socket_, block, sizeof block, 0);
    if (got <= 0) return false;
    text_.append(block, static_cast<std::size_t>(got));
    return true;
  }
  // All until the server closes.
  std::string all() {
    while (receive()) {
    }
    return text_;
  }
  // An answer with a Content-Length, whole.
  std::string answer() {
    for (;;) {
      const std::size_t head = text_.find("\r\n\r\n");
      const std::size_t field = text_.find("Content-Length: ");
      if (head != std::string::npos && field < head) {
        const std::size_t end = head + 4 + std::stoul(text_.substr(field + 16, 20));
        text_.reserve(end);  // to copy a long one only once
        if (text_.size() >= end) {
          const std::string one = text_.substr(0, end);
          text_.erase(0, end);
          return one;
        }
      }
      if (!receive()) return text_;
    }
  }
  // All up to the first that ends so.
  std::string until(std::string_view end) {
    while (text_.find(end) == std::string::npos && receive()) {
    }
    return text_;
  }
  bool is_closed() {
    pollfd polled{socket_, POLLIN, 0};
    char byte = 0;
    return ::poll(&polled, 1, 5000) > 0 && ::recv(socket_, &byte, 1, 0) <= 0;
  }
  void shut() { ::shutdown(socket_, SHUT_WR); }

 private:
  int socket_;
  std::string text_;
};

int status_of(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

Limits small_limits() {
  Limits limits;
  limits.workers = 4;
  limits.large_bodies = 2;
  limits.files = 1;
  limits.head_time = 400ms;
  limits.idle_time = 800ms;
  limits.grace = 400ms;
  limits.listeners = 2;
  return limits;
}

// Answers "METHOD PATH BODY-SIZE"; /slow waits, /file is a file, /events, /unread leaves the body.
class Running {
 public:
  explicit Running(const Limits& limits = small_limits())
      : events_(limits.listeners, 100ms),
        server_("127.0.0.1", 0, limits, events_,
                [this](Request& request) { return answer(request); }),
        thread_([this] { server_.run(); }) {}
  ~Running() { server_.stop(); }

  int port() const { return server_.port(); }
  Events& events() { return events_; }
  HttpServer& server() { return server_; }
  std::string ask(const std::string& request) {
    Client client(port());
    client.send(request);
    return client.answer();
  }
  std::atomic<int> slow{0};
  std::atomic<bool> broken_off{false}, gone{false};
  std::shared_ptr<const int> file;
  std::uint64_t file_size = 0;

 private:
  Answer answer(Request& request) {
    Answer answer;
    answer.type = "text/plain";
    if (request.path == "/throw") throw std::runtime_error("oops");
    if (request.path == "/refuse") throw Refusal{409, "no\n\"way\"", {{"X-A", "b"}}};
    if (request.path == "/unread") return answer;
    if (request.path == "/events") answer.subscribes_events = true;
    if (request.path == "/file") answer.file = FilePart{file, 0, file_size};
    if (request.path == "/slow") {
      ++slow;
      for (int i = 0; i < 30 && !gone; ++i) {
        std::this_thread::sleep_for(20ms);
        gone = request.client_is_gone();
      }
    }
    std::size_t size = 0;
    const bool whole = request.read_body([&](std::string_view piece) {
      size += piece.size();
      return request.path != "/limited" || size <= 100000;
    });
    if (!whole) broken_off = true;
    answer.status = whole ? 200 : 413;
    answer.body = request.method + " " + request.path + " " + std::to_string(size);
    return answer;
  }

  Events events_;
  HttpServer server_;
  std::jthread thread_;
};

const std::string kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
std::string post(const std::string& path, const std::string& lines, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n" + body;
}
std::string chunked(const std::string& path, const std::string& chunks) {
  return post(path, "Transfer-Encoding: chunked\r\n", chunks);
}

void check_guards(const std::string& answer) {
  CAPTURE(answer.substr(0, 600));
  for (const Header& header : security_headers()) {
    const std::string line = "\r\n" + header.name + ": " + header.value + "\r\n";
    const std::size_t at = answer.find(line);
    CHECK(at != std::string::npos);
    CHECK(answer.find("\r\n" + header.name + ":", at + 1) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("answers, one after the other and several at once") {
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

TEST_CASE("bodies: large ones, chunks, and those that were not meant") {
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
  // Too many: the answer comes although more would.
  CHECK(status_of(running.ask(chunked("/limited", "F4240\r\n" + large + "\r\n0\r\n\r\n"))) == 413);
  CHECK(status_of(running.ask(post("/limited", "Content-Length: 100000000\r\n", large))) == 413);
  CHECK(running.broken_off);
}

TEST_CASE("a body that says that it is too large is not waited for") {
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

TEST_CASE("a body that nobody has read is no request") {
  Running running;
  Client client(running.port());
  client.send(post("/unread", "Content-Length: 30\r\n", "GET /stolen HTTP/1.1\r\nHost: a\r\n"));
  CHECK(status_of(client.answer()) == 200);
  CHECK(client.is_closed());
}

TEST_CASE("errors are JSON, with the same guards") {
  Running running;
  for (const auto& [request, status] :
       {std::pair{std::string("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n"), 500},
        {std::string("GET /refuse HTTP/1.1\r\nHost: a\r\n\r\n"), 409},
        {std::string("PUT / HTTP/1.1\r\nHost: a\r\n\r\n"), 405},
        {std::string("nonsense\r\n\r\n"), 400},
        {"GET /" + std::string(3000, 'a') + " HTTP/1.1\r\n\r\n", 414},
        {"GET / HTTP/1.1\r\nA: " + std::string(20000, 'a'), 431},
        {chunked("/b", "zz\r\nabc\r\n0\r\n\r\n"), 413}}) {
    CAPTURE(request.substr(0, 60));
    const std::string answer = running.ask(request);
    CHECK(status_of(answer) == status);
    check_guards(answer);
    if (status != 413) CHECK(answer.find("\r\n\r\n{\"error\":\"") != std::string::npos);
  }
  const std::string refused = running.ask("GET /refuse HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(refused.ends_with("{\"error\":\"no\\n\\\"way\\\"\"}"));
  CHECK(refused.find("X-A: b\r\n") != std::string::npos);
}

TEST_CASE("who is slow gives way, and holds nobody up") {
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
  // One who has begun a large body and stops is cut off by its worker.
  Client stalled(running.port());
  stalled.send(post("/b", "Content-Length: 1000000\r\n", std::string(70000, 'x')));
  CHECK(status_of(stalled.all()) == 413);
  CHECK(running.broken_off);
  Client idle(running.port());
  CHECK(idle.is_closed());
}

TEST_CASE("no more than so many connections and large bodies") {
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

TEST_CASE("a connection that waits gives way to a new one") {
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

TEST_CASE("files are sent, and those who don't read are left") {
  const melsift::test::TemporaryFolder folder;
  std::string bytes;
  for (int i = 0; i < 300000; ++i) bytes += std::to_string(i);
  while (bytes.size() < 40000000) bytes += bytes;
  const std::string path = folder.file("file", bytes);
  Limits limits = small_limits();
  limits.grace = 1s;
  Running running(limits);
  running.file =
      std::shared_ptr<const int>(new int(::open(path.c_str(), O_RDONLY)), [](const int* file) {
        ::close(*file);
        delete file;
      });
  running.file_size = bytes.size();
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

TEST_CASE("events go to all who listen") {
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

TEST_CASE("it stops when what it has begun is done") {
  auto running = std::make_unique<Running>();
  Client idle(running->port()), client(running->port());
  client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  while (running->slow == 0) std::this_thread::sleep_for(5ms);
  running->server().stop();
  CHECK(client.all().ends_with("GET /slow 0"));
  CHECK(idle.is_closed());
  running.reset();
}
