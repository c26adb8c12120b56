#include "lookup/client.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "base/error.h"
#include "base/number.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "lookup/answer.h"
#include "lookup/url.h"

namespace melsift::lookup {
namespace {

bool is_temporary(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

std::optional<double> pause_asked_for(const Response& response, double now_s) {
  std::optional<double> pause;
  for (const char* name : {"retry-after", "x-ratelimit-reset-in"}) {
    const auto seconds = parse_retry_after(response.header(name), now_s);
    if (seconds) pause = std::max(pause.value_or(0.0), *seconds);
  }
  return pause;
}

// The error message in an answer, if it has one.
std::string message_in(const std::string& body) {
  Value answer;
  try {
    answer = parse_answer("", body);
  } catch (const Error&) {
    return {};  // an HTML page, or nothing
  }
  if (const Value inner = answer.field("error"); inner.is_object()) return inner.text_at("message");
  for (const char* name : {"error_description", "error", "message"}) {
    if (std::string text = answer.text_at(name); !text.empty()) return text;
  }
  return {};
}

// "HTTP 403: Insufficient client scope"
std::string refusal_text(const Request& request, const Response& response) {
  const std::string message = printable_excerpt(message_in(response.body), request.secrets);
  return "HTTP " + std::to_string(response.status) + (message.empty() ? "" : ": " + message);
}

}  // namespace

std::string printable_excerpt(std::string text, const std::vector<std::string>& secrets) {
  constexpr std::size_t kLongest = 200;  // characters
  for (const std::string& secret : secrets) {
    for (std::size_t at = 0; !secret.empty() && (at = text.find(secret, at)) != std::string::npos;
         at += 3)
      text.replace(at, secret.size(), "***");
  }
  std::string out;
  std::size_t taken = 0;
  for (std::string_view rest = text; !rest.empty() && taken < kLongest; ++taken) {
    const char32_t c = take_code_point(rest);
    const bool unfit = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E);
    append_code_point(out, unfit ? U' ' : c);
  }
  return std::string(trimmed(out));
}

Clock system_clock() {
  return {
      [] {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration<double>(now).count();
      },
      [](double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }};
}

Client::Client(Transport transport, Clock clock, const Patience& patience,
               std::function<void(std::string_view)> say)
    : transport_(std::move(transport)),
      clock_(std::move(clock)),
      patience_(patience),
      say_(std::move(say)) {}

void Client::wait_for_turn() {
  if (!last_s_ || interval_s_ <= 0.0) return;
  const double since = clock_.now_s() - *last_s_;
  // A clock that was set back must not cause hours of waiting.
  const double wait = std::min(interval_s_, interval_s_ - since);
  if (wait > 0.0) clock_.sleep(wait);
}

Response Client::send(const Request& request) {
  const std::string where = without_query(request.url);
  if (!request.secrets.empty() && !is_private(request.url))
    throw Error(ErrorKind::invalid_argument, where,
                "a secret is not sent to another machine by http; use https");
  double wait_s = patience_.first_wait_s;
  for (int attempt = 0;; ++attempt, wait_s *= 2.0) {
    wait_for_turn();
    Reply reply = transport_(request);
    last_s_ = clock_.now_s();
    if (reply.response && !is_temporary(reply.response->status)) return std::move(*reply.response);
    const std::string words =
        reply.response ? refusal_text(request, *reply.response) : std::move(reply.failure);
    double pause_s = wait_s;
    if (reply.response) {
      if (const auto asked = pause_asked_for(*reply.response, *last_s_)) {
        if (*asked > patience_.longest_wait_s)
          throw Error(ErrorKind::io, where,
                      words + "; it asks for a pause of " + to_fixed(std::ceil(*asked), 0) +
                          " s: try again then");
        pause_s = std::max(pause_s, *asked);
      }
    } else if (!reply.passing) {
      throw Error(ErrorKind::io, where, words);
    }
    if (attempt >= patience_.retries)
      throw Error(ErrorKind::io, where,
                  words + (attempt > 0 ? ", " + std::to_string(attempt + 1) + " times" : ""));
    if (say_) say_(where + ": " + words + "; trying again in " + to_text(pause_s) + " s");
    clock_.sleep(pause_s);
  }
}

std::optional<double> parse_retry_after(std::string_view text, double now_s) {
  if (text.empty()) return std::nullopt;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    constexpr double kTooMany = 1e9;  // a number with too many digits is a long time, too
    const auto seconds = parse_integer(text);
    return seconds ? static_cast<double>(*seconds) : kTooMany;
  }
  const auto date = parse_http_date(text);
  if (!date) return std::nullopt;
  return std::max(0.0, static_cast<double>(*date) - now_s);
}

void refuse(const Request& request, const Response& response, std::string_view hint) {
  std::string detail = refusal_text(request, response);
  if (!hint.empty()) detail.append("; ").append(hint);
  throw Error(response.status == 404 ? ErrorKind::not_found : ErrorKind::unsupported,
              without_query(request.url), detail);
}

}  // namespace melsift::lookup
