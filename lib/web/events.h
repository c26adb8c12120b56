// Server-sent events (HTML Living Standard, 9.2): the listeners' connections, and what is told
// them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace melsift::web {

// Thread-safe.  No listener holds up another or whoever publishes: one that is behind by more than
// kBacklog bytes is dropped, and its browser connects anew.
class Events {
 public:
  static constexpr std::size_t kBacklog = 65536;

  // At most `limit` listeners; a comment line goes to each every `heartbeat`.
  explicit Events(std::size_t limit,
                  std::chrono::milliseconds heartbeat = std::chrono::seconds(15));
  ~Events();
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  std::size_t listeners() const { return count_; }
  bool has_room() const { return count_ < limit_; }
  // Takes over a socket on which the head of the answer has been sent, or closes it where there is
  // no room.
  void adopt(int socket);
  // `data` is one line of JSON.
  void publish(std::string_view event, std::string_view data);
  // Likewise; and whoever comes later hears the last one of that name at once: how something is,
  // and not only that it changes.
  void publish_state(std::string_view event, std::string_view data);

 private:
  struct Listener {
    int socket = -1;
    std::string unsent;
  };

  void run();
  void wake() const;
  void send(const std::string& text);  // with mutex_ held
  // False where the listener is to go.
  static bool send_some(Listener& listener);
  static bool is_still_there(int socket);

  const std::size_t limit_;
  const std::chrono::milliseconds heartbeat_;
  std::atomic<std::size_t> count_{0};
  std::mutex mutex_;
  std::vector<Listener> listeners_;
  std::map<std::string, std::string, std::less<>> states_;  // by name, as they are sent
  bool ending_ = false;
  int wake_ = -1;  // an eventfd
  std::jthread thread_;
};

}  // namespace melsift::web
