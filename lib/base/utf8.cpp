#include "base/utf8.h"

#include <algorithm>
#include <cstddef>

namespace melsift {
namespace {

// The length of a sequence by its first byte, and the bits of this byte that are part of the value;
// length 0 for a byte that can't be first.
struct Lead {
  std::size_t length;
  char32_t bits;
};

Lead lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte};
  if (byte >= 0xC2 && byte <= 0xDF) return {2, byte & 0x1FU};
  if (byte >= 0xE0 && byte <= 0xEF) return {3, byte & 0x0FU};
  if (byte >= 0xF0 && byte <= 0xF4) return {4, byte & 0x07U};
  return {0, 0};
}

// The first code point of `text`, which must not be empty, and its length in bytes; 0 bytes if it
// is malformed.
struct Sequence {
  char32_t value;
  std::size_t length;
};

Sequence first_sequence(std::string_view text) {
  constexpr Sequence kMalformed{kReplacement, 0};
  const auto [length, bits] = lead(static_cast<unsigned char>(text.front()));
  if (length == 0 || length > text.size()) return kMalformed;
  char32_t value = bits;
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return kMalformed;
    value = (value << 6U) | (byte & 0x3FU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (overlong || surrogate || value > 0x10FFFF) return kMalformed;
  return {value, length};
}

}  // namespace

char32_t take_code_point(std::string_view& text) {
  const auto [value, length] = first_sequence(text);
  text.remove_prefix(std::max<std::size_t>(length, 1));
  return value;
}

void append_code_point(std::string& out, char32_t code_point) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
  };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0U | (code_point >> 6U));
    tail(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0U | (code_point >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (code_point >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = first_sequence(text).length;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string valid_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string valid;
  while (!text.empty()) append_code_point(valid, take_code_point(text));
  return valid;
}

}  // namespace melsift
