// Two ways to read Bytes in order: for the callbacks of C libraries, and in short steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/bytes.h"

namespace melsift::audio {

// A part of a decoder's input: the bytes of a file from `begin` to `end`, or other bytes instead of
// them, such as a corrected size.
struct Piece {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::string instead;

  std::int64_t size() const {
    return instead.empty() ? end - begin : static_cast<std::int64_t>(instead.size());
  }
};
using Pieces = std::vector<Piece>;

// Appends bytes of a file to `pieces`; extends the last piece if they follow it directly.
void append(Pieces& pieces, std::int64_t begin, std::int64_t end);

// A position in a sequence of pieces of Bytes, for decoders with callbacks from C, through which no
// exception may pass.  Bytes outside of the pieces can't be read.
class Cursor {
 public:
  // Returns the next piece, or nothing at the end.
  using Next = std::function<std::optional<Piece>()>;

  // `bytes` must outlive the cursor.
  Cursor(const Bytes& bytes, const Pieces& pieces);
  // Asks for each piece when reading reaches it.  size() is then the size so far.
  Cursor(const Bytes& bytes, Next next) : bytes_(&bytes), next_(std::move(next)) {}

  // Whether all pieces are known, so that positions can be counted from the end.
  bool is_seekable() const { return !next_; }
  std::int64_t size() const { return starts_.empty() ? 0 : starts_.back() + pieces_.back().size(); }
  std::int64_t position() const { return position_; }
  // Up to `count` bytes; 0 at the end, -1 on a failure, which check() then throws.  A failure moves
  // the cursor to the end for good: libraries that ignore failures, such as libsndfile, would
  // otherwise read the same place for ever.
  std::int64_t read(void* out, std::int64_t count) noexcept;
  // Like lseek(2), but never before the first byte.  Returns the new position, or -1 after a
  // failure.
  std::int64_t seek(std::int64_t offset, int whence) noexcept;

  // Throws the error that reading met, if any.
  void check() const;

 private:
  void add(Piece piece);
  std::size_t read_some(char* out, std::int64_t count);

  const Bytes* bytes_;
  Next next_;
  Pieces pieces_;
  std::vector<std::int64_t> starts_;  // position of each piece's first byte
  std::int64_t position_ = 0;
  std::exception_ptr failure_;
};

// Bytes at increasing offsets, read in large blocks.
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
