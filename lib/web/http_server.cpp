#include "web/http_server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "web/gate.h"

namespace melsift::web {
namespace {

using Clock = std::chrono::steady_clock;

// Whether enough bytes have come or gone since `begun`, the grace left aside.
bool is_too_slow(const Limits& limits, Clock::time_point begun, std::uint64_t bytes) {
  const auto over =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun) - limits.grace;
  return over.count() > 0 &&
         bytes * 1000 < static_cast<std::uint64_t>(over.count()) * limits.least_bytes_a_second;
}

// A request's bytes, and those of its answer.  The head is what head_text() makes of it.
class Conversation : public httplib::Stream {
 public:
  Conversation(Connection& connection, const Limits& limits)
      : connection_(connection), limits_(limits), head_(head_text(connection.head)) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }

  ssize_t read(char* to, std::size_t size) override {
    if (head_used_ < head_.size()) {
      const std::size_t count = std::min(size, head_.size() - head_used_);
      std::memcpy(to, head_.data() + head_used_, count);
      head_used_ += count;
      return static_cast<ssize_t>(count);
    }
    if (used_ == connection_.received.size() && !receive()) return -1;
    const std::size_t count = std::min(size, connection_.received.size() - used_);
    std::memcpy(to, connection_.received.data() + used_, count);
    used_ += count;
    body_read_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* from, std::size_t size) override {
    if (sent_ == 0) answer_begun_ = Clock::now();
    for (std::size_t done = 0; done < size;) {
      const ssize_t sent = ::send(connection_.socket, from + done, size - done, MSG_NOSIGNAL);
      if (sent > 0) {
        done += static_cast<std::size_t>(sent);
        sent_ += static_cast<std::uint64_t>(sent);
        continue;
      }
      if (errno == EINTR) continue;
      if (errno != EAGAIN || is_too_slow(limits_, answer_begun_, sent_) || !wait(POLLOUT)) {
        broken_ = true;
        return -1;
      }
    }
    return static_cast<ssize_t>(size);
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
  void get_local_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
  socket_t socket() const override { return connection_.socket; }

  Connection& connection() { return connection_; }
  std::uint64_t body_read() const { return body_read_; }
  bool broken() const { return broken_; }
  bool client_is_gone() const {
    pollfd polled{connection_.socket, POLLRDHUP, 0};
    return ::poll(&polled, 1, 0) > 0 && (polled.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
  }
  // Before the body is read for the first time.
  void begin_body() { body_begun_ = Clock::now(); }
  // What was read leaves the connection.
  void end() { connection_.received.erase(0, used_); }

  bool body_complete = false;
  bool subscribes_events = false;

 private:
  bool wait(short what) const {
    pollfd polled{connection_.socket, what, 0};
    for (;;) {
      const int ready = ::poll(&polled, 1, static_cast<int>(limits_.grace.count()));
      if (ready < 0 && errno == EINTR) continue;
      return ready > 0;
    }
  }

  // Some more of the body.
  bool receive() {
    std::array<char, 65536> block;
    for (;;) {
      if (is_too_slow(limits_, body_begun_, body_read_)) break;
      const ssize_t got = ::recv(connection_.socket, block.data(), block.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN && wait(POLLIN)) continue;
      if (got <= 0) break;
      connection_.received.assign(block.data(), static_cast<std::size_t>(got));
      used_ = 0;
      return true;
    }
    broken_ = true;
    return false;
  }

  Connection& connection_;
  const Limits& limits_;
  std::string head_;
  std::size_t head_used_ = 0;
  std::size_t used_ = 0;  // of connection_.received
  std::uint64_t body_read_ = 0, sent_ = 0;
  Clock::time_point body_begun_ = Clock::now(), answer_begun_ = Clock::now();
  bool broken_ = false;
};

// The one that this thread is in: httplib's handlers are not told.
thread_local Conversation* current = nullptr;

// Slots that are limited in number.
class Slots {
 public:
  explicit Slots(std::size_t count) : free_(static_cast<long>(count)) {}
  bool take() {
    if (free_.fetch_sub(1) > 0) return true;
    ++free_;
    return false;
  }
  void give_back() { ++free_; }

 private:
  std::atomic<long> free_;
};

struct Taken {
  Slots& slots;
  ~Taken() { slots.give_back(); }
};

httplib::Headers default_headers() {
  httplib::Headers headers;
  for (const Header& header : security_headers()) headers.emplace(header.name, header.value);
  return headers;
}

}  // namespace

class HttpServer::Worker : public httplib::Server {
 public:
  Worker(const std::string& host, int port, const Limits& limits, Events& events,
         HttpServer::Handler handler)
      : limits_(limits),
        events_(events),
        handler_(std::move(handler)),
        large_bodies_(limits.large_bodies),
        files_(limits.files),
        gate_(host, port, limits, [this](Connection& connection) { return serve(connection); }) {
    svr_sock_ = 0;  // answers are broken off where there is none
    set_default_headers(default_headers());
    set_keep_alive_timeout(
        std::chrono::duration_cast<std::chrono::seconds>(limits.idle_time).count());
    set_keep_alive_max_count(limits.requests_a_connection);
    const auto plain = [this](const httplib::Request& from, httplib::Response& to) {
      answer(from, to, nullptr);
    };
    Get(".*", plain);
    Post(".*", [this](const httplib::Request& from, httplib::Response& to,
                      const httplib::ContentReader& reader) { answer(from, to, &reader); });
    set_error_handler([](const httplib::Request&, httplib::Response& to) {
      if (to.body.empty() && !to.content_provider_)
        to.set_content(error_text(reason_of(to.status)), "application/json");
    });
  }

