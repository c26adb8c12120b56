#include "web/gate.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

namespace melsift::web {
namespace {

using namespace std::chrono_literals;

constexpr int kBacklog = 512;
constexpr auto kTick = 250ms;  // how late a deadline may be noticed
// So long a client may take to notice that it has been answered before it has said all.
constexpr auto kClosingTime = 10s;

int listen_at(const std::string& host, int port) {
  const std::string name = host + ":" + std::to_string(port);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
      code != 0)
    throw Error(ErrorKind::invalid_argument, name, ::gai_strerror(code));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
  int error_number = 0;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    const int socket = ::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      error_number = errno;
      continue;
    }
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket, address->ai_addr, address->ai_addrlen) == 0 &&
        ::listen(socket, kBacklog) == 0)
      return socket;
    error_number = errno;
    ::close(socket);
  }
  throw system_error(name, "can't listen", error_number);
}

int port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

void watch(int epoll, int socket) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP;
  event.data.fd = socket;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) != 0)
    throw system_error("epoll", "can't watch a connection", errno);
}

// Whether so much of the body is there that a worker has something to do: all of a small one, and
// of a large one enough to tell that its client means it.
bool has_begun_body(const RequestHead& head, std::string_view body) {
  if (body.size() >= kSmallBody) return true;
  if (head.body_bytes) return body.size() >= *head.body_bytes;
  return body.starts_with("0\r\n") || body.find("\r\n0\r\n") != std::string_view::npos;
}

}  // namespace

Connection::~Connection() {
  if (socket >= 0) ::close(socket);
}

Gate::Gate(const std::string& host, int port, const Limits& limits, Work work)
    : limits_(limits), work_(std::move(work)), listening_(listen_at(host, port)) {
  port_ = port_of(listening_);
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (epoll_ < 0 || wake_ < 0) throw system_error("epoll", "can't be had", errno);
  watch(epoll_, listening_);
  watch(epoll_, wake_);
}

Gate::~Gate() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  work_ready_.notify_all();
  workers_.clear();
  for (const int descriptor : {listening_, epoll_, wake_})
    if (descriptor >= 0) ::close(descriptor);
}

void Gate::stop() {
  stopping_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
}

void Gate::run() {
  for (std::size_t i = workers_.size(); i < limits_.workers; ++i)
    workers_.emplace_back([this] { serve(); });
  std::array<epoll_event, 64> events{};
  bool listens = true;
  for (;;) {
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                   static_cast<int>(kTick.count()));
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      if (socket == wake_) {
        std::uint64_t ignored = 0;
        while (::read(wake_, &ignored, sizeof ignored) > 0) {
        }
      } else if (socket == listening_) {
        if (listens) accept_all();
      } else if (const auto parked = parked_.find(socket); parked != parked_.end()) {
        receive(parked);
      }
    }
    take_back();
    close_overdue();
    if (!stopping_) continue;
    if (listens) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, listening_, nullptr);
    if (listens) ::shutdown(listening_, SHUT_RDWR);  // nobody is to wait in its queue
    listens = false;
    close_idle();
    const std::lock_guard lock(mutex_);
    if (with_workers_ == 0 && returned_.empty()) break;
  }
  parked_.clear();
}

std::size_t Gate::open_connections() {
  const std::lock_guard lock(mutex_);
  return parked_.size() + with_workers_ + returned_.size();
}

void Gate::accept_all() {
  for (int i = 0; i < kBacklog; ++i) {
    const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
    if (socket < 0) {
      if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(10ms);
      return;
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto connection = std::make_unique<Connection>(socket);
    connection->deadline = Connection::Clock::now() + limits_.idle_time;
    if (open_connections() >= limits_.connections) {
      take_back();
      make_room();
    }
    if (open_connections() >= limits_.connections) {
      refuse(*connection, busy("too many connections"));
      continue;
    }
    park(std::move(connection));
  }
}

// One that waits for its next request, or for its client to notice the end, gives way.
void Gate::make_room() {
  auto oldest = parked_.end();
  for (auto it = parked_.begin(); it != parked_.end(); ++it) {
    const Connection& connection = *it->second;
    const bool idle =
        connection.is_closing || (connection.answered > 0 && connection.received.empty());
    if (idle && (oldest == parked_.end() || connection.deadline < oldest->second->deadline))
      oldest = it;
  }
  if (oldest != parked_.end()) unpark(oldest);
}

void Gate::park(std::unique_ptr<Connection> connection) {
  const int socket = connection->socket;
  watch(epoll_, socket);
  parked_[socket] = std::move(connection);
}

std::unique_ptr<Connection> Gate::unpark(Parked::iterator parked) {
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, parked->first, nullptr);
  auto connection = std::move(parked->second);
  parked_.erase(parked);
  return connection;
}

