#include "web/request_head.h"

#include <algorithm>

#include "base/number.h"
#include "base/percent.h"

namespace melsift::web {
namespace {

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

std::uint64_t length_of(std::string_view value) {
  const bool is_digits = !value.empty() && value.size() <= 18 &&
                         std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_digits) throw Refusal{400, "Content-Length is not a number", {}};
  return static_cast<std::uint64_t>(*parse_integer(value));
}

// Decodes a name or value in a query, where a plus sign is a blank.
std::string query_text(std::string_view text) {
  std::string blanks(text);
  std::ranges::replace(blanks, '+', ' ');
  return percent_decoded(blanks);
}

}  // namespace

void check_request_line(const RequestHead& head) {
  if (head.target.size() > kLongestTarget) throw Refusal{414, "the URL is too long", {}};
  if (!head.target.starts_with('/') || !is_printable_ascii(head.target))
    throw Refusal{400, "invalid request target", {}};
  if (head.method != "GET" && head.method != "HEAD" && head.method != "POST")
    throw Refusal{
        405, "the server answers only GET, HEAD and POST", {{"Allow", "GET, HEAD, POST"}}};
}

void check_headers(RequestHead& head) {
  std::size_t lengths = 0, encodings = 0, hosts = 0;
  for (const Header& header : head.headers) {
    const std::string name = lower_case(header.name);
    if (name == "content-length") {
      head.body_bytes = length_of(header.value);
      ++lengths;
    } else if (name == "transfer-encoding") {
      if (lower_case(header.value) != "chunked")
        throw Refusal{501, "Transfer-Encoding: only chunked is supported", {}};
      ++encodings;
    } else if (name == "host") {
      ++hosts;
    } else if (name == "expect") {
      if (lower_case(header.value) != "100-continue")
        throw Refusal{417, "Expect: only 100-continue is supported", {}};
      head.expects_continue = true;
    } else if (name == "content-encoding" && lower_case(header.value) != "identity") {
      throw Refusal{415, "Content-Encoding: encoded bodies are not supported", {}};
    }
  }
  if (lengths + encodings > 1)
    throw Refusal{400, "the request gives the length of its body more than once", {}};
  if (hosts > 1) throw Refusal{400, "the request has more than one Host", {}};
  if (encodings > 0) {
    if (head.is_http_1_0) throw Refusal{400, "HTTP/1.0 has no chunked bodies", {}};
    head.body_bytes.reset();
  }
  if (head.method != "POST" && head.body_bytes != 0U)
    throw Refusal{400, head.method + " requests must have no body", {}};
}

Target parse_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  Target parsed{percent_decoded(target.substr(0, mark)), {}};
  std::string_view query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (equals > 0)
      parsed.parameters.emplace(query_text(pair.substr(0, equals)),
                                query_text(pair.substr(std::min(equals + 1, pair.size()))));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return parsed;
}

}  // namespace melsift::web
