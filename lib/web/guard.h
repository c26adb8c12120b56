// Access control: refuses requests that another site makes a browser send and, if there is a token,
// requests without it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/base_url.h"
#include "web/exchange.h"

namespace melsift::web {

class Guard {
 public:
  // `names` are the host names of the server, in addition to localhost and all numeric addresses,
  // which DNS rebinding can't use.  `allowed` are host names of proxies, whose pages may change
  // data, whichever Host the proxy sends.  An empty token means no token.
  Guard(std::vector<std::string> names, std::string token, BaseUrl base = {},
        std::vector<std::string> allowed = {});

  // Throws Refusal 400, 401 or 403.
  void check(const Request& request) const;
  // The answer to GET /?token=T: a cookie and a redirect to /; nothing for other requests.  Throws
  // Refusal 401 for a wrong token.
  std::optional<Answer> log_in(const Request& request) const;

 private:
  bool is_known(std::string_view host) const;
  bool has_token(const Request& request) const;

  bool is_own_page(const std::string& origin, const std::string& host) const;

  std::vector<std::string> names_;
  std::string token_;
  BaseUrl base_;
  std::vector<std::string> allowed_;
};

// Whether a host to listen at is reachable only from this machine.
bool is_loopback(const std::string& host);
// The names of this machine: "home", "home.local".
std::vector<std::string> machine_names();

}  // namespace melsift::web
