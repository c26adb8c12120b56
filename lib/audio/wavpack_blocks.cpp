#include "audio/wavpack_blocks.h"

#include <string>
#include <string_view>

#include "audio/byte_order.h"
#include "audio/cursor.h"

namespace melsift::audio {
namespace {

constexpr std::string_view kName = "wvpk";

bool has_block(const Bytes& bytes, std::int64_t at, std::int64_t end) {
  constexpr std::size_t kStep = 1 << 17;
  Window window(bytes);
  for (; at < end; at += static_cast<std::int64_t>(kStep - kName.size()))
    if (window.at(at, kStep).find(kName) != std::string_view::npos) return true;
  return false;
}

}  // namespace

std::int64_t wavpack_end(const Bytes& bytes, const Extent& extent) {
  constexpr std::size_t kHeader = 32;
  std::int64_t at = extent.begin;
  for (;;) {
    const std::string header = bytes.peek(at, kHeader);
    if (header.size() < kHeader || !header.starts_with(kName)) break;
    // The size leaves itself and the name out.
    const auto size = static_cast<std::int64_t>(little_endian(header, 4, 4)) + 8;
    if (size > extent.end - at) return extent.end;  // cut
    at += size;
  }
  return at > extent.begin && !has_block(bytes, at, extent.end) ? at : extent.end;
}

}  // namespace melsift::audio
