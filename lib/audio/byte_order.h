// Numbers in the headers of files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace melsift::audio {

// The `count` (1 to 8) bytes of `text` from `at` on as an unsigned number.  The bytes must exist.
inline std::uint64_t big_endian(std::string_view text, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}

inline std::uint64_t little_endian(std::string_view text, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i > 0; --i)
    value = value << 8 | static_cast<unsigned char>(text[at + i - 1]);
  return value;
}

}  // namespace melsift::audio
