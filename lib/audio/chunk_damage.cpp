#include <algorithm>
#include <limits>

#include "audio/chunks.h"
#include "audio/damage.h"

namespace melsift::audio {

std::optional<std::string> chunk_damage(const Bytes& bytes, const Extent& extent) {
  const ChunkList list = read_chunks(bytes, extent);
  if (list.problem) return list.problem;
  // Chunks are padded to even lengths, in Wave64 to multiples of 8.
  for (const std::int64_t alignment : {1, 2, 8}) {
    if (list.after == 0) break;
    const std::int64_t at = list.after + ((extent.begin - list.after) & (alignment - 1));
    if (auto two = second_file(bytes, at)) return two;
  }
  const std::int64_t have = bytes.size() - list.content;
  if (list.is_size_unknown || list.promised <= static_cast<std::uint64_t>(have))
    return std::nullopt;
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  return truncated(have, static_cast<std::int64_t>(std::min(list.promised, kMax)));
}

}  // namespace melsift::audio
