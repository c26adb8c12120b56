// These definitions precede those of libc, also for the shared libraries of the process.  The test
// programs are linked with this file.  failing_process.cpp makes it a library to preload.
#include "support/failing_call.h"

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <string>

#include <dirent.h>
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
  std::atomic<long> failures{0};
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
  fault().failures = 0;
  fault().is_on = true;
}

// Whether this call is the one that fails; errno is then set.
bool fails(std::string_view call, std::string_view path) {
  Fault& one = fault();
  if (!one.is_on || one.call != call || path.find(one.path) == std::string_view::npos) return false;
  long left = one.left;
  while (left > 0 && !one.left.compare_exchange_weak(left, left - 1)) {
  }
  if (left > 1 || (left == 0 && !one.lasts)) return false;
  ++one.failures;
  errno = one.error;
  return true;
}

// Standard streams are left alone.
bool fails(std::string_view call, int descriptor) {
  if (!fault().is_on || descriptor <= STDERR_FILENO) return false;
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t size = ::readlink(link.c_str(), path, sizeof path);
  return fails(call, std::string_view(path, size < 0 ? 0 : static_cast<std::size_t>(size)));
}

bool fails(std::string_view call, std::FILE* file) {
  return file != nullptr && fails(call, ::fileno(file));
}

// The next definition after the one here.
#define MELSIFT_NEXT(name)                                                                   \
  ([] {                                                                                      \
    static const auto next = reinterpret_cast<decltype(&::name)>(::dlsym(RTLD_NEXT, #name)); \
    return next;                                                                             \
  }())

mode_t mode_of(int flags, va_list arguments) {
  const bool has_mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return has_mode ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return fails("open", path) ? -1 : MELSIFT_NEXT(open)(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return fails("open", path) ? -1 : MELSIFT_NEXT(open64)(path, flags, mode);
}

FILE* fopen(const char* path, const char* mode) {
  return fails("open", path) ? nullptr : MELSIFT_NEXT(fopen)(path, mode);
}

FILE* fopen64(const char* path, const char* mode) {
  return fails("open", path) ? nullptr : MELSIFT_NEXT(fopen64)(path, mode);
}

int mkostemp(char* path, int flags) {
  return fails("open", path) ? -1 : MELSIFT_NEXT(mkostemp)(path, flags);
}

int mkostemp64(char* path, int flags) {
  return fails("open", path) ? -1 : MELSIFT_NEXT(mkostemp64)(path, flags);
}

DIR* opendir(const char* path) {
  return fails("open", path) ? nullptr : MELSIFT_NEXT(opendir)(path);
}

ssize_t read(int descriptor, void* out, std::size_t count) {
  return fails("read", descriptor) ? -1 : MELSIFT_NEXT(read)(descriptor, out, count);
}

ssize_t pread(int descriptor, void* out, std::size_t count, off_t offset) {
  return fails("read", descriptor) ? -1 : MELSIFT_NEXT(pread)(descriptor, out, count, offset);
}

ssize_t pread64(int descriptor, void* out, std::size_t count, off_t offset) {
  return fails("read", descriptor) ? -1 : MELSIFT_NEXT(pread64)(descriptor, out, count, offset);
}

ssize_t write(int descriptor, const void* from, std::size_t count) {
  return fails("write", descriptor) ? -1 : MELSIFT_NEXT(write)(descriptor, from, count);
}

ssize_t pwrite(int descriptor, const void* from, std::size_t count, off_t offset) {
  return fails("write", descriptor) ? -1 : MELSIFT_NEXT(pwrite)(descriptor, from, count, offset);
}

ssize_t pwrite64(int descriptor, const void* from, std::size_t count, off_t offset) {
  return fails("write", descriptor) ? -1 : MELSIFT_NEXT(pwrite64)(descriptor, from, count, offset);
}

std::size_t fwrite(const void* from, std::size_t size, std::size_t count, FILE* file) {
  return fails("write", file) ? 0 : MELSIFT_NEXT(fwrite)(from, size, count, file);
}

int fflush(FILE* file) {
  return fails("write", file) ? EOF : MELSIFT_NEXT(fflush)(file);
}

int ftruncate(int descriptor, off_t size) noexcept {
  return fails("write", descriptor) ? -1 : MELSIFT_NEXT(ftruncate)(descriptor, size);
}

int ftruncate64(int descriptor, off_t size) noexcept {
  return fails("write", descriptor) ? -1 : MELSIFT_NEXT(ftruncate64)(descriptor, size);
}

int fsync(int descriptor) {
  return fails("fsync", descriptor) ? -1 : MELSIFT_NEXT(fsync)(descriptor);
}

int fdatasync(int descriptor) {
  return fails("fsync", descriptor) ? -1 : MELSIFT_NEXT(fdatasync)(descriptor);
}

int rename(const char* from, const char* to) noexcept {
  return fails("rename", to) ? -1 : MELSIFT_NEXT(rename)(from, to);
}

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  return fails("rename", to) ? -1 : MELSIFT_NEXT(linkat)(from_folder, from, to_folder, to, flags);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*body)(void*),
                   void* argument) noexcept {
  if (fails("pthread_create", "")) return errno;
  return MELSIFT_NEXT(pthread_create)(thread, attributes, body, argument);
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
  return fault().failures > 0;
}

}  // namespace melsift::test
