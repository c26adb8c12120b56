#include "audio/track_file.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "audio/damage.h"
#include "audio/sound_hash.h"
#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"

namespace melsift::audio {
namespace {

std::unique_ptr<const Bytes> open_bytes(const std::string& path, TrackFile::Access access) {
  auto bytes = std::make_unique<const Bytes>(path);
  if (access == TrackFile::Access::parts || bytes->size() > TrackFile::kMaxInMemory) return bytes;
  // A file of size 0 may have bytes or be unreadable, such as those of /proc.
  if (bytes->size() == 0) return std::make_unique<const Bytes>(read_file(path), path);
  return std::make_unique<const Bytes>(bytes->peek(0, static_cast<std::size_t>(bytes->size())),
                                       path);
}

}  // namespace

TrackFile::TrackFile(const std::string& path, Access access) : bytes_(open_bytes(path, access)) {}

TrackFile::TrackFile(std::string bytes, std::string name)
    : bytes_(std::make_unique<const Bytes>(std::move(bytes), std::move(name))) {}

TrackFile::TrackFile(int descriptor, std::string name)
    : bytes_(std::make_unique<const Bytes>(descriptor, std::move(name))) {}

const Extent& TrackFile::extent() const {
  std::call_once(extent_found_, [this] { extent_ = find_sound(*bytes_); });
  return extent_;
}

void TrackFile::check_whole() const {
  std::call_once(damage_found_, [this] { damage_ = damage(*bytes_, extent()); });
  if (damage_) throw Error(ErrorKind::corrupt, name(), *damage_);
}

std::uint64_t TrackFile::hash() const {
  constexpr std::int64_t kBlock = std::int64_t{1} << 18;
  std::vector<char> block(static_cast<std::size_t>(std::min(kBlock, bytes_->size())));
  std::uint64_t sum = kHashBegin;
  for (std::int64_t at = 0; at < bytes_->size();) {
    const std::size_t size = bytes_->read_at(at, block);
    sum = melsift::hash({block.data(), size}, sum);
    at += static_cast<std::int64_t>(size);
  }
  return sum;
}

std::optional<std::uint64_t> TrackFile::sound_hash() const {
  try {
    return audio::sound_hash(*bytes_, extent());
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    return std::nullopt;
  }
}

}  // namespace melsift::audio
