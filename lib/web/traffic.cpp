#include "web/traffic.h"

#include <chrono>

#include "base/number.h"

namespace melsift::web {
namespace {

std::string head_of(const std::string& name, const std::string& kind, const std::string& help) {
  return "# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n";
}

std::string value_of(double value) {
  std::string text;
  append_number(text, value);
  return text;
}

}  // namespace

Answer Traffic::measure(Request& request, const std::function<Answer(Request&)>& handler) {
  Exchange exchange{request.method, request.path};
  const auto begin = std::chrono::steady_clock::now();
  const auto end = [&](int status, std::uint64_t bytes) {
    exchange.status = status;
    exchange.bytes = request.method == "HEAD" ? 0 : bytes;
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    exchange.seconds = taken.count();
    count(exchange);
    if (watcher_) watcher_(exchange);
  };
  try {
    Answer answer = handler(request);
    end(answer.status, answer.file ? answer.file->size : answer.body.size());
    return answer;
  } catch (const Refusal& refusal) {
    end(refusal.status, error_text(refusal.words).size());
    throw;
  } catch (...) {
    end(500, 0);
    throw;
  }
}

void Traffic::count(const Exchange& exchange) {
  const std::lock_guard lock(mutex_);
  ++requests_[{exchange.method, exchange.status}];
  ++answers_;
  bytes_ += exchange.bytes;
  seconds_ += exchange.seconds;
}

std::string Traffic::metrics() const {
  const std::lock_guard lock(mutex_);
  const std::string requests = "melsift_http_requests_total";
  std::string text = head_of(requests, "counter", "Answered requests by method and status.");
  for (const auto& [key, number] : requests_)
    text += requests + "{method=\"" + key.first + "\",status=\"" + std::to_string(key.second) +
            "\"} " + std::to_string(number) + "\n";
  const std::string seconds = "melsift_http_request_duration_seconds";
  text += head_of(seconds, "summary", "Time from a request's head to its answer.") + seconds +
          "_sum " + value_of(seconds_) + "\n" + seconds + "_count " + std::to_string(answers_) +
          "\n";
  return text + metric_text("melsift_http_response_bytes_total", "counter",
                            "Bytes of the bodies of answers.", static_cast<double>(bytes_));
}

std::string metric_text(const std::string& name, const std::string& kind, const std::string& help,
                        double value) {
  return head_of(name, kind, help) + name + " " + value_of(value) + "\n";
}

}  // namespace melsift::web
