#include "web/http_server.h"

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "web/connection.h"
#include "web/event_loop.h"

namespace melsift::web {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kTick = 250ms;  // how late the server may notice that a deadline has passed

// Converts the handler's result or exception to an answer.
Answer answer_to(Request& request, const HttpServer::Handler& handler) {
  try {
    return handler(request);
  } catch (const Refusal& refusal) {
    return answer_of(refusal);
  } catch (const std::bad_alloc&) {
    return answer_of(busy("out of memory"));
  } catch (const std::exception& error) {
    return answer_of({500, error.what(), {}});
  }
}

}  // namespace

// On the loop's thread, except for stop().
class HttpServer::Parts {
 public:
  Parts(const std::string& host, int port, const Limits& limits, Events& events, Handler handler)
      : service_(
            limits, events,
            [handler = std::move(handler)](Request& request) {
              return answer_to(request, handler);
            },
            [this] { end_if_done(); }),
        listener_(service_.loop, host, port),
        port_(listener_.port()) {}

  int port() const { return port_; }

  void run() {
    service_.loop.on_wake([this] { begin_stop(); });
    service_.loop.every(kTick, [this] { tick(); });
    accept();
    service_.loop.run();
    for (const auto& connection : connections()) connection->close();
  }

  void stop() {
    service_.stopping = true;
    service_.loop.wake();
  }

 private:
  std::vector<std::shared_ptr<Connection>> connections() const {  // they may close meanwhile
    return {service_.connections.begin(), service_.connections.end()};
  }

  void accept() {
    is_accepting_ = true;
    listener_.accept([this](std::optional<Socket> socket) {
      is_accepting_ = false;
      if (service_.stopping || !socket) return;  // tick() tries again
      serve_client(std::move(*socket));
      accept();
    });
  }

  void serve_client(Socket socket) {
    const std::size_t most = service_.limits.connections;
    if (service_.connections.size() >= most) make_room();
    if (service_.connections.size() >= most) return refuse_client(std::move(socket));
    const auto connection = std::make_shared<Connection>(service_, std::move(socket));
    service_.connections.insert(connection);
    connection->begin();
  }

  // Closes a connection that waits for its next request, or for its client to notice the end.
  void make_room() {
    std::shared_ptr<Connection> oldest;
    for (const auto& connection : service_.connections)
      if (connection->can_be_closed() && (!oldest || connection->deadline() < oldest->deadline()))
        oldest = connection;
    if (oldest) oldest->close();
  }

  // Sends as much of the answer as the system takes at once.
  static void refuse_client(Socket socket) {
    Answer answer = answer_of(busy("too many connections"));
    answer.headers.push_back({"Connection", "close"});
    socket.send_now(head_text(answer) + answer.body);
    socket.end_sending();
  }

  void tick() {
    const auto now = Clock::now();
    for (const auto& connection : connections()) connection->check_time(now);
    if (!is_accepting_ && !service_.stopping) accept();
  }

  void begin_stop() {
    listener_.close();
    for (const auto& connection : connections())
      if (connection->is_idle()) connection->close();
    end_if_done();
  }

  void end_if_done() {
    const auto is_answering = [](const auto& connection) { return connection->is_answering(); };
    if (service_.stopping && std::ranges::none_of(service_.connections, is_answering))
      service_.loop.end();
  }

  Service service_;
  Listener listener_;
  int port_;
  bool is_accepting_ = false;
};

HttpServer::HttpServer(const std::string& host, int port, const Limits& limits, Events& events,
                       Handler handler)
    : parts_(std::make_unique<Parts>(host, port, limits, events, std::move(handler))) {}
HttpServer::~HttpServer() = default;

int HttpServer::port() const {
  return parts_->port();
}
void HttpServer::run() {
  parts_->run();
}
void HttpServer::stop() {
  parts_->stop();
}

}  // namespace melsift::web
