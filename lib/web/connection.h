// A connection to a client: its requests, one after another, and their answers.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "web/body_pipe.h"
#include "web/event_loop.h"
#include "web/events.h"
#include "web/exchange.h"
#include "web/limits.h"
#include "web/pace.h"
#include "web/request_parser.h"

namespace melsift::web {

class Connection;

// The state that the connections of a server share.  It belongs to the loop's thread, except for
// members with another comment.
struct Service {
  Service(const Limits& asked, Events& publisher, std::function<Answer(Request&)> handler,
          std::function<void()> on_closed)
      : limits(asked),
        events(publisher),
        handle(std::move(handler)),
        closed(std::move(on_closed)) {}

  const Limits limits;
  Events& events;                                // any thread
  const std::function<Answer(Request&)> handle;  // on workers; throws nothing
  const std::function<void()> closed;            // called after a connection has left `connections`
  std::atomic<bool> stopping{false};             // any thread
  std::size_t free_large_bodies = limits.large_bodies;
  std::size_t free_files = limits.files;
  std::array<char, 65536> room{};  // for bytes that a socket has just received
  EventLoop loop;
  std::unordered_set<std::shared_ptr<Connection>> connections;
  Workers workers{limits.workers};  // last: their tasks use the others
};

// Use it only on the loop's thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(Service& service, Socket socket) : service_(service), socket_(std::move(socket)) {}

  void begin() { await_request(); }
  // Ends requests and answers that have taken too long.
  void check_time(Clock::time_point now);
  void close();

  // Whether no request has begun.
  bool is_idle() const {
    return state_ == State::closing || (state_ == State::receiving && !has_begun());
  }
  // Whether it is idle and has answered a request, or is closing.
  bool can_be_closed() const { return is_idle() && (answered_ > 0 || state_ == State::closing); }
  bool is_answering() const { return state_ == State::working || state_ == State::answering; }
  Clock::time_point deadline() const { return deadline_; }

 private:
  // receiving: until there is work for a worker.  inviting: 100 Continue is sent.  closing: the
  // last answer is sent; bytes that still arrive are dropped.
  enum class State { receiving, inviting, working, answering, closing, closed };

  // Returns a function that other parts may call from any thread: it calls `next` unless the
  // connection was closed meanwhile.
  template <typename Next>
  auto then(Next next) {
    return [self = shared_from_this(), next = std::move(next)](auto... results) mutable {
      if (self->state_ == State::closed) return;
      try {
        next(results...);
      } catch (const std::exception&) {  // out of memory
        self->close();
      }
    };
  }

  bool has_begun() const { return !received_.empty() || parser_.has_begun(); }
  void await_request();
  void listen();
  void receive();
  void end_of_input();
  void parse();
  void read_request();
  void read_body();
  void resume_body();
  void dispatch();
  Request request() const;
  void refuse(const Refusal& refusal);
  void answer(Answer& answer);
  bool is_last() const;
  void add_connection_headers(Answer& answer) const;
  void send();
  void send_more();
  void end_answer();
  void begin_closing();
  void give_back();

  Service& service_;
  Socket socket_;
  State state_ = State::receiving;
  Clock::time_point deadline_;  // while receiving, inviting and closing
  bool is_listening_ = false;   // for more bytes
  bool got_some_ = false;       // of the request, at least an empty line
  bool at_end_ = false;         // the client sends no more
  std::size_t answered_ = 0;

  std::string received_;  // and not yet parsed
  RequestParser parser_;
  std::shared_ptr<BodyPipe> body_;
  std::shared_ptr<std::atomic<bool>> client_left_;
  bool was_invited_ = false, was_refused_ = false;
  Pace pace_;  // of the body, then of the answer

  std::string outgoing_;
  std::size_t sent_ = 0;          // of outgoing_
  std::optional<FilePart> file_;  // follows outgoing_
  bool subscribes_events_ = false, closes_ = false;
  bool holds_large_body_ = false, holds_file_ = false;
};

}  // namespace melsift::web
