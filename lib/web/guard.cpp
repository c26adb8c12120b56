#include "web/guard.h"

#include <algorithm>
#include <array>
#include <utility>

#include <arpa/inet.h>
#include <unistd.h>

#include "base/number.h"
#include "web/token.h"

namespace melsift::web {
namespace {

constexpr std::string_view kCookie = "melsift_token";

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  if (host.starts_with('[') && host.ends_with(']'))
    return ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), ignored.data()) == 1;
  return ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1;
}

// The value of the cookie in a list such as "a=1; b=2".
std::string_view cookie_of(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const std::size_t end = cookies.find(';');
    const std::string_view one = trimmed(cookies.substr(0, end));
    if (one.starts_with(name) && one.substr(name.size()).starts_with('='))
      return one.substr(name.size() + 1);
    cookies.remove_prefix(end == std::string_view::npos ? cookies.size() : end + 1);
  }
  return {};
}

}  // namespace

Guard::Guard(std::vector<std::string> names, std::string token, BaseUrl base,
             std::vector<std::string> allowed)
    : names_(std::move(names)),
      token_(std::move(token)),
      base_(std::move(base)),
      allowed_(std::move(allowed)) {
  for (std::string& name : allowed_) name = lower_case(name);
  if (!base_.host.empty()) allowed_.push_back(base_.host);
  names_.insert(names_.end(), allowed_.begin(), allowed_.end());
  for (std::string& name : names_) name = lower_case(name);
}

bool Guard::is_known(std::string_view host) const {
  const std::string name = lower_case(without_port(host));
  return name == "localhost" || is_address(name) || std::ranges::count(names_, name) > 0;
}

bool Guard::has_token(const Request& request) const {
  constexpr std::string_view kBearer = "bearer ";
  if (const std::string* given = find_header(request.headers, "Authorization"))
    return lower_case(given->substr(0, kBearer.size())) == kBearer &&
           equal_in_constant_time(trimmed(std::string_view(*given).substr(kBearer.size())), token_);
  const std::string* cookies = find_header(request.headers, "Cookie");
  return cookies && equal_in_constant_time(cookie_of(*cookies, kCookie), token_);
}

// A proxy may send a different Host.
bool Guard::is_own_page(const std::string& origin, const std::string& host) const {
  if (origin == "http://" + host || origin == "https://" + host) return true;
  if (!base_.origin.empty() && lower_case(origin) == base_.origin) return true;
  constexpr std::string_view kSchemes[] = {"http://", "https://"};
  return std::ranges::any_of(kSchemes, [&](std::string_view scheme) {
    if (!origin.starts_with(scheme)) return false;
    const std::string name =
        lower_case(without_port(std::string_view(origin).substr(scheme.size())));
    // For the host of the base URL, only its own origin is accepted.
    return name != base_.host && std::ranges::count(allowed_, name) > 0;
  });
}

void Guard::check(const Request& request) const {
  const std::string* host = find_header(request.headers, "Host");
  if (!host) throw Refusal{400, "the request has no Host", {}};
  if (!is_known(*host))
    throw Refusal{403, "the server does not know the name in Host (see serve --allowed-host)", {}};
  if (!token_.empty() && !has_token(request))
    throw Refusal{401,
                  "a token is needed: open the URL that the server has printed, or send "
                  "Authorization: Bearer TOKEN",
                  {{"WWW-Authenticate", "Bearer realm=\"melsift\""}}};
  const std::string* site = find_header(request.headers, "Sec-Fetch-Site");
  if (site && *site == "cross-site" && request.path != "/")
    throw Refusal{403, "the request comes from another site", {}};
  if (!request.writes()) return;
  const std::string* mark = find_header(request.headers, "X-Melsift");
  if (!mark || *mark != "1") throw Refusal{403, "a change must have the header X-Melsift: 1", {}};
  const std::string* origin = find_header(request.headers, "Origin");
  if (origin && !is_own_page(*origin, *host))
    throw Refusal{403, "the request comes from a page of another origin", {}};
}

std::optional<Answer> Guard::log_in(const Request& request) const {
  if (token_.empty() || request.path != "/" || !request.parameters.contains("token"))
    return std::nullopt;
  const std::string* host = find_header(request.headers, "Host");
  if (!host || !is_known(*host)) return std::nullopt;  // check() reports the error
  if (!equal_in_constant_time(request.parameter("token"), token_))
    throw Refusal{401, "the token is wrong", {}};
  Answer answer;
  answer.status = 303;
  answer.type = "text/plain";
  answer.headers = {{"Location", base_.path + "/"},
                    {"Set-Cookie", std::string(kCookie) + "=" + token_ +
                                       "; HttpOnly; SameSite=Strict; Path=" + base_.path + "/"}};
  return answer;
}

bool is_loopback(const std::string& host) {
  in_addr address{};  // a name such as 127.example.com is a different machine
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && ::inet_pton(AF_INET, host.c_str(), &address) == 1);
}

std::vector<std::string> machine_names() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return {};
  const std::string own = name.data();
  return {own, own + ".local"};
}

}  // namespace melsift::web
