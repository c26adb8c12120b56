#include "base/hash.h"

#include <array>
#include <bit>
#include <cstring>

namespace melsift {

static_assert(std::endian::native == std::endian::little, "words are hashed little-endian");

std::uint64_t wide_hash(std::string_view bytes) {
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15ULL;  // 2^64 / the golden ratio
  using Words = std::array<std::uint64_t, 8>;
  Words lanes;
  for (std::size_t i = 0; i < lanes.size(); ++i) lanes[i] = kHashBegin + i;
  const auto add = [&](const Words& words) {
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      lanes[i] = (lanes[i] ^ words[i]) * kFactor;
      lanes[i] ^= lanes[i] >> 32;
    }
  };
  const std::uint64_t size = bytes.size();
  Words words{};
  for (; bytes.size() >= sizeof words; bytes.remove_prefix(sizeof words)) {
    std::memcpy(words.data(), bytes.data(), sizeof words);
    add(words);
  }
  if (!bytes.empty()) {
    words.fill(0);
    std::memcpy(words.data(), bytes.data(), bytes.size());
    add(words);
  }
  const std::string_view sizes(reinterpret_cast<const char*>(&size), sizeof size);
  return hash(sizes, hash({reinterpret_cast<const char*>(lanes.data()), sizeof lanes}));
}

}  // namespace melsift
