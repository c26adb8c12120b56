// These definitions stand before libc's, also for the shared libraries of the process.  The test
// programs are linked with this file; the tests in tests/tools preload it, as failing_call.so, with
//   MELSIFT_FAILING_CALL="CALL NUMBER ERROR [PATH]"   the call fails once
//   MELSIFT_FAILING_CALL="CALL NUMBER+ ERROR [PATH]"  and all after it
#include "support/failing_call.h"

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

namespace {

struct Fault {
  std::string call;
  std::string path;
  int error = 0;
  bool lasts = false;
  std::atomic<long> left{0};  // calls until the one that fails; 0 after that one
  std::atomic<bool> is_on{false};
};

Fault& fault() {
  static Fault one;
  return one;
}

void set_fault(std::string_view call, long number, int error, std::string_view path, bool lasts) {
  fault().call = call;
  fault().path = path;
  fault().error = error;
  fault().lasts = lasts;
  fault().left = number;
  fault().is_on = true;
}

// Reads the environment in a process that this file is preloaded into.
[[maybe_unused]] const bool is_set_by_environment = [] {
  const char* text = std::getenv("MELSIFT_FAILING_CALL");
  char call[32] = "", number[32] = "", path[256] = "";
  int error = 0;
  if (text == nullptr || std::sscanf(text, "%31s %31s %d %255s", call, number, &error, path) < 3)
    return false;
  set_fault(call, std::atol(number), error, path, std::string_view(number).ends_with('+'));
  return true;
}();

// Whether this call is the one that fails; errno is then set.
bool fails(std::string_view call, std::string_view path) {
  Fault& one = fault();
  if (!one.is_on || one.call != call || path.find(one.path) == std::string_view::npos) return false;
  long left = one.left;
  while (left > 0 && !one.left.compare_exchange_weak(left, left - 1)) {
  }
  if (left > 1 || (left == 0 && !one.lasts)) return false;
  errno = one.error;
  return true;
}

bool fails(std::string_view call, int descriptor) {
  if (!fault().is_on) return false;
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t size = ::readlink(link.c_str(), path, sizeof path);
  return fails(call, std::string_view(path, size < 0 ? 0 : static_cast<std::size_t>(size)));
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

mode_t mode_of(int flags, va_list arguments) {
  const bool has_mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return has_mode ? va_arg(arguments, mode_t) : 0;
}

int open_by(const char* name, const char* path, int flags, mode_t mode) {
  using Open = int (*)(const char*, int, ...);
  return fails("open", path) ? -1 : next<Open>(name)(path, flags, mode);
}

using Read = ssize_t (*)(int, void*, std::size_t, off_t);
using Write = ssize_t (*)(int, const void*, std::size_t, off_t);

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_by("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_by("open64", path, flags, mode);
}

ssize_t pread(int descriptor, void* out, std::size_t count, off_t offset) {
  return fails("pread", descriptor) ? -1 : next<Read>("pread")(descriptor, out, count, offset);
}

ssize_t pread64(int descriptor, void* out, std::size_t count, off_t offset) {
  return fails("pread", descriptor) ? -1 : next<Read>("pread64")(descriptor, out, count, offset);
}

ssize_t pwrite(int descriptor, const void* from, std::size_t count, off_t offset) {
  return fails("pwrite", descriptor) ? -1 : next<Write>("pwrite")(descriptor, from, count, offset);
}

ssize_t pwrite64(int descriptor, const void* from, std::size_t count, off_t offset) {
  return fails("pwrite", descriptor) ? -1
                                     : next<Write>("pwrite64")(descriptor, from, count, offset);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*body)(void*),
                   void* argument) noexcept {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  if (fails("pthread_create", "")) return errno;
  return next<Create>("pthread_create")(thread, attributes, body, argument);
}

}  // extern "C"

namespace melsift::test {

FailingCall::FailingCall(std::string_view call, long number, int error, std::string_view path,
                         bool lasts) {
  set_fault(call, number, error, path, lasts);
}

FailingCall::~FailingCall() {
  fault().is_on = false;
}

bool FailingCall::has_failed() const {
  return fault().left <= 0;
}

}  // namespace melsift::test
