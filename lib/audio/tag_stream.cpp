#include "audio/tag_stream.h"

#include <algorithm>

namespace melsift::audio {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 13;
constexpr std::size_t kMaxBytes = std::size_t{1} << 31;  // TagLib counts bytes with an unsigned int

}  // namespace

void TagStream::check() const {
  if (failure_) std::rethrow_exception(failure_);
}

long TagStream::length() {
  return failure_ ? 0 : static_cast<long>(bytes_.size());
}

void TagStream::seek(long offset, Position from) {
  const long base = from == Beginning ? 0 : from == Current ? position_ : length();
  // Offsets come from files: an offset near the largest number must not overflow.
  constexpr long kFarthest = 1L << 60;
  position_ = std::clamp(base + std::clamp(offset, -kFarthest, kFarthest), 0L, kFarthest);
}

TagLib::ByteVector TagStream::readBlock(Size count) {
  const auto left = static_cast<std::size_t>(std::max(0L, length() - position_));
  const std::size_t size = std::min({count, left, kMaxBytes});
  if (size == 0) return {};
  try {
    TagLib::ByteVector bytes = read_at(position_, size);
    position_ += static_cast<long>(bytes.size());
    return bytes;
  } catch (...) {
    failure_ = std::current_exception();
    return {};
  }
}

TagLib::ByteVector TagStream::read_at(std::int64_t offset, std::size_t count) {
  if (count >= kBlock) {
    TagLib::ByteVector bytes(static_cast<unsigned>(count), '\0');
    bytes_.read_at(offset, {bytes.data(), bytes.size()});
    return bytes;
  }
  const std::int64_t end = offset + static_cast<std::int64_t>(count);
  if (offset < block_begin_ || end > block_begin_ + static_cast<std::int64_t>(block_.size())) {
    block_.clear();
    block_ = bytes_.peek(offset, kBlock);
    block_begin_ = offset;
  }
  return {block_.data() + (offset - block_begin_), static_cast<unsigned>(count)};
}

}  // namespace melsift::audio
