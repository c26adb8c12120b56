#include "web/exchange.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/number.h"

namespace melsift::web {

const std::string* find_header(const std::vector<Header>& headers, std::string_view name) {
  const std::string wanted = lower_case(name);
  for (const Header& header : headers)
    if (lower_case(header.name) == wanted) return &header.value;
  return nullptr;
}

std::string Request::parameter(const std::string& name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

Refusal busy(std::string words) {
  return {503, std::move(words), {{"Retry-After", "1"}}};
}

Answer answer_of(const Refusal& refusal) {
  Answer answer;
  answer.status = refusal.status;
  answer.body = error_text(refusal.words);
  answer.headers = refusal.headers;
  return answer;
}

std::string error_text(std::string_view words) {
  return nlohmann::json{{"error", words}}.dump(-1, ' ', false,
                                               nlohmann::json::error_handler_t::replace);
}

const std::vector<Header>& security_headers() {
  static const std::vector<Header> headers = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
       "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
  };
  return headers;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Payload Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Error";
  }
}

}  // namespace melsift::web
