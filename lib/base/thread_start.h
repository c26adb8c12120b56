// Starts threads, and reports which one the system refused: a process has limits for the number of
// threads and for the memory of their stacks.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string_view>
#include <thread>
#include <vector>

namespace melsift {

// Starts a thread that runs `body`.  Throws Error io "NAME: can't start: ..." if the system
// refuses.
std::jthread start_thread(std::string_view name, std::function<void(std::stop_token)> body);

// Appends `count` threads that run `body` to `threads`.  If the system refuses one, throws Error io
// "thread 17 of 200: can't start: ...".  The threads before it stay in `threads` and run, and the
// caller must end them.
void start_threads(std::vector<std::jthread>& threads, std::size_t count,
                   const std::function<void()>& body);

}  // namespace melsift