// What workers have done with.
void Gate::take_back() {
  std::vector<std::unique_ptr<Connection>> returned;
  {
    const std::lock_guard lock(mutex_);
    returned.swap(returned_);
  }
  for (auto& connection : returned) {
    const int socket = connection->socket;
    if (socket < 0) continue;
    if (connection->is_closing) {
      ::shutdown(socket, SHUT_WR);
      connection->received.clear();
      connection->deadline = Connection::Clock::now() + kClosingTime;
    } else {
      connection->deadline = Connection::Clock::now() +
                             (connection->received.empty() ? limits_.idle_time : limits_.head_time);
    }
    park(std::move(connection));
    const auto parked = parked_.find(socket);
    if (!parked->second->is_closing) look(parked);
  }
}

void Gate::receive(Parked::iterator parked) {
  Connection& connection = *parked->second;
  std::array<char, 65536> block;
  const ssize_t got = ::recv(connection.socket, block.data(), block.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    unpark(parked);
    return;
  }
  if (connection.is_closing) return;
  if (connection.received.empty())
    connection.deadline = Connection::Clock::now() + limits_.head_time;
  connection.received.append(block.data(), static_cast<std::size_t>(got));
  look(parked);
}

void Gate::look(Parked::iterator parked) {
  Connection& connection = *parked->second;
  // Lines that are empty may stand before a request (RFC 9112, 2.2).
  while (connection.received.starts_with("\r\n")) connection.received.erase(0, 2);
  const auto size = head_size(connection.received);
  try {
    if (!size) {
      if (connection.received.size() > kLongestHead) throw Refusal{431, "the head is too long", {}};
      return;
    }
    RequestHead head = parse_head(std::string_view(connection.received).substr(0, *size));
    if (head.body_bytes && *head.body_bytes > limits_.most_body_bytes)  // not waited for
      throw Refusal{
          413, "the body is larger than " + std::to_string(limits_.most_body_bytes) + " bytes", {}};
    if (head.expects_continue && !connection.is_invited) invite_body(connection);
    if (!has_begun_body(head, std::string_view(connection.received).substr(*size))) return;
    connection.head = std::move(head);
    connection.is_invited = false;
    connection.received.erase(0, *size);
  } catch (const Refusal& refusal) {
    refuse(connection, refusal);
    connection.deadline = Connection::Clock::now() + kClosingTime;
    return;
  }
  auto ready = unpark(parked);
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(ready));
    ++with_workers_;
  }
  work_ready_.notify_one();
}

// Here rather than by a worker: a client that is asked to go on may do so slowly.
void Gate::invite_body(Connection& connection) {
  constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
  [[maybe_unused]] const ssize_t sent =
      ::send(connection.socket, kGoOn.data(), kGoOn.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  connection.is_invited = true;
}

// Says so, as far as it can be said at once, and lets the connection end.
void Gate::refuse(Connection& connection, const Refusal& refusal) {
  const std::string body = error_text(refusal.words);
  std::string text = "HTTP/1.1 " + std::to_string(refusal.status) + " ";
  text.append(reason_of(refusal.status)).append("\r\nConnection: close\r\n");
  for (const auto* headers : {&security_headers(), &refusal.headers})
    for (const Header& header : *headers) text += header.name + ": " + header.value + "\r\n";
  text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n\r\n" + body;
  [[maybe_unused]] const ssize_t sent =
      ::send(connection.socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::shutdown(connection.socket, SHUT_WR);
  connection.is_closing = true;
  connection.received.clear();
}

void Gate::close_overdue() {
  const auto now = Connection::Clock::now();
  for (auto it = parked_.begin(); it != parked_.end();) {
    const auto parked = it++;
    Connection& connection = *parked->second;
    if (now < connection.deadline) continue;
    if (!connection.is_closing && !connection.received.empty())
      refuse(connection, {408, "the request took too long to come", {}});
    unpark(parked);
  }
}

// Those that have begun no request.
void Gate::close_idle() {
  for (auto it = parked_.begin(); it != parked_.end();) {
    const auto parked = it++;
    if (parked->second->is_closing || parked->second->received.empty()) unpark(parked);
  }
}

void Gate::serve() {
  for (;;) {
    std::unique_ptr<Connection> connection;
    {
      std::unique_lock lock(mutex_);
      work_ready_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      connection = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const bool goes_on = work_(*connection);
    ++connection->answered;
    connection->is_closing =
        !goes_on || stopping_ || connection->answered >= limits_.requests_a_connection;
    {
      const std::lock_guard lock(mutex_);
      --with_workers_;
      returned_.push_back(std::move(connection));
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
  }
}

}  // namespace melsift::web
