#include "web/events.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_start.h"

namespace melsift::web {
namespace {

std::string text_of(std::string_view event, std::string_view data) {
  std::string text = "event: ";
  text.append(event).append("\ndata: ").append(data).append("\n\n");
  return text;
}

}  // namespace

Events::Events(std::size_t limit, std::chrono::milliseconds heartbeat)
    : limit_(limit), heartbeat_(heartbeat), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw system_error("events", "can't make an eventfd", errno);
  try {
    thread_ = start_thread("the thread of the events", [this](const std::stop_token&) { run(); });
  } catch (...) {
    ::close(wake_);
    throw;
  }
}

Events::~Events() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake();
  thread_.join();
  for (const Listener& listener : listeners_) ::close(listener.socket);
  ::close(wake_);
}

void Events::wake() const {
  const std::uint64_t one = 1;
  // Fails only if the thread is already awake.
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
}

void Events::adopt(int socket) {
  {
    const std::lock_guard lock(mutex_);
    if (listeners_.size() >= limit_ || ending_) {
      ::close(socket);
      return;
    }
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    listeners_.push_back({socket, {}});
    for (const auto& [event, text] : states_) listeners_.back().unsent += text;
    count_ = listeners_.size();
  }
  wake();
}

void Events::send(const std::string& text) {
  for (Listener& listener : listeners_) listener.unsent += text;
}

void Events::publish(std::string_view event, std::string_view data) {
  const std::string text = text_of(event, data);
  {
    const std::lock_guard lock(mutex_);
    send(text);
  }
  wake();
}

void Events::publish_state(std::string_view event, std::string_view data) {
  const std::string text = text_of(event, data);
  {
    const std::lock_guard lock(mutex_);
    states_.insert_or_assign(std::string(event), text);
    send(text);
  }
  wake();
}

bool Events::send_some(Listener& listener) {
  while (!listener.unsent.empty()) {
    const ssize_t sent = ::send(listener.socket, listener.unsent.data(), listener.unsent.size(),
                                MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN && listener.unsent.size() <= kBacklog;
    listener.unsent.erase(0, static_cast<std::size_t>(sent));
  }
  return true;
}

// Bytes from a listener are ignored; only its end matters.
bool Events::is_still_there(int socket) {
  std::array<char, 4096> ignored{};
  for (int i = 0; i < 16; ++i) {
    const ssize_t got = ::recv(socket, ignored.data(), ignored.size(), MSG_DONTWAIT);
    if (got == 0) return false;
    if (got < 0) return errno == EAGAIN || errno == EINTR;
  }
  return false;  // it sends too much
}

void Events::run() {
  auto next_beat = std::chrono::steady_clock::now() + heartbeat_;
  std::vector<pollfd> polled;
  for (;;) {
    polled.assign(1, {wake_, POLLIN, 0});
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return;
      if (std::chrono::steady_clock::now() >= next_beat) {
        for (Listener& listener : listeners_) listener.unsent += ":\n\n";
        next_beat = std::chrono::steady_clock::now() + heartbeat_;
      }
      std::erase_if(listeners_, [](Listener& listener) {
        if (send_some(listener)) return false;
        ::close(listener.socket);
        return true;
      });
      count_ = listeners_.size();
      for (const Listener& listener : listeners_) {
        const int wanted = POLLIN | (listener.unsent.empty() ? 0 : POLLOUT);
        polled.push_back({listener.socket, static_cast<short>(wanted), 0});
      }
    }
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(
        next_beat - std::chrono::steady_clock::now());
    ::poll(polled.data(), polled.size(),
           static_cast<int>(std::max<long long>(wait.count(), 0)) + 1);
    std::uint64_t ignored = 0;
    while (::read(wake_, &ignored, sizeof ignored) > 0) {
    }
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [&](const Listener& listener) {
      const auto found = std::ranges::find(polled, listener.socket, &pollfd::fd);
      if (found == polled.end() || (found->revents & ~POLLOUT) == 0) return false;
      if ((found->revents & (POLLERR | POLLHUP)) == 0 && is_still_there(listener.socket))
        return false;
      ::close(listener.socket);
      return true;
    });
    count_ = listeners_.size();
  }
}

}  // namespace melsift::web
