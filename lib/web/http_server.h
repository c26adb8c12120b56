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
  // Called on several threads at once.  What it throws other than Refusal is answered with 500.
  using Handler = std::function<Answer(Request&)>;

  // Listens at once; port 0 takes a free one.  `events` takes over connections that subscribe to
  // them.  Throws Error that begins with "HOST:PORT": io, invalid_argument for an unknown host.
  HttpServer(const std::string& host, int port, const Limits& limits, Events& events,
             Handler handler);
  ~HttpServer();

  int port() const;
  // Serves until stop(), then finishes the requests that have begun.  Once at most.
  void run();
  void stop();  // from any thread, or a signal's handler

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace melsift::web
