#include "base/display_text.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace melsift {
namespace {

struct Range {
  char32_t first, last;
};

// Combining marks and invisible format characters (Unicode categories Mn, Me, Cf) of scripts that
// song titles use.
constexpr std::array kZeroWidth = {
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD},   Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A},   Range{0x0E47, 0x0E4E},
    Range{0x093C, 0x093C}, Range{0x0941, 0x0948}, Range{0x094D, 0x094D},   Range{0x1AB0, 0x1AFF},
    Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F}, Range{0x202A, 0x202E},   Range{0x2060, 0x2064},
    Range{0x20D0, 0x20FF}, Range{0x302A, 0x302D}, Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F},
    Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF},
};

// East_Asian_Width W and F.
constexpr std::array kWide = {
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x4DBF},
    Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD},
};

template <std::size_t N>
bool among(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](Range r) { return r.first <= c && c <= r.last; });
}

}  // namespace

std::size_t display_width(char32_t character) {
  if (character < 0x300) return 1;
  if (among(kZeroWidth, character)) return 0;
  return among(kWide, character) ? 2 : 1;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += display_width(printable(take_code_point(text)));
  return width;
}

char32_t printable(char32_t character) {
  const bool is_control = character < 0x20 || (character >= 0x7F && character < 0xA0) ||
                          (character >= 0x202A && character <= 0x202E);
  return is_control ? kReplacement : character;
}

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) append_code_point(shown, printable(take_code_point(text)));
  return shown;
}

std::string fit_width(std::string_view text, std::size_t width, bool right) {
  const bool cut = display_width(text) > width;
  const std::size_t room = cut ? width - 1 : width;
  constexpr char32_t kEllipsis = 0x2026;
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const char32_t c = printable(take_code_point(text));
    if (used + display_width(c) > room) break;
    used += display_width(c);
    append_code_point(out, c);
  }
  if (cut) {
    append_code_point(out, kEllipsis);
    ++used;
  }
  return right ? std::string(width - used, ' ') + out : out + std::string(width - used, ' ');
}

}  // namespace melsift
