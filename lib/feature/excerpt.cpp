#include "feature/excerpt.h"

#include <bit>

namespace melsift::feature {

std::int64_t Excerpt::stride(std::int64_t blocks) const {
  if (blocks <= most_blocks) return 1;
  const auto times = static_cast<std::uint64_t>((blocks - 1) / most_blocks);
  return static_cast<std::int64_t>(std::bit_ceil(times + 1));
}

}  // namespace melsift::feature
