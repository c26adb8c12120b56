// What the server has answered: counts for a monitor, and each request for a log.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "web/exchange.h"

namespace melsift::web {

// An answered request.
struct Exchange {
  std::string method;
  std::string path;  // decoded, without the query, which may hold a token
  int status = 0;
  std::uint64_t bytes = 0;  // of the body
  double seconds = 0.0;     // until the answer was ready to be sent
};
// Called after each answer, on several threads at once.
using ExchangeWatcher = std::function<void(const Exchange&)>;

// Thread-safe.
class Traffic {
 public:
  explicit Traffic(ExchangeWatcher watcher) : watcher_(std::move(watcher)) {}

  // Gives what `handler` answers or throws, and counts it.
  Answer measure(Request& request, const std::function<Answer(Request&)>& handler);

  // Requests by method and status, and the time that they took, in Prometheus' text format (version
  // 0.0.4).
  std::string metrics() const;

 private:
  void count(const Exchange& exchange);

  const ExchangeWatcher watcher_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;  // by method and status
  std::uint64_t bytes_ = 0;
  std::uint64_t answers_ = 0;
  double seconds_ = 0.0;
};

// A metric of one value, in Prometheus' text format; `kind` is "gauge" or "counter".
std::string metric_text(const std::string& name, const std::string& kind, const std::string& help,
                        double value);

}  // namespace melsift::web
