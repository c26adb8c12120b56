// Two ways of going through Bytes: as a C library's callbacks want to, and in short steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

#include "audio/bytes.h"

namespace melsift::audio {

// A position in Bytes, for decoders that call back from C, which no exception may cross.  The bytes
// before `begin` do not exist for it.
class Cursor {
 public:
  // `bytes` must outlive the cursor.
  Cursor(const Bytes& bytes, std::int64_t begin) : bytes_(&bytes), begin_(begin) {}

  std::int64_t size() const { return bytes_->size() - begin_; }
  std::int64_t position() const { return position_; }
  // Up to `count` bytes; 0 at the end, -1 on a failure, which check() then throws.
  std::int64_t read(void* out, std::int64_t count) noexcept;
  // As lseek(2); never before the first byte.  Returns the new position.
  std::int64_t seek(std::int64_t offset, int whence) noexcept;

  // Throws what reading has met, if anything.
  void check() const;

 private:
  const Bytes* bytes_;
  std::int64_t begin_;
  std::int64_t position_ = 0;
  std::exception_ptr failure_;
};

// The bytes at ever later offsets, read in large blocks.
class Window {
 public:
  explicit Window(const Bytes& bytes) : bytes_(&bytes) {}

  // `count` bytes (at most 128 KiB) from `offset` on, fewer only at the end; valid until the next
  // call.  Throws Error io.
  std::string_view at(std::int64_t offset, std::size_t count);

 private:
  const Bytes* bytes_;
  std::string block_;
  std::int64_t begin_ = 0;
};

}  // namespace melsift::audio
