#include "web/request_parser.h"

#include <limits>
#include <string>

// Before Boost 1.86 an assertion of the parser is wrong and could be reached by any client:
// "0\r\n", the end of the chunks, and then "\r" alone (github.com/boostorg/beast/pull/2861).
#define BOOST_DISABLE_ASSERTS
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string_type.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace melsift::web {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

std::string_view view(string_view text) {
  return {text.data(), text.size()};
}

// Whether the request line at the start of `bytes` names a version that could exist.
bool names_other_version(std::string_view bytes) {
  bytes.remove_prefix(bytes.find(' ') + 1);
  const std::string_view version = bytes.substr(bytes.find(' ') + 1, 8);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
         version[6] == '.' && is_digit(version[7]) && version != "HTTP/1.1" &&
         version != "HTTP/1.0";
}

Refusal long_chunk_line() {
  return {400, "malformed request: the line of a chunk is too long", {}};
}

Refusal refusal_of(const error_code& error, std::string_view bytes) {
  if (error == http::error::header_limit) return {431, "the head of the request is too long", {}};
  if (error == http::error::bad_version && names_other_version(bytes))
    return {505, "the server speaks only HTTP/1.1 and HTTP/1.0", {}};
  return {400, "malformed request: " + error.message(), {}};
}

}  // namespace

// Beast's documented base for custom parsers.
class RequestParser::Parser final : public http::basic_parser<true> {
 public:
  Parser() {
    header_limit(kLongestHead);
    // check_headers() and the handlers limit bodies.
    body_limit(std::numeric_limits<std::uint64_t>::max());
  }

  RequestHead head;
  std::string_view input;  // of put()
  const BodySink* body = nullptr;
  std::size_t head_bytes = 0;

 private:
  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       error_code&) override {
    head.method = view(method);
    head.target = view(target);
    head.is_http_1_0 = version == 10;
    check_request_line(head);
  }
  void on_field_impl(http::field, string_view name, string_view value, error_code&) override {
    refuse_folding(name);
    if (is_header_done()) return;  // a trailer
    if (head.headers.size() == kMaxHeaders)
      throw Refusal{431, "the request has too many headers", {}};
    head.headers.push_back({std::string(view(name)), std::string(view(value))});
  }
  void on_header_impl(error_code&) override {
    check_headers(head);
    head.keeps_alive = keep_alive();
  }
  std::size_t on_body_impl(string_view piece, error_code&) override {
    (*body)(view(piece));
    return piece.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code&) override {
    (*body)(view(piece));
    return piece.size();
  }
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  void on_chunk_header_impl(std::uint64_t, string_view extensions, error_code&) override {
    if (extensions.size() > kLongestHead) throw long_chunk_line();
  }
  void on_finish_impl(error_code&) override {}

  // Beast joins folded lines, which other programs read as separate lines (RFC 9112, 5.2).
  void refuse_folding(string_view name) const {
    const std::string_view lines =
        input.substr(static_cast<std::size_t>(name.data() - input.data()));
    const std::size_t end = lines.find("\r\n");
    if (end != std::string_view::npos && end + 2 < lines.size() &&
        (lines[end + 2] == ' ' || lines[end + 2] == '\t'))
      throw Refusal{400, "malformed request: a header is folded", {}};
  }
};

RequestParser::RequestParser() : parser_(std::make_unique<Parser>()) {}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;

bool RequestParser::has_begun() const {
  return parser_->got_some();
}

const RequestHead* RequestParser::head() const {
  return parser_->is_header_done() ? &parser_->head : nullptr;
}

bool RequestParser::is_done() const {
  return parser_->is_done();
}

std::size_t RequestParser::put(std::string_view bytes, const BodySink& body) {
  const std::size_t size = bytes.size();
  // Empty lines may precede a request (RFC 9112, 2.2); Beast does not accept them.
  while (!has_begun() && bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  if (!has_begun() && bytes == "\r") return size - bytes.size();
  parser_->body = &body;
  while (!bytes.empty() && !is_done()) {
    parser_->input = bytes;
    const bool in_head = !parser_->is_header_done();
    error_code error;
    const std::size_t used =
        parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (in_head) {
      parser_->head_bytes += used;
      if (parser_->head_bytes > kLongestHead) error = http::error::header_limit;
    }
    if (error && error != http::error::need_more) throw refusal_of(error, bytes);
    bytes.remove_prefix(used);
    if (!error) continue;
    // Beast limits heads, but not the lines of chunks and the trailers.
    if (bytes.size() > kLongestHead) throw long_chunk_line();
    break;
  }
  return size - bytes.size();
}

}  // namespace melsift::web
