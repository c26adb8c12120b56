#include "audio/cursor.h"

#include <algorithm>
#include <cstdio>

namespace melsift::audio {

void append(Pieces& pieces, std::int64_t begin, std::int64_t end) {
  if (!pieces.empty() && pieces.back().end == begin && pieces.back().instead.empty()) {
    pieces.back().end = end;
  } else {
    pieces.push_back({begin, end, {}});
  }
}

Cursor::Cursor(const Bytes& bytes, const Pieces& pieces) : bytes_(&bytes) {
  for (const Piece& piece : pieces) add(piece);
}

void Cursor::add(Piece piece) {
  if (piece.size() <= 0) return;
  starts_.push_back(size());
  pieces_.push_back(std::move(piece));
}

// Up to `count` bytes of one piece.
std::size_t Cursor::read_some(char* out, std::int64_t count) {
  while (next_ && position_ >= size()) {
    auto piece = next_();
    if (!piece) break;
    add(*std::move(piece));
  }
  if (position_ >= size()) return 0;
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), position_);
  const auto i = static_cast<std::size_t>(after - starts_.begin()) - 1;
  const Piece& piece = pieces_[i];
  const std::int64_t skipped = position_ - starts_[i];
  const auto room = static_cast<std::size_t>(std::min(count, piece.size() - skipped));
  if (piece.instead.empty()) return bytes_->read_at(piece.begin + skipped, {out, room});
  return piece.instead.copy(out, room, static_cast<std::size_t>(skipped));
}

std::int64_t Cursor::read(void* out, std::int64_t count) noexcept {
  if (failure_) return -1;
  try {
    std::int64_t done = 0;
    while (done < count) {
      const std::size_t got = read_some(static_cast<char*>(out) + done, count - done);
      if (got == 0) break;
      done += static_cast<std::int64_t>(got);
      position_ += static_cast<std::int64_t>(got);
    }
    return done;
  } catch (...) {
    failure_ = std::current_exception();
    position_ = size();
    return -1;
  }
}

std::int64_t Cursor::seek(std::int64_t offset, int whence) noexcept {
  if (failure_) return -1;
  const std::int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position_ : size();
  // Offsets come from files: an offset near the largest number must not overflow.
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
