#include "base/legacy_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/utf8.h"

namespace melsift {
namespace {

// Bytes 0x80 to 0xBF of Windows-1251 (Unicode's mapping table CP1251.TXT); 0xC0 to 0xFF are U+0410
// to U+044F.  Byte 0x98 has no meaning.
constexpr std::array<char16_t, 64> kCyrillic = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
    0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0xFFFD, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0,
    0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB,
    0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6,
    0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457};

// Bytes 0x80 to 0x9F of Windows-1252 (CP1252.TXT); the others are Latin-1's.
constexpr std::array<char16_t, 32> kWestern = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

char32_t cyrillic(unsigned char byte) {
  if (byte < 0x80) return byte;
  return byte < 0xC0 ? char32_t{kCyrillic[byte - 0x80U]} : char32_t{byte} - 0xC0 + 0x0410;
}

char32_t western(unsigned char byte) {
  return byte < 0x80 || byte >= 0xA0 ? char32_t{byte} : char32_t{kWestern[byte - 0x80U]};
}

bool is_ascii_letter(unsigned char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// U+0400 to U+04FF.
bool is_cyrillic_letter(unsigned char byte) {
  return cyrillic(byte) >> 8 == 4;
}

// The bytes that are UTF-8, or nothing if they are not.  A fixed field of ID3v1 may end within a
// character, which is then left out.
std::optional<std::string_view> as_utf8(std::string_view bytes) {
  constexpr std::size_t kLongest = 4;
  bool has_long_ones = false;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view before = rest;
    const bool is_bad = take_code_point(rest) == kReplacement && before.size() - rest.size() == 1;
    if (is_bad) {
      const bool is_cut = has_long_ones && before.size() < kLongest && (before[0] & 0xC0) == 0xC0 &&
                          std::ranges::all_of(rest, [](char c) { return (c & 0xC0) == 0x80; });
      if (!is_cut) return std::nullopt;
      return bytes.substr(0, bytes.size() - before.size());
    }
    has_long_ones = has_long_ones || before.size() - rest.size() > 1;
  }
  return bytes;
}

// In western languages, letters outside of ASCII are mixed with ASCII letters.  Three letters that
// are all Cyrillic in Windows-1251 therefore decide for it, if they are a word or if the text has
// no ASCII letter; a word with both kinds of letters decides against it.
bool is_cyrillic(std::string_view bytes) {
  constexpr std::size_t kMin = 3;
  std::size_t longest = 0, all_ascii = 0, all_other = 0;
  std::size_t ascii = 0, other = 0;  // of the current word
  const auto end_word = [&] {
    const bool is_mixed = ascii > 0 && other > 0;
    longest = std::max(longest, other);
    all_ascii += std::exchange(ascii, 0);
    all_other += std::exchange(other, 0);
    return !is_mixed;
  };
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_ascii_letter(byte)) {
      ++ascii;
    } else if (is_cyrillic_letter(byte)) {
      ++other;
    } else if (!end_word()) {
      return false;
    }
  }
  if (!end_word()) return false;
  return longest >= kMin || (all_ascii == 0 && all_other >= kMin);
}

std::string decoded(std::string_view bytes, char32_t (*character)(unsigned char)) {
  std::string text;
  for (const char c : bytes) append_code_point(text, character(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::string legacy_text(std::string_view bytes) {
  if (const auto text = as_utf8(bytes)) return std::string(*text);
  return is_cyrillic(bytes) ? from_windows_1251(bytes) : from_windows_1252(bytes);
}

std::string from_windows_1252(std::string_view bytes) {
  return decoded(bytes, western);
}

std::string from_windows_1251(std::string_view bytes) {
  return decoded(bytes, cyrillic);
}

}  // namespace melsift
