// Reads one HTTP/1 request from bytes as they arrive, by Boost.Beast's parser and the rules of
// request_head.h.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "web/request_head.h"

namespace melsift::web {

class RequestParser {
 public:
  using BodySink = std::function<void(std::string_view)>;

  RequestParser();
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;

  // Uses as many of `bytes`, the next bytes of the request, as it can, and returns their number;
  // the caller passes the rest again, with more bytes after it.  Pieces of the body go to `body`,
  // without their chunks' lines; trailers are dropped.  Throws Refusal: those of request_head.h,
  // 400 for a malformed request, 431 for a head of more than kLongestHead bytes or kMaxHeaders
  // headers, 505.  After a Refusal the parser must not be used.
  std::size_t put(std::string_view bytes, const BodySink& body);

  // Whether a byte of the request has arrived.
  bool has_begun() const;
  // The complete head; nullptr until it has arrived.
  const RequestHead* head() const;
  // Whether the request is complete, including its body.
  bool is_done() const;

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace melsift::web
