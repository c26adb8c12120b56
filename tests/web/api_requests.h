// Requests to an Api without a socket.
#pragma once

#include <string>
#include <string_view>

#include "web/api.h"

namespace melsift::test {

// GET; the API wants the header X-Melsift in requests that change something.
inline web::Request api_request(const std::string& path) {
  web::Request request;
  request.method = "GET";
  request.path = path;
  request.headers = {{"Host", "localhost"}, {"X-Melsift", "1"}};
  request.client_left = [] { return false; };
  return request;
}

// POST with a body, which is JSON.
inline web::Request api_request(const std::string& path, const web::Json& body) {
  web::Request request = api_request(path);
  const std::string text = body.dump();
  request.method = "POST";
  request.body_bytes = text.size();
  request.read_body = [text](const auto& use) { return use(text); };
  return request;
}

}  // namespace melsift::test
