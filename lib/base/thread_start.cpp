#include "base/thread_start.h"

#include <string>
#include <system_error>
#include <utility>

#include "base/error.h"

namespace melsift {

std::jthread start_thread(std::string_view name, std::function<void(std::stop_token)> body) {
  try {
    return std::jthread(std::move(body));
  } catch (const std::system_error& refusal) {
    throw system_error(name, "can't start", refusal.code().value());
  }
}

void start_threads(std::vector<std::jthread>& threads, std::size_t count,
                   const std::function<void()>& body) {
  threads.reserve(threads.size() + count);
  for (std::size_t i = 1; i <= count; ++i) {
    const std::string name = "thread " + std::to_string(i) + " of " + std::to_string(count);
    threads.push_back(start_thread(name, [body](const std::stop_token&) { body(); }));
  }
}

}  // namespace melsift
