#include "web/request_head.h"

#include <algorithm>
#include <cctype>

#include "base/number.h"

namespace melsift::web {
namespace {

bool is_token(std::string_view text) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kSymbols.find(c) != std::string_view::npos;
  });
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

bool is_field_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
  });
}

std::string_view take_line(std::string_view& bytes) {
  const std::size_t end = bytes.find("\r\n");
  const std::string_view line = bytes.substr(0, end);
  bytes.remove_prefix(end + 2);
  return line;
}

void read_request_line(std::string_view line, RequestHead& head) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || last == first)
    throw Refusal{400, "not a request line", {}};
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  head.version = line.substr(last + 1);
  if (!is_token(head.method)) throw Refusal{400, "not a method", {}};
  if (!head.version.starts_with("HTTP/")) throw Refusal{400, "not a request line", {}};
  if (head.version != "HTTP/1.1" && head.version != "HTTP/1.0")
    throw Refusal{505, "only HTTP/1.1 and HTTP/1.0 are spoken here", {}};
  if (head.target.size() > kLongestTarget) throw Refusal{414, "the address is too long", {}};
  if (!head.target.starts_with('/') || !is_printable(head.target))
    throw Refusal{400, "the address is none", {}};
  if (head.method != "GET" && head.method != "HEAD" && head.method != "POST")
    throw Refusal{405, "only GET, HEAD and POST are answered", {{"Allow", "GET, HEAD, POST"}}};
}

void read_body_fields(RequestHead& head) {
  std::size_t lengths = 0, encodings = 0, hosts = 0;
  for (const Header& header : head.headers) {
    const std::string name = lower_case(header.name);
    if (name == "content-length") {
      const bool digits =
          !header.value.empty() && header.value.size() <= 18 &&
          std::ranges::all_of(header.value, [](char c) { return c >= '0' && c <= '9'; });
      if (!digits) throw Refusal{400, "Content-Length is no number", {}};
      head.body_bytes = static_cast<std::uint64_t>(*parse_integer(header.value));
      ++lengths;
    } else if (name == "transfer-encoding") {
      if (lower_case(header.value) != "chunked")
        throw Refusal{501, "Transfer-Encoding: only chunked is known", {}};
      ++encodings;
    } else if (name == "host") {
      ++hosts;
    } else if (name == "expect") {
      if (lower_case(header.value) != "100-continue")
        throw Refusal{417, "Expect: only 100-continue is known", {}};
      head.expects_continue = true;
    } else if (name == "content-encoding" && lower_case(header.value) != "identity") {
      throw Refusal{415, "Content-Encoding: the body has to come as it is", {}};
    }
  }
  if (lengths + encodings > 1)
    throw Refusal{400, "the length of the body is given more than once", {}};
  if (hosts > 1) throw Refusal{400, "more than one Host", {}};
  if (encodings > 0) {
    if (head.version == "HTTP/1.0") throw Refusal{400, "HTTP/1.0 knows no chunks", {}};
    head.body_bytes.reset();
  }
  if (head.method != "POST" && head.body_bytes != 0U)
    throw Refusal{400, head.method + " has no body", {}};
}

}  // namespace

std::optional<std::size_t> head_size(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  return end + 4;
}

RequestHead parse_head(std::string_view bytes) {
  if (bytes.size() > kLongestHead) throw Refusal{431, "the head is too long", {}};
  RequestHead head;
  read_request_line(take_line(bytes), head);
  while (!bytes.empty()) {
    const std::string_view line = take_line(bytes);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) ||
        !is_field_value(line.substr(colon + 1)))
      throw Refusal{400, "a header line is none", {}};
    if (head.headers.size() == kMostHeaders) throw Refusal{431, "too many headers", {}};
    head.headers.push_back(
        {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
  }
  read_body_fields(head);
  return head;
}

std::string head_text(const RequestHead& head) {
  std::string text = head.method + " " + head.target + " " + head.version + "\r\n";
  for (const Header& header : head.headers) {
    const std::string name = lower_case(header.name);
    if (name == "accept-encoding" || name == "expect" || name == "content-type") continue;
    text.append(name == "range" ? kRangeHeader : header.name);
    text.append(": ").append(header.value).append("\r\n");
  }
  return text + "\r\n";
}

}  // namespace melsift::web
