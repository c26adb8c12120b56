#include "tools/kit/interruption.h"

#include <atomic>
#include <csignal>

namespace melsift::tools {
namespace {

std::atomic<int> caught{0};
static_assert(std::atomic<int>::is_always_lock_free);  // otherwise a handler could not use it

constexpr int kSignals[] = {SIGINT, SIGTERM};

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

void note_signal(int signal) {
  caught = signal;
  for (const int other : kSignals)
    if (!is_ignored(other)) std::signal(other, SIG_DFL);
}

void set_handlers(void (*handler)(int)) {
  for (const int signal : kSignals) {
    if (is_ignored(signal)) continue;
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, &action, nullptr);
  }
}

}  // namespace

Interruption::Interruption() {
  set_handlers(note_signal);
}

Interruption::~Interruption() {
  set_handlers(SIG_DFL);
}

bool Interruption::requested() {
  return caught.load(std::memory_order_relaxed) != 0;
}

int end_process(int code) {
  if (const int signal = caught; signal != 0) std::raise(signal);
  return code;
}

}  // namespace melsift::tools
