// A service that answers from a script, and a clock that moves only during sleep.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "lookup/client.h"

namespace melsift::test {

struct Scripted {
  std::deque<lookup::Reply> replies;  // given out one by one
  std::vector<lookup::Request> requests;
  std::vector<double> pauses;  // seconds slept
  std::vector<std::string> said;
  double now_s = 1'000'000.0;

  void answer(int status, std::string body,
              std::vector<std::pair<std::string, std::string>> headers = {}) {
    replies.push_back({lookup::Response{status, std::move(body), std::move(headers)}, {}, false});
  }
  void fail(std::string why, bool passing) {
    replies.push_back({std::nullopt, std::move(why), passing});
  }

  // Refers to this script.
  lookup::Client client(const lookup::Patience& patience = {}) {
    return {[this](const lookup::Request& request) {
              requests.push_back(request);
              if (replies.empty()) return lookup::Reply{std::nullopt, "the script ended", false};
              lookup::Reply reply = std::move(replies.front());
              replies.pop_front();
              return reply;
            },
            {[this] { return now_s; },
             [this](double seconds) {
               pauses.push_back(seconds);
               now_s += seconds;
             }},
            patience,
            [this](std::string_view message) { said.emplace_back(message); }};
  }
};

// The message of the Error that `action` throws; empty if it throws none.
template <class Action>
std::string complaint_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace melsift::test
