#include "recommend/normal_form.h"

#include "base/utf8.h"

namespace melsift::recommend {
namespace {

char32_t folded(char32_t c) {
  const auto in = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
  if (in(U'A', U'Z')) return c + 0x20;
  if (c < 0xC0) return c;
  if (in(0xC0, 0xDE) && c != 0xD7) return c + 0x20;         // Latin-1
  if (in(0x100, 0x137) || in(0x14A, 0x177)) return c | 1U;  // Latin Extended-A: even is capital
  if (in(0x139, 0x148) || in(0x179, 0x17E)) return c + (c & 1U);  // there odd is capital
  if (c == 0x178) return 0xFF;
  if (in(0x391, 0x3A9)) return c + 0x20;  // Greek
  if (c == 0x3C2) return 0x3C3;           // final sigma
  if (in(0x400, 0x40F)) return c + 0x50;  // Cyrillic
  if (in(0x410, 0x42F)) return c + 0x20;
  return c;
}

bool apostrophe(char32_t c) {
  return c == U'\'' || c == U'`' || c == 0xB4 || c == 0x2BC || c == 0x2018 || c == 0x2019;
}

// Beyond ASCII all is a letter but the blocks of punctuation and symbols.
bool letter_or_digit(char32_t c) {
  const auto in = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
  if (c < 0x80) return in(U'a', U'z') || in(U'A', U'Z') || in(U'0', U'9');
  return !in(0x80, 0xBF) && c != 0xD7 && c != 0xF7 && !in(0x2000, 0x2BFF) && !in(0x3000, 0x3004) &&
         !in(0x3008, 0x3020) && c != 0x30FB && !in(0xFE00, 0xFE6F) && !in(0xFF00, 0xFF0F) &&
         !in(0xFF1A, 0xFF20) && c != kReplacement;
}

}  // namespace

std::vector<std::string> words(std::string_view name) {
  std::vector<std::string> found;
  bool inside = false;
  while (!name.empty()) {
    const char32_t c = take_code_point(name);
    if (apostrophe(c)) continue;
    const bool part = letter_or_digit(c);
    if (part && !inside) found.emplace_back();
    if (part) append_code_point(found.back(), folded(c));
    inside = part;
  }
  return found;
}

std::string normal_form(std::string_view name) {
  std::string form;
  for (const std::string& word : words(name)) {
    if (word != "and") form += word;
  }
  return form;
}

}  // namespace melsift::recommend
