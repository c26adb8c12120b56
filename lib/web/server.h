// The whole server: see melsift-serve(1).
#pragma once

#include <memory>

#include "web/settings.h"

namespace melsift::web {

class Server {
 public:
  // Reads the catalogue and the models, and listens.  Throws Error that names what is wrong.
  explicit Server(const Settings& settings);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  // Until stop(), then finishes what runs.
  void run();
  // From any thread, or a signal's handler.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace melsift::web
