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

// The part of a file of `size` bytes for one range, "bytes=0-499", "bytes=500-" or "bytes=-500".
// Nothing if the text is malformed or has several ranges: the answer is then the whole file. Throws
// Refusal 416 if the range is outside of the file.
std::optional<ByteRange> parse_range(std::string_view text, std::uint64_t size);

}  // namespace melsift::web
