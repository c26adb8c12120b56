#include "web/connection.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <unistd.h>

namespace melsift::web {
namespace {

using namespace std::chrono_literals;

// If a client is answered before it has sent everything, it has this time to notice.
constexpr auto kClosingTime = 10s;
constexpr std::size_t kFileBlock = 131072;
// How soon a browser connects again after it has lost the events.
const std::string kEventsBegin = "retry: 2000\n\n";

// The first bytes of `part`, at most kFileBlock; empty if they can't be read.
std::string read_block(const FilePart& part) {
  std::string block(static_cast<std::size_t>(std::min<std::uint64_t>(part.size, kFileBlock)), '\0');
  ssize_t got = -1;
  do {
    got = ::pread(*part.descriptor, block.data(), block.size(), static_cast<off_t>(part.offset));
  } while (got < 0 && errno == EINTR);
  block.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return block;
}

}  // namespace

void Connection::await_request() {
  parser_ = RequestParser();
  body_ = std::make_shared<BodyPipe>([this, weak = weak_from_this()] {
    if (const auto self = weak.lock()) service_.loop.post(then([this] { resume_body(); }));
  });
  client_left_ = std::make_shared<std::atomic<bool>>(at_end_);
  was_invited_ = false;
  got_some_ = !received_.empty();
  if (received_.empty()) received_ = std::string();  // keeps no memory while it waits
  state_ = State::receiving;
  deadline_ = Clock::now() + (got_some_ ? service_.limits.head_time : service_.limits.idle_time);
  read_request();
}

void Connection::listen() {
  // Until a request is answered, some bytes of later requests are received, to notice when the
  // client disconnects.
  const bool is_full = state_ != State::receiving && received_.size() > kLongestHead;
  if (is_listening_ || at_end_ || is_full) return;
  is_listening_ = true;
  socket_.wait_readable(then([this] {
    is_listening_ = false;
    receive();
  }));
}

void Connection::receive() {
  const auto got = socket_.receive(service_.room);
  if (!got) return listen();
  if (*got == 0) return end_of_input();
  if (state_ == State::closing) return listen();
  if (state_ == State::receiving && !std::exchange(got_some_, true))
    deadline_ = Clock::now() + service_.limits.head_time;
  received_.append(service_.room.data(), *got);
  if (state_ == State::receiving) return read_request();
  if (state_ == State::working && !parser_.is_done()) return read_body();
  listen();
}

void Connection::end_of_input() {
  at_end_ = true;
  *client_left_ = true;
  if (state_ == State::receiving || state_ == State::closing) return close();
  if (!parser_.is_done()) body_->cancel();
}

void Connection::parse() {
  const std::size_t used = parser_.put(received_, [&](std::string_view piece) {
    if (!body_->push(piece)) pace_.pause();
  });
  received_.erase(0, used);
  if (parser_.is_done()) body_->finish();
}

void Connection::read_request() {
  try {
    parse();
  } catch (const Refusal& refusal) {
    return refuse(refusal);
  }
  if (const RequestHead* head = parser_.head()) {
    const std::uint64_t most = service_.limits.most_body_bytes;
    if (head->body_bytes && *head->body_bytes > most)  // not waited for
      return refuse({413, "the body is larger than " + std::to_string(most) + " bytes", {}});
    if (head->expects_continue && head->body_bytes != 0U && !head->is_http_1_0 && !was_invited_) {
      was_invited_ = true;
      state_ = State::inviting;
      outgoing_ = "HTTP/1.1 100 Continue\r\n\r\n";
      sent_ = 0;
      return send();
    }
    if (parser_.is_done() || body_->pushed() >= kSmallBody) return dispatch();
  }
  if (at_end_) return close();
  listen();
}

// The rest of the body, which a worker reads meanwhile.
void Connection::read_body() {
  const std::size_t before = body_->pushed();
  try {
    parse();
  } catch (const Refusal&) {
    return body_->cancel();
  }
  pace_.moved(body_->pushed() - before);
  if (!pace_.is_paused() || parser_.is_done()) listen();
}

void Connection::resume_body() {
  if (state_ != State::working) return;
  pace_.resume();
  listen();
}

void Connection::dispatch() {
  if (!parser_.is_done() || body_->pushed() > kSmallBody) {
    if (service_.free_large_bodies == 0) return refuse(busy("too many uploads at once"));
    --service_.free_large_bodies;
    holds_large_body_ = true;
  }
  state_ = State::working;
  pace_ = Pace();
  service_.workers.post([this, self = shared_from_this(), request = request()]() mutable {
    service_.loop.post(then([this, made = service_.handle(request)]() mutable { answer(made); }));
  });
  listen();
}

Request Connection::request() const {
  const RequestHead& head = *parser_.head();
  Target target = parse_target(head.target);
  Request request;
  request.method = head.method;
  request.path = std::move(target.path);
  request.parameters = std::move(target.parameters);
  request.headers = head.headers;
  request.body_bytes = head.body_bytes;
  request.read_body = [body = body_](const auto& use) { return body->read(use); };
  request.client_left = [gone = client_left_] { return gone->load(); };
  return request;
}

void Connection::refuse(const Refusal& refusal) {
  was_refused_ = true;
  Answer made = answer_of(refusal);
  answer(made);
}

bool Connection::is_last() const {
  if (was_refused_ || service_.stopping || answered_ + 1 >= service_.limits.requests_a_connection ||
      !parser_.head()->keeps_alive)
    return true;
  // An unread body could be interpreted as a request.
  return !parser_.is_done() || (body_->pushed() > 0 && !body_->was_read_completely());
}

void Connection::add_connection_headers(Answer& answer) const {
  if (closes_ || answer.subscribes_events) {
    answer.headers.push_back({"Connection", "close"});
    return;
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(service_.limits.idle_time).count();
  if (parser_.head()->is_http_1_0) answer.headers.push_back({"Connection", "keep-alive"});
  const std::size_t left = service_.limits.requests_a_connection - answered_ - 1;
  answer.headers.push_back(
      {"Keep-Alive", "timeout=" + std::to_string(seconds) + ", max=" + std::to_string(left)});
}

void Connection::answer(Answer& answer) {
  give_back();
  const RequestHead* head = parser_.head();
  const bool has_content = (!head || head->method != "HEAD") && answer.status != 304;
  if (answer.file && has_content) {
    if (service_.free_files == 0) {
      answer = answer_of(busy("too many files are sent at once"));
    } else {
      --service_.free_files;
      holds_file_ = true;
    }
  }
  closes_ = is_last();
  add_connection_headers(answer);
  outgoing_ = head_text(answer);
  sent_ = 0;
  if (has_content && answer.file) {
    file_ = answer.file;
  } else if (has_content) {
    outgoing_ += answer.subscribes_events ? kEventsBegin : answer.body;
  }
  subscribes_events_ = answer.subscribes_events;
  state_ = State::answering;
  pace_ = Pace();
  send();
}

void Connection::send() {
  if (sent_ == outgoing_.size()) return send_more();
  socket_.send(std::string_view(outgoing_).substr(sent_), then([this](std::size_t sent) {
                 if (sent == 0) return close();
                 sent_ += sent;
                 pace_.moved(sent);
                 send();
               }));
}

void Connection::send_more() {
  if (state_ == State::inviting) {
    state_ = State::receiving;
    return read_request();
  }
  if (!file_ || file_->size == 0) return end_answer();
  // The file may be on a slow disk, so a worker reads it.
  pace_.pause();
  service_.workers.post([this, self = shared_from_this(), part = *file_] {
    service_.loop.post(then([this, block = read_block(part)]() mutable {
      if (block.empty()) return close();
      file_->offset += block.size();
      file_->size -= block.size();
      outgoing_ = std::move(block);
      sent_ = 0;
      pace_.resume();
      send();
    }));
  });
}

void Connection::end_answer() {
  give_back();
  ++answered_;
  outgoing_ = std::string();
  if (subscribes_events_) {
    service_.events.adopt(socket_.release());
    close();
  } else if (closes_) {
    begin_closing();
  } else {
    await_request();
  }
}

void Connection::begin_closing() {
  socket_.end_sending();
  state_ = State::closing;
  if (at_end_ || service_.stopping) return close();
  received_.clear();
  deadline_ = Clock::now() + kClosingTime;
  listen();
}

void Connection::give_back() {
  if (holds_large_body_) ++service_.free_large_bodies;
  if (holds_file_) ++service_.free_files;
  holds_large_body_ = holds_file_ = false;
  file_.reset();
}

void Connection::check_time(Clock::time_point now) {
  const bool is_overdue = now >= deadline_;
  switch (state_) {
    case State::receiving:
      if (is_overdue && has_begun()) return refuse({408, "the request took too long", {}});
      [[fallthrough]];
    case State::inviting:
    case State::closing:
      if (is_overdue) close();
      break;
    case State::working:
      if (!parser_.is_done() && pace_.is_too_slow(service_.limits, now)) body_->cancel();
      break;
    case State::answering:
      if (pace_.is_too_slow(service_.limits, now)) close();
      break;
    case State::closed:
      break;
  }
}

void Connection::close() {
  if (state_ == State::closed) return;
  give_back();
  state_ = State::closed;
  *client_left_ = true;
  body_->cancel();
  socket_.close();
  service_.connections.erase(shared_from_this());
  service_.closed();
}

}  // namespace melsift::web
