// The head of an HTTP/1 request (RFC 9112), and the rules that a parser alone does not check: a
// request that two programs could read in two ways is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/exchange.h"

namespace melsift::web {

inline constexpr std::size_t kLongestTarget = 2000;
inline constexpr std::size_t kLongestHead = 16384;
inline constexpr std::size_t kMaxHeaders = 100;

struct RequestHead {
  std::string method;
  std::string target;
  bool is_http_1_0 = false;
  std::vector<Header> headers;
  // Size of the body; nothing if it comes in chunks.  Set by check_headers().
  std::optional<std::uint64_t> body_bytes = 0;
  bool expects_continue = false;  // set by check_headers()
  bool keeps_alive = true;        // the client allows another request on this connection
};

// Throws Refusal: 400 (the target is not a plain path), 405 (not GET, HEAD or POST), 414.
void check_request_line(const RequestHead& head);
// Reads the headers that describe the body.  Throws Refusal: 400 (several lengths, several hosts, a
// body that the method or version does not allow), 415 (an encoded body), 417, 501 (an unknown
// transfer encoding).
void check_headers(RequestHead& head);

// "/a%20b?c=d+e" as a path "/a b" and a parameter c = "d e".  A percent sign without two
// hexadecimal digits after it stays.
struct Target {
  std::string path;
  std::multimap<std::string, std::string> parameters;
};
Target parse_target(std::string_view target);

}  // namespace melsift::web
