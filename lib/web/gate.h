// The server's connections while there is nothing to do for them: one thread watches all, so that
// one that is slow to say what it wants holds up nobody, and takes no more than its place.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "web/limits.h"
#include "web/request_head.h"

namespace melsift::web {

struct Connection {
  using Clock = std::chrono::steady_clock;

  explicit Connection(int opened) : socket(opened) {}
  ~Connection();  // closes the socket
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int socket;               // non-blocking; -1 where another has taken it over
  std::string received;     // and not yet used
  RequestHead head;         // of the request to answer; no longer in `received`
  bool is_invited = false;  // to send the body that it expects to be asked for
  std::size_t answered = 0;
  bool is_closing = false;  // all is said; what still comes is thrown away
  Clock::time_point deadline;
};

class Gate {
 public:
  // Answers the request that `head` begins and returns whether another may follow.  Called on the
  // workers' threads; `socket` may be taken over.
  using Work = std::function<bool(Connection&)>;

  // Listens at once; port 0 takes a free one.  Throws Error io that begins with "HOST:PORT";
  // invalid_argument for a host that is none.
  Gate(const std::string& host, int port, const Limits& limits, Work work);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  int port() const { return port_; }
  // Until stop(); returns when all that was begun has been answered.
  void run();
  // From any thread, or a signal's handler.
  void stop();
  bool is_stopping() const { return stopping_; }

 private:
  using Parked = std::unordered_map<int, std::unique_ptr<Connection>>;

  void accept_all();
  void take_back();
  void receive(Parked::iterator parked);
  // Hands the connection to a worker where its request is complete, or refuses it.
  void look(Parked::iterator parked);
  static void invite_body(Connection& connection);
  void refuse(Connection& connection, const Refusal& refusal);
  void close_overdue();
  void make_room();
  void close_idle();
  void park(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> unpark(Parked::iterator parked);
  void serve();
  std::size_t open_connections();

  const Limits limits_;
  const Work work_;
  int listening_ = -1, epoll_ = -1, wake_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  Parked parked_;  // by socket; of run()'s thread alone

  std::mutex mutex_;
  std::condition_variable work_ready_;
  std::deque<std::unique_ptr<Connection>> waiting_;    // for a worker
  std::vector<std::unique_ptr<Connection>> returned_;  // by one
  std::size_t with_workers_ = 0;                       // waiting and worked on
  bool ending_ = false;
  std::vector<std::jthread> workers_;
};

}  // namespace melsift::web
