#include "web/exchange.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/number.h"

namespace melsift::web {
namespace {

// "Not Found" for 404; empty for a status that the server does not use.
std::string_view reason_of(int status) {
  static constexpr std::array<std::pair<int, std::string_view>, 24> kReasons = {{
      {200, "OK"},
      {202, "Accepted"},
      {206, "Partial Content"},
      {303, "See Other"},
      {304, "Not Modified"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {413, "Payload Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
      {505, "HTTP Version Not Supported"},
  }};
  const auto* const found =
      std::ranges::find(kReasons, status, &std::pair<int, std::string_view>::first);
  return found == kReasons.end() ? std::string_view() : found->second;
}

// Appends exactly one line, for any value.
void append_header(std::string& text, std::string_view name, std::string_view value) {
  if (value.find_first_of("\r\n") != std::string_view::npos) return;
  text.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

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

std::string head_text(const Answer& answer) {
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " ";
  text.append(reason_of(answer.status)).append("\r\n");
  for (const auto* headers : {&security_headers(), &answer.headers})
    for (const Header& header : *headers) append_header(text, header.name, header.value);
  if (find_header(answer.headers, "Cache-Control") == nullptr)
    append_header(text, "Cache-Control", "no-store");
  if (answer.status != 304) {
    append_header(text, "Content-Type", answer.type);
    const std::uint64_t size = answer.file ? answer.file->size : answer.body.size();
    if (!answer.subscribes_events) append_header(text, "Content-Length", std::to_string(size));
  }
  return text + "\r\n";
}

}  // namespace melsift::web
