// Who may ask: requests that another site makes a browser send are refused, and where there is a
// token those without it.
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
  // `names` are the hosts that the server is known by, besides localhost and any address in
  // numbers, which no foreign name can stand for.  `allowed` are hosts of proxies, which are known,
  // too, and whose pages may change something whatever Host the proxy sends.  An empty token is
  // none.
  Guard(std::vector<std::string> names, std::string token, BaseUrl base = {},
        std::vector<std::string> allowed = {});

  // Throws Refusal 400, 401 or 403.
  void check(const Request& request) const;
  // The answer to GET /?token=T: a cookie and the way to /; nothing for other requests.  Throws
  // Refusal 401 for a wrong one.
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

// Whether a host to listen at is this machine alone.
bool is_loopback(const std::string& host);
// The names of this machine: "home", "home.local".
std::vector<std::string> machine_names();

}  // namespace melsift::web
