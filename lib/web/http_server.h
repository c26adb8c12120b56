// HTTP/1.1 over Gate's connections, by cpp-httplib.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "web/events.h"
#include "web/exchange.h"
#include "web/limits.h"

namespace melsift::web {

class HttpServer {
 public:
  // Called on several threads at once.  What it throws other than Refusal is answered with 500.
  using Handler = std::function<Answer(Request&)>;

  // Listens at once: see Gate.  `events` takes over connections that subscribe to them.
  HttpServer(const std::string& host, int port, const Limits& limits, Events& events,
             Handler handler);
  ~HttpServer();

  int port() const;
  // Until stop(); then finishes what runs.
  void run();
  void stop();  // from any thread, or a signal's handler

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace melsift::web
