#include <array>
#include <map>

#include "audio/byte_order.h"
#include "audio/cursor.h"
#include "audio/damage.h"
#include "audio/ogg_pages.h"

namespace melsift::audio {
namespace {

constexpr std::size_t kLargestPage = 27 + 255 + 255 * 255;

// RFC 3533: polynomial 0x04C11DB7, most significant bit first, from 0.
constexpr std::array<std::uint32_t, 256> checksum_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i << 24;
    for (int bit = 0; bit < 8; ++bit)
      value = value << 1 ^ ((value & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
    table[i] = value;
  }
  return table;
}

std::uint32_t checksum(std::uint32_t sum, std::string_view bytes) {
  static constexpr auto kTable = checksum_table();
  for (const char byte : bytes)
    sum = sum << 8 ^ kTable[sum >> 24 ^ static_cast<unsigned char>(byte)];
  return sum;
}

// The checksum of a page, whose checksum field counts as zeros.
std::uint32_t page_checksum(std::string_view page) {
  constexpr std::string_view kZeros("\0\0\0\0", 4);
  return checksum(checksum(checksum(0, page.substr(0, 22)), kZeros), page.substr(26));
}

}  // namespace

std::optional<std::string> page_damage(const Bytes& bytes, const Extent& extent) {
  Window window(bytes);
  std::map<std::uint64_t, std::uint64_t> open;  // stream -> number of its next page
  std::int64_t at = extent.begin;
  while (at < extent.end) {
    const std::string_view here = window.at(at, kLargestPage);
    const auto place = [&] { return " at byte " + std::to_string(at); };
    if (!here.starts_with("OggS")) {
      if (open.empty() && at > extent.begin) return second_file(bytes, at);
      return "damaged: no Ogg page" + place();
    }
    const auto header = ogg_page(here);
    if (!header || header->bytes > here.size()) return "truncated: its last Ogg page is cut";
    const std::size_t size = header->bytes;
    const std::string_view page = here.substr(0, size);
    if (page_checksum(page) != little_endian(page, 22, 4))
      return "damaged: the Ogg page" + place() + " fails its checksum";
    const std::uint64_t number = little_endian(page, 18, 4);
    const auto known = open.try_emplace(header->stream, number).first;
    if (known->second != number)
      return "damaged: Ogg pages are missing before byte " + std::to_string(at);
    known->second = (number + 1) & 0xFFFFFFFFU;
    if (header->is_last) open.erase(known);
    at += static_cast<std::int64_t>(size);
  }
  if (!open.empty()) return "truncated: its Ogg stream has no end";
  return std::nullopt;
}

}  // namespace melsift::audio
