#include "web/event_loop.h"

#include <cerrno>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_start.h"

namespace melsift::web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 512;

int new_eventfd() {
  const int descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) throw system_error("the server", "can't make an eventfd", errno);
  return descriptor;
}

// Asio does not set FD_CLOEXEC.
void close_on_exec(int descriptor) {
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

tcp::acceptor listen_at(asio::io_context& context, const std::string& host, int port) {
  const std::string name = host + ":" + std::to_string(port);
  error_code error;
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(
      host, std::to_string(port), tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error) throw Error(ErrorKind::invalid_argument, name, error.message());
  for (const auto& address : found) {
    tcp::acceptor acceptor(context);
    acceptor.open(address.endpoint().protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(address.endpoint(), error);
    if (!error) acceptor.listen(kBacklog, error);
    if (error) continue;
    close_on_exec(acceptor.native_handle());
    return acceptor;
  }
  throw system_error(name, "can't listen", error.value());
}

// Without free descriptors or memory, the next accept would also fail at once.
bool should_wait(const error_code& error) {
  const int number = error.value();
  return number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM;
}

}  // namespace

struct EventLoop::Impl {
  void tick() {
    timer.expires_after(period);
    timer.async_wait([this](const error_code& error) {
      if (error) return;
      tick();
      on_tick();
    });
  }

  asio::io_context context{1};
  asio::posix::stream_descriptor woken{context, new_eventfd()};
  asio::steady_timer timer{context};
  std::chrono::milliseconds period{};
  std::function<void()> on_tick;
};

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {}
EventLoop::~EventLoop() = default;

void EventLoop::run() {
  for (;;) {
    try {
      impl_->context.run();
      return;
    } catch (const std::bad_alloc&) {  // the task is lost, other tasks continue
    }
  }
}

void EventLoop::end() {
  impl_->context.stop();
}

void EventLoop::post(std::function<void()> task) {
  asio::post(impl_->context, std::move(task));
}

void EventLoop::every(std::chrono::milliseconds period, std::function<void()> task) {
  impl_->period = period;
  impl_->on_tick = std::move(task);
  impl_->tick();
}

void EventLoop::on_wake(std::function<void()> task) {
  impl_->woken.async_wait(asio::posix::stream_descriptor::wait_read,
                          [task = std::move(task)](const error_code& error) {
                            if (!error) task();
                          });
}

void EventLoop::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(impl_->woken.native_handle(), &one, sizeof one);
}

struct Socket::Impl {
  tcp::socket socket;
};

Socket::Socket(Impl&& impl) : impl_(std::make_unique<Impl>(std::move(impl))) {
  error_code ignored;
  close_on_exec(impl_->socket.native_handle());
  impl_->socket.set_option(tcp::no_delay(true), ignored);
  impl_->socket.non_blocking(true, ignored);
}
Socket::~Socket() = default;
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&&) noexcept = default;

void Socket::wait_readable(std::function<void()> ready) {
  impl_->socket.async_wait(tcp::socket::wait_read,
                           [ready = std::move(ready)](const error_code&) { ready(); });
}

std::optional<std::size_t> Socket::receive(std::span<char> room) {
  error_code error;
  const std::size_t got = impl_->socket.read_some(asio::buffer(room.data(), room.size()), error);
  if (error == asio::error::would_block || error == asio::error::interrupted) return std::nullopt;
  return error ? 0 : got;
}

void Socket::send(std::string_view bytes, std::function<void(std::size_t)> sent) {
  impl_->socket.async_write_some(
      asio::buffer(bytes), [sent = std::move(sent)](const error_code& error, std::size_t count) {
        sent(error ? 0 : count);
      });
}

void Socket::send_now(std::string_view bytes) {
  error_code ignored;
  impl_->socket.write_some(asio::buffer(bytes), ignored);
}

void Socket::end_sending() {
  error_code ignored;
  impl_->socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Socket::close() {
  error_code ignored;
  impl_->socket.close(ignored);
}

int Socket::release() {
  return impl_->socket.release();
}

struct Listener::Impl {
  tcp::acceptor acceptor;
};

Listener::Listener(EventLoop& loop, const std::string& host, int port)
    : impl_(std::make_unique<Impl>(Impl{listen_at(loop.impl().context, host, port)})) {}
Listener::~Listener() = default;

int Listener::port() const {
  return impl_->acceptor.local_endpoint().port();
}

void Listener::accept(std::function<void(std::optional<Socket>)> use) {
  impl_->acceptor.async_accept(
      [this, use = std::move(use)](const error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) return use(Socket(Socket::Impl{std::move(socket)}));
        if (should_wait(error)) return use(std::nullopt);
        accept(use);  // the client has already gone
      });
}

void Listener::close() {
  error_code ignored;
  impl_->acceptor.close(ignored);
}

struct Workers::Impl {
  // asio::thread_pool would wait for ever if the system refused one of its threads.
  explicit Impl(std::size_t count) {
    try {
      start_threads(threads, count, [this] { context.run(); });
    } catch (...) {
      context.stop();
      threads.clear();
      throw;
    }
  }
  ~Impl() {
    context.stop();
    threads.clear();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  asio::io_context context;
  asio::executor_work_guard<asio::io_context::executor_type> open{context.get_executor()};
  std::vector<std::jthread> threads;
};

Workers::Workers(std::size_t count) : impl_(std::make_unique<Impl>(count)) {}
Workers::~Workers() = default;

void Workers::post(std::function<void()> task) {
  asio::post(impl_->context, std::move(task));
}

}  // namespace melsift::web
