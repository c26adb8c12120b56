// A 64-bit hash that is the same on every machine and in every version, because files contain it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace melsift {

inline constexpr std::uint64_t kHashBegin = 0xcbf29ce484222325ULL;

// FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv).  Of pieces that follow each other: hash(second,
// hash(first)).  Protects against accidents, not against attacks.
inline std::uint64_t hash(std::string_view bytes, std::uint64_t begun = kHashBegin) {
  for (const char byte : bytes)
    begun = (begun ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  return begun;
}

// A hash of large content, ten times as fast.  Words of 8 little-endian bytes go to 8 lanes in
// turn: lane = (lane ^ word) * 0x9e3779b97f4a7c15, then lane = lane ^ (lane >> 32).  Lane i begins
// with kHashBegin + i; the last words are padded with zeros.  The result is hash() of the lanes and
// of the length.
std::uint64_t wide_hash(std::string_view bytes);

// 16 hexadecimal digits: JSON's numbers lose bits in other programs.
inline std::string to_hex(std::uint64_t value) {
  std::string text(16, '0');
  for (std::size_t i = text.size(); i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
  return text;
}

}  // namespace melsift
