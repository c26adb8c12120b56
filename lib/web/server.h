// The whole server: see melsift-serve(1).
#pragma once

#include <memory>

#include "web/settings.h"

namespace melsift::web {

class Server {
 public:
  // Reads the catalogue and the models, and listens.  Throws Error that begins with the culprit.
  explicit Server(const Settings& settings);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  // Serves until stop(), then finishes running requests.
  void run();
  // May be called from any thread or signal handler.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace melsift::web
