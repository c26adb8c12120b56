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

// Calls functions one after the other, all on the thread of run(): the loop's thread.
class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Until end(); once at most.  A task that throws std::bad_alloc is dropped.
  void run();
  void end();  // on the loop's thread
  // From any thread: calls `task` soon.
  void post(std::function<void()> task);
  // Calls `task` every `period`.  Once at most, before run().
  void every(std::chrono::milliseconds period, std::function<void()> task);
  // Calls `task` after wake(), which also a signal's handler may call.  Once at most, before run().
  void on_wake(std::function<void()> task);
  void wake() const;

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// A connected socket, used on the loop's thread alone.  The functions passed to it are called
// there too, never by the call that got them; after close() or release() they are still called.
class Socket {
 public:
  struct Impl;
  explicit Socket(Impl&& impl);
  ~Socket();
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;

  // `ready` is called when bytes, the end or an error have come.
  void wait_readable(std::function<void()> ready);
  // What has come, as far as `room` takes it: the number of bytes; 0 at the end and after an error;
  // nothing if nothing has come.
  std::optional<std::size_t> receive(std::span<char> room);
  // Sends some of `bytes`, which must stay until `sent` is called with their number; 0: an error.
  void send(std::string_view bytes, std::function<void(std::size_t)> sent);
  // Sends at once as much as the system takes.
  void send_now(std::string_view bytes);
  void end_sending();
  void close();
  int release();  // the descriptor, which is the caller's from now on

 private:
  std::unique_ptr<Impl> impl_;
};

// Accepts connections; used on the loop's thread alone.
class Listener {
 public:
  // Listens at once; port 0 takes a free one.  Throws Error that begins with "HOST:PORT": io,
  // invalid_argument for an unknown host.
  Listener(EventLoop& loop, const std::string& host, int port);
  ~Listener();

  int port() const;
  // Calls `use` once: with the next connection, or with nothing if none can be had at the moment.
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
  ~Workers();                           // waits for the tasks that run

  void post(std::function<void()> task);  // from any thread

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace melsift::web
