// Server-sent events (HTML Living Standard, 9.2): the connections of listeners, and the events for
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

// Thread-safe.  A slow listener delays neither other listeners nor the publisher: a listener that
// is more than kBacklog bytes behind is dropped, and its browser connects again.
class Events {
 public:
  static constexpr std::size_t kBacklog = 65536;

  // At most `limit` listeners; each gets a comment line every `heartbeat`.
  explicit Events(std::size_t limit,
                  std::chrono::milliseconds heartbeat = std::chrono::seconds(15));
  ~Events();
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  std::size_t listeners() const { return count_; }
  bool has_room() const { return count_ < limit_; }
  // Takes over a socket on which the head of the answer has been sent, or closes it if the limit is
  // reached.
  void adopt(int socket);
  // `data` is one line of JSON.
  void publish(std::string_view event, std::string_view data);
  // The same; later listeners also get the last event with this name at once, so that they know the
  // state, not only its changes.
  void publish_state(std::string_view event, std::string_view data);

 private:
  struct Listener {
    int socket = -1;
    std::string unsent;
  };

  void run();
  void wake() const;
  void send(const std::string& text);  // call it with mutex_ held
  // False if the listener must be dropped.
  static bool send_some(Listener& listener);
  static bool is_still_there(int socket);

  const std::size_t limit_;
  const std::chrono::milliseconds heartbeat_;
  std::atomic<std::size_t> count_{0};
  std::mutex mutex_;
  std::vector<Listener> listeners_;
  std::map<std::string, std::string, std::less<>>
      states_;  // by name, in the form in which they are sent
  bool ending_ = false;
  int wake_ = -1;  // an eventfd
  std::jthread thread_;
};

}  // namespace melsift::web
