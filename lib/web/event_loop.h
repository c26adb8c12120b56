// Sockets on one thread and workers on others, by Boost.Asio.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace melsift::web {

// Calls functions one after another, all on the thread of run(): the loop's thread.
class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs until end(); call it at most once.  A task that throws std::bad_alloc is dropped.
  void run();
  void end();  // on the loop's thread
  // From any thread: calls `task` soon.
  void post(std::function<void()> task);
  // Calls `task` every `period`.  Call it at most once, before run().
  void every(std::chrono::milliseconds period, std::function<void()> task);
  // Calls `task` after wake(), which a signal handler may also call.  Call it at most once, before
  // run().
  void on_wake(std::function<void()> task);
  void wake() const;

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// A connected socket, used only on the loop's thread.  Functions passed to it are also called
// there, but never during the call that passes them; they are still called after close() or
// release().
class Socket {
 public:
  struct Impl;
  explicit Socket(Impl&& impl);
  ~Socket();
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;

  // `ready` is called when bytes, the end or an error have arrived.
  void wait_readable(std::function<void()> ready);
  // Reads arrived bytes, as many as fit into `room`, and returns their number; 0 at the end and
  // after an error; nothing if no bytes have arrived.
  std::optional<std::size_t> receive(std::span<char> room);
  // Sends some of `bytes`, which must stay until `sent` is called with their number; 0: an error.
  void send(std::string_view bytes, std::function<void(std::size_t)> sent);
  // Sends at once as much as the system takes.
  void send_now(std::string_view bytes);
  void end_sending();
  void close();
  int release();  // the descriptor, which now belongs to the caller

 private:
  std::unique_ptr<Impl> impl_;
};

// Accepts connections; used only on the loop's thread.
class Listener {
 public:
  // Listens at once; port 0 means any free port.  Throws Error that begins with "HOST:PORT": io,
  // invalid_argument for an unknown host.
  Listener(EventLoop& loop, const std::string& host, int port);
  ~Listener();

  int port() const;
  // Calls `use` once: with the next connection, or with nothing if none can be accepted at the
  // moment.
  void accept(std::function<void(std::optional<Socket>)> use);
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Threads that run tasks in the order of post().
class Workers {
 public:
  explicit Workers(std::size_t count);  // throws Error io if the system refuses a thread
  ~Workers();                           // waits for running tasks

  void post(std::function<void()> task);  // from any thread

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace melsift::web
