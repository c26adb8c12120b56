// The head of an HTTP/1 request (RFC 9112), read strictly: what two programs could understand in
// two ways is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/exchange.h"

namespace melsift::web {

inline constexpr std::size_t kLongestTarget = 2000;
inline constexpr std::size_t kLongestHead = 16384;
inline constexpr std::size_t kMostHeaders = 100;

struct RequestHead {
  std::string method;
  std::string target;
  std::string version;  // "HTTP/1.1" or "HTTP/1.0"
  std::vector<Header> headers;
  // Of the body; nothing where it comes in chunks.
  std::optional<std::uint64_t> body_bytes = 0;
  bool expects_continue = false;
};

// Where the head at the beginning of `bytes` ends, behind its empty line; nothing where the end is
// still to come.
std::optional<std::size_t> head_size(std::string_view bytes);
// Reads the head, which `bytes` is.  Throws Refusal: 400, 405 (not GET, HEAD or POST), 414, 415
// (an encoded body), 417, 431, 501 (an unknown transfer encoding), 505.
RequestHead parse_head(std::string_view bytes);
// The head for the parser behind this one: ranges are left to handlers ("X-Range"), compression and
// expectations to nobody.
std::string head_text(const RequestHead& head);
inline constexpr const char* kRangeHeader = "X-Range";

}  // namespace melsift::web
