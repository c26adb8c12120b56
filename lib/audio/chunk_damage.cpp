#include <algorithm>
#include <limits>

#include "audio/chunks.h"
#include "audio/damage.h"

namespace melsift::audio {

std::optional<std::string> chunk_damage(const Bytes& bytes, const Extent& extent) {
  const ChunkList list = read_chunks(bytes, extent);
  if (list.problem) return list.problem;
  if (list.after > 0 && container_of(bytes.peek(list.after, 64)) == extent.container)
    return two_in_one(list.after);
  const std::int64_t have = bytes.size() - list.content;
  if (list.is_size_unknown || list.promised <= static_cast<std::uint64_t>(have))
    return std::nullopt;
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  return truncated(have, static_cast<std::int64_t>(std::min(list.promised, kMax)));
}

}  // namespace melsift::audio
