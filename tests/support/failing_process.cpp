// With failing_call.cpp this is the library failing_call.so, which a test preloads into a tool:
//   MELSIFT_FAILING_CALL="CALL NUMBER ERROR [PATH]"   from main() on, this call fails once
//   MELSIFT_FAILING_CALL="CALL NUMBER+ ERROR [PATH]"  and all after it
// See failing_call.h for CALL; "malloc" is one more, for all ways to get memory, without a PATH.
// MELSIFT_FAILING_MARK=FILE makes FILE when a call fails.  Under the sanitizers, which have their
// own allocator, malloc never fails.
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/failing_call.h"

namespace {

using melsift::test::FailingCall;

std::optional<FailingCall> failing;
const char* mark = nullptr;
std::atomic<long> allocations_left{0};  // until the one that fails; 0: none does
bool all_allocations_fail = false;
int (*real_main)(int, char**, char**) = nullptr;

void read_environment() {
  const char* text = std::getenv("MELSIFT_FAILING_CALL");
  char call[32] = "", number[32] = "", path[256] = "";
  int error = 0;
  if (text == nullptr || std::sscanf(text, "%31s %31s %d %255s", call, number, &error, path) < 3)
    return;
  mark = std::getenv("MELSIFT_FAILING_MARK");
  const bool lasts = std::string_view(number).ends_with('+');
  if (std::string_view(call) != "malloc") {
    failing.emplace(call, std::atol(number), error, path, lasts);
    return;
  }
  all_allocations_fail = lasts;
  allocations_left = std::atol(number);
}

// Without libc's functions, which may ask for memory.
void make_mark() {
  if (mark != nullptr) ::syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT, 0666);
}

int start(int argc, char** argv, char** environment) {
  read_environment();
  const int code = real_main(argc, argv, environment);
  if (failing && failing->has_failed()) make_mark();
  return code;
}

[[maybe_unused]] bool allocation_fails() {
  long left = allocations_left;
  while (left > 0 && !allocations_left.compare_exchange_weak(
                         left, left == 1 && all_allocations_fail ? 1 : left - 1)) {
  }
  if (left != 1) return false;
  make_mark();
  errno = ENOMEM;
  return true;
}

}  // namespace

extern "C" {

#ifndef MELSIFT_SANITIZE

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
  return allocation_fails() ? nullptr : __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
  return allocation_fails() ? nullptr : __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size) {
  return allocation_fails() ? nullptr : __libc_realloc(old, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  return allocation_fails() ? nullptr : __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return allocation_fails() ? nullptr : __libc_memalign(alignment, size);
}

int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
  void* got = allocation_fails() ? nullptr : __libc_memalign(alignment, size);
  if (got == nullptr) return ENOMEM;
  *out = got;
  return 0;
}

#endif

// glibc's entry, which calls main().
int __libc_start_main(int (*main)(int, char**, char**), int argc, char** argv, void (*begin)(),
                      void (*end)(), void (*loader_end)(), void* stack_end) {
  real_main = main;
  using Start = decltype(&__libc_start_main);
  return reinterpret_cast<Start>(::dlsym(RTLD_NEXT, "__libc_start_main"))(
      start, argc, argv, begin, end, loader_end, stack_end);
}

}  // extern "C"