  Gate& gate() { return gate_; }

 private:
  bool serve(Connection& connection) {
    Conversation conversation(connection, limits_);
    current = &conversation;
    bool closed = false;
    const bool last =
        gate_.is_stopping() || connection.answered + 1 >= limits_.requests_a_connection;
    const bool answered = process_request(conversation, last, closed, {});
    current = nullptr;
    conversation.end();
    if (conversation.subscribes_events && answered) {
      events_.adopt(std::exchange(connection.socket, -1));
      return false;
    }
    const auto& promised = connection.head.body_bytes;
    const bool body_used =
        promised ? conversation.body_read() >= *promised : conversation.body_complete;
    return answered && !closed && !last && body_used && !conversation.broken();
  }

  void answer(const httplib::Request& from, httplib::Response& to,
              const httplib::ContentReader* reader) {
    Conversation& conversation = *current;
    const RequestHead& head = conversation.connection().head;
    Request request;
    request.method = from.method;
    request.path = from.path;
    request.parameters.insert(from.params.begin(), from.params.end());
    request.headers = head.headers;
    request.body_bytes = head.body_bytes;
    request.client_is_gone = [&conversation] { return conversation.client_is_gone(); };
    request.read_body = [&](const std::function<bool(std::string_view)>& use) {
      if (reader == nullptr) return true;
      conversation.begin_body();
      const bool whole = (*reader)(
          [&](const char* data, std::size_t size) { return use(std::string_view(data, size)); });
      conversation.body_complete = whole;
      return whole;
    };
    write(answer_to(request), to);
  }

  Answer answer_to(Request& request) {
    try {
      if (!request.body_bytes || *request.body_bytes > kSmallBody) {
        if (!large_bodies_.take()) throw busy("too many uploads at once");
        const Taken taken{large_bodies_};
        return handler_(request);
      }
      return handler_(request);
    } catch (const Refusal& refusal) {
      return answer_of(refusal);
    } catch (const std::bad_alloc&) {
      return answer_of(busy("out of memory"));
    } catch (const std::exception& error) {
      return answer_of({500, error.what(), {}});
    }
  }

  void write(Answer&& answer, httplib::Response& to) {
    if (answer.file && !files_.take()) answer = answer_of(busy("too many files are sent at once"));
    to.status = answer.status;
    for (const Header& header : answer.headers) to.set_header(header.name, header.value);
    if (!find_header(answer.headers, "Cache-Control")) to.set_header("Cache-Control", "no-store");
    if (answer.subscribes_events) {
      current->subscribes_events = true;
      to.set_content_provider(answer.type, [](std::size_t, httplib::DataSink& sink) {
        constexpr std::string_view kWelcome = "retry: 2000\n\n";
        sink.write(kWelcome.data(), kWelcome.size());
        sink.done();
        return true;
      });
    } else if (answer.file) {
      send_file(*answer.file, answer.type, to);
    } else if (answer.status != 304) {
      to.set_content(std::move(answer.body), answer.type);
    }
  }

  void send_file(const FilePart& part, const std::string& type, httplib::Response& to) {
    to.set_content_provider(
        part.size, type,
        [part](std::size_t offset, std::size_t size, httplib::DataSink& sink) {
          std::array<char, 65536> block;
          const ssize_t got = ::pread(*part.descriptor, block.data(), std::min(size, block.size()),
                                      static_cast<off_t>(part.offset + offset));
          return got > 0 && sink.write(block.data(), static_cast<std::size_t>(got));
        },
        [this](bool) { files_.give_back(); });
  }

  const Limits limits_;
  Events& events_;
  const HttpServer::Handler handler_;
  Slots large_bodies_, files_;
  Gate gate_;
};

HttpServer::HttpServer(const std::string& host, int port, const Limits& limits, Events& events,
                       Handler handler)
    : worker_(std::make_unique<Worker>(host, port, limits, events, std::move(handler))) {}
HttpServer::~HttpServer() = default;

int HttpServer::port() const {
  return worker_->gate().port();
}
void HttpServer::run() {
  worker_->gate().run();
}
void HttpServer::stop() {
  worker_->gate().stop();
}

}  // namespace melsift::web
