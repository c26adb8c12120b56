#include "web/server.h"

#include "web/api.h"
#include "web/events.h"
#include "web/http_server.h"

namespace melsift::web {

namespace {

Limits limits_of(const Settings& settings) {
  Limits limits = settings.limits;
  limits.most_body_bytes = settings.most_upload_bytes;
  return limits;
}

}  // namespace

struct Server::Parts {
  explicit Parts(const Settings& settings)
      : events(settings.limits.listeners),
        traffic(settings.answered),
        api(settings, events, traffic),
        http(settings.host, settings.port, limits_of(settings), events, [this](Request& request) {
          return traffic.measure(request, [this](Request& one) { return api(one); });
        }) {}

  Events events;
  Traffic traffic;
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
