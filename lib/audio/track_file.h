// An audio file that is opened once for all readers: tags, hash, and decoders at several rates.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "audio/bytes.h"
#include "audio/container.h"

namespace melsift::audio {

// Thread-safe.
class TrackFile {
 public:
  // At most this many bytes of a file are kept in memory: 14 minutes at 320 kbit/s.
  static constexpr std::int64_t kMaxInMemory = std::int64_t{1} << 25;
  enum class Access {
    parts,  // each reader reads the bytes that it needs
    whole,  // the bytes are read once, now, unless there are more than kMaxInMemory
  };

  // Opens a file.  Throws what Bytes throws.
  TrackFile(const std::string& path, Access access);
  // Takes over bytes that were read already; messages call them `name`.
  TrackFile(std::string bytes, std::string name);
  // Takes over the open descriptor of a regular file.  Throws Error io.
  TrackFile(int descriptor, std::string name);

  const Bytes& bytes() const { return *bytes_; }
  const std::string& name() const { return bytes_->name(); }

  // Where the sound is in the file.  Only the first call searches.  Throws what find_sound()
  // throws.
  const Extent& extent() const;
  // Throws Error corrupt if the file is damaged or truncated (see damage.h), io.  Only the first
  // call reads the file.
  void check_whole() const;
  // The hash of all its bytes (base/hash.h).  Throws Error io.
  std::uint64_t hash() const;
  // The hash of its sound alone (sound_hash.h).  Nothing if it is damaged or of a container that
  // has none.  Throws Error io.
  std::optional<std::uint64_t> sound_hash() const;

 private:
  std::unique_ptr<const Bytes> bytes_;
  mutable std::once_flag extent_found_, damage_found_;
  mutable Extent extent_;
  mutable std::optional<std::string> damage_;
};

}  // namespace melsift::audio
