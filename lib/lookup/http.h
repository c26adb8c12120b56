// One exchange over HTTP, by libcurl, which only http.cpp uses.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace melsift::lookup {

struct Request {
  std::string url;                   // http or https
  std::vector<std::string> headers;  // "Name: value"
  std::optional<std::string> body;   // sent by POST; without a body the request is a GET
  // Texts that no message may show: the secret parts of the headers and the body.
  std::vector<std::string> secrets;
};

struct Response {
  int status = 0;  // of HTTP: 200, 404, ...
  std::string body;
  // The few headers that the client uses; names in lower case.
  std::vector<std::pair<std::string, std::string>> headers;

  // The value of the last header with this name; empty if there is none.
  std::string_view header(std::string_view name) const;
};

// A response, or why there is none.
struct Reply {
  std::optional<Response> response;
  std::string failure;   // without the URL: "no answer within 30 s"
  bool passing = false;  // whether another attempt may succeed
};

// Sends a request once.  Throws Error invalid_argument if it can't be sent at all.
using Transport = std::function<Reply(const Request&)>;

struct HttpLimits {
  double connect_s = 10.0;  // until there is a connection
  double total_s = 30.0;    // until the answer is complete
  // The limit for an unpacked answer.  The longest requested answers, a thousand listens, have
  // about 3 MB.
  std::size_t bytes = std::size_t{16} << 20;
};

// A transport by libcurl.  It always verifies certificates.  It follows up to five redirects for a
// GET without secrets, from https only to https; otherwise it returns the redirect as the answer.
// It uses https_proxy and no_proxy of the environment.  It keeps its connection between requests,
// and must not be used from two threads at once.  Throws Error invalid_argument for a user agent
// with control characters.
Transport http_transport(const std::string& user_agent, const HttpLimits& limits);

}  // namespace melsift::lookup
