// System calls that fail when a test requests it.
#pragma once

#include <string_view>

namespace melsift::test {

// From its construction on, the `number`th call (1: the next) of `call` in this process fails with
// `error`, an errno; with `lasts`, also all calls after it.  If `path` is given, only calls on
// files whose path contains it count.  At most one at a time.  `call` is
//   open            also fopen, mkostemp, opendir
//   read            also pread
//   write           also pwrite, fwrite, fflush and ftruncate
//   fsync           also fdatasync
//   rename          also linkat
//   pthread_create
class FailingCall {
 public:
  FailingCall(std::string_view call, long number, int error, std::string_view path = {},
              bool lasts = false);
  ~FailingCall();
  FailingCall(const FailingCall&) = delete;
  FailingCall& operator=(const FailingCall&) = delete;

  // Whether the call has failed.
  bool has_failed() const;
};

}  // namespace melsift::test
