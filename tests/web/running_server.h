// A server for tests, and clients of it that may break every rule of HTTP.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/http_server.h"

namespace melsift::web::test {

using namespace std::chrono_literals;

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
  // Receives another block; false at the end, or if nothing arrives within the time limit.
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
  // Everything up to the first occurrence of this end.
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
  bool is_closed_now() {
    char byte = 0;
    return ::recv(socket_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
  }
  void shut() { ::shutdown(socket_, SHUT_WR); }
  // Sends up to `size` bytes, until the system has taken none for 300 ms.
  std::size_t send_until_full(std::size_t size) {
    const std::string block(65536, 'x');
    std::size_t sent = 0;
    pollfd polled{socket_, POLLOUT, 0};
    while (sent<size&& ::poll(&polled, 1, 300)> 0) {
      const ssize_t count = ::send(socket_, block.data(), std::min(block.size(), size - sent),
                                   MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count <= 0) break;
      sent += static_cast<std::size_t>(count);
    }
    return sent;
  }

 private:
  int socket_;
  std::string text_;
};

inline int status_of(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

inline Limits small_limits() {
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

// Answers "METHOD PATH BODY-SIZE".  /slow takes 0.6 s; /later waits for may_read before it reads
// the body, and /unread does not read it; /limited reads 100000 bytes; /file is a file; /events;
// /throw and /refuse fail.
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
  // The answer of /file.
  void serve_file(const std::string& path, std::uint64_t size) {
    file_ = std::shared_ptr<const int>(new int(::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
                                       [](const int* file) {
                                         ::close(*file);
                                         delete file;
                                       });
    file_size_ = size;
  }
  std::atomic<int> slow{0}, asked{0};
  std::atomic<bool> broken_off{false}, gone{false}, may_read{false};

 private:
  Answer answer(Request& request) {
    ++asked;
    Answer answer;
    answer.type = "text/plain";
    if (request.path == "/throw") throw std::runtime_error("oops");
    if (request.path == "/refuse") throw Refusal{409, "no\n\"way\"", {{"X-A", "b"}}};
    if (request.path == "/unread") return answer;
    if (request.path == "/events") answer.subscribes_events = true;
    if (request.path == "/file") answer.file = FilePart{file_, 0, file_size_};
    if (request.path == "/slow") {
      ++slow;
      for (int i = 0; i < 30 && !gone; ++i) {
        std::this_thread::sleep_for(20ms);
        gone = request.client_left();
      }
    }
    while (request.path == "/later" && !may_read) std::this_thread::sleep_for(5ms);
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

  std::shared_ptr<const int> file_;
  std::uint64_t file_size_ = 0;
  Events events_;
  HttpServer server_;
  std::jthread thread_;
};

inline const std::string kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
inline std::string post(const std::string& path, const std::string& lines,
                        const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n" + body;
}
inline std::string chunked(const std::string& path, const std::string& chunks) {
  return post(path, "Transfer-Encoding: chunked\r\n", chunks);
}

inline void check_guards(const std::string& answer) {
  CAPTURE(answer.substr(0, 600));
  for (const Header& header : security_headers()) {
    const std::string line = "\r\n" + header.name + ": " + header.value + "\r\n";
    const std::size_t at = answer.find(line);
    CHECK(at != std::string::npos);
    CHECK(answer.find("\r\n" + header.name + ":", at + 1) == std::string::npos);
  }
}

}  // namespace melsift::web::test
