#include "audio/cursor.h"

#include <algorithm>
#include <cstdio>

namespace melsift::audio {

std::int64_t Cursor::read(void* out, std::int64_t count) noexcept {
  if (count <= 0) return 0;
  try {
    const std::size_t got = bytes_->read_at(
        begin_ + position_, {static_cast<char*>(out), static_cast<std::size_t>(count)});
    position_ += static_cast<std::int64_t>(got);
    return static_cast<std::int64_t>(got);
  } catch (...) {
    failure_ = std::current_exception();
    return -1;
  }
}

std::int64_t Cursor::seek(std::int64_t offset, int whence) noexcept {
  const std::int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position_ : size();
  // Offsets come out of files: one near the largest number must not overflow.
  constexpr std::int64_t kFarthest = std::int64_t{1} << 60;
  position_ =
      std::clamp<std::int64_t>(base + std::clamp(offset, -kFarthest, kFarthest), 0, kFarthest);
  return position_;
}

void Cursor::check() const {
  if (failure_) std::rethrow_exception(failure_);
}

std::string_view Window::at(std::int64_t offset, std::size_t count) {
  constexpr std::size_t kBlock = 1 << 17;
  const std::int64_t end = std::min(offset + static_cast<std::int64_t>(count), bytes_->size());
  if (offset < begin_ || end > begin_ + static_cast<std::int64_t>(block_.size())) {
    block_ = bytes_->peek(offset, kBlock);
    begin_ = offset;
  }
  const std::string_view block = block_;
  const auto from = static_cast<std::size_t>(offset - begin_);
  return from >= block.size() ? std::string_view() : block.substr(from, count);
}

}  // namespace melsift::audio
