// A 64-bit hash that is the same on every machine and in every version: it is written into files.
#pragma once

#include <cstdint>
#include <string_view>

namespace melsift {

inline constexpr std::uint64_t kHashBegin = 0xcbf29ce484222325ULL;

// FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv).  Of pieces that follow each other:
// hash(second, hash(first)).  Guards against accidents, not against malice.
inline std::uint64_t hash(std::string_view bytes, std::uint64_t begun = kHashBegin) {
  for (const char byte : bytes)
    begun = (begun ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  return begun;
}

}  // namespace melsift
