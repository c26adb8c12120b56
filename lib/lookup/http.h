// One exchange over HTTP, by libcurl: the only file that knows it is http.cpp.
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
  std::optional<std::string> body;   // sent by POST; without one it is a GET
  // What no message may show: the parts of the headers and the body that nobody else is to know.
  std::vector<std::string> secrets;
};

struct Response {
  int status = 0;  // of HTTP: 200, 404, ...
  std::string body;
  // The few that the client goes by; names in lower case.
  std::vector<std::pair<std::string, std::string>> headers;

  // The value of the last header of that name; empty where there is none.
  std::string_view header(std::string_view name) const;
};

// A response, or why there is none.
struct Reply {
  std::optional<Response> response;
  std::string failure;   // without the address: "no answer within 30 s"
  bool passing = false;  // whether a failure may be gone when it is tried again
};

// Carries a request once.  Throws Error invalid_argument for one that can't be sent at all.
using Transport = std::function<Reply(const Request&)>;

struct HttpLimits {
  double connect_s = 10.0;  // until there is a connection
  double total_s = 30.0;    // until the answer is complete
  // Of an answer, unpacked.  A thousand listens, the longest answers that are asked for, are some
  // 3 MB.
  std::size_t bytes = std::size_t{16} << 20;
};

// By libcurl.  Certificates are verified, and nothing can turn that off.  Up to five redirects are
// followed for a GET without secrets, from https only to https; else a redirect is the answer.
// The environment's https_proxy and no_proxy are honoured.  Keeps its connection from one request
// to the next; not to be used from two threads at once.  Throws Error invalid_argument for a user
// agent with control characters.
Transport http_transport(const std::string& user_agent, const HttpLimits& limits);

}  // namespace melsift::lookup
