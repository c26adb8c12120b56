// HTTP/1.1 by Boost.Asio and Boost.Beast: one thread for all sockets, others for the handlers.  See
// README.md.
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
  // Called on several threads at once.  Exceptions other than Refusal are answered with 500.
  using Handler = std::function<Answer(Request&)>;

  // Listens at once; port 0 means any free port.  `events` takes over connections that subscribe to
  // them.  Throws Error that begins with "HOST:PORT": io, invalid_argument for an unknown host.
  HttpServer(const std::string& host, int port, const Limits& limits, Events& events,
             Handler handler);
  ~HttpServer();

  int port() const;
  // Serves until stop(), then finishes the requests that have begun.  Call it at most once.
  void run();
  void stop();  // from any thread or signal handler

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace melsift::web
