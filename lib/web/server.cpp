#include "web/server.h"

#include "web/api.h"
#include "web/events.h"
#include "web/http_server.h"

namespace melsift::web {

struct Server::Parts {
  explicit Parts(const Settings& settings)
      : events(settings.limits.listeners),
        api(settings, events),
        http(settings.host, settings.port, settings.limits, events,
             [this](Request& request) { return api(request); }) {}

  Events events;
  Api api;
  HttpServer http;
};

Server::Server(const Settings& settings) : parts_(std::make_unique<Parts>(settings)) {}
Server::~Server() = default;

int Server::port() const {
  return parts_->http.port();
}

void Server::run() {
  parts_->http.run();
}

void Server::stop() {
  parts_->http.stop();
}

}  // namespace melsift::web
