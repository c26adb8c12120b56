// The Range of a request (RFC 9110, 14).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace melsift::web {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // included
};

// What one range, "bytes=0-499", "bytes=500-" or "bytes=-500", means of a file of `size` bytes.
// Nothing where the text is none or asks for several ranges: the whole file is then the answer.
// Throws Refusal 416 where the file has nothing of it.
std::optional<ByteRange> parse_range(std::string_view text, std::uint64_t size);

}  // namespace melsift::web
