#include "base/name.h"

#include <algorithm>
#include <array>
#include <utility>

#include <utf8proc.h>

#include "base/number.h"
#include "base/unicode_map.h"
#include "base/utf8.h"

namespace melsift {
namespace {

using Letter = std::pair<char32_t, std::string_view>;

// Letters that Unicode does not decompose.  People without a key for them write them without the
// stroke, or as two letters.
constexpr std::array<Letter, 11> kPlainLetters = {{{0xE6, "ae"},
                                                   {0xF0, "d"},
                                                   {0xF8, "o"},
                                                   {0xFE, "th"},
                                                   {0x111, "d"},
                                                   {0x127, "h"},
                                                   {0x131, "i"},
                                                   {0x142, "l"},
                                                   {0x153, "oe"},
                                                   {0x167, "t"},
                                                   {0x491, "\u0433"}}};

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Characters that people use as an apostrophe, in addition to those that utf8proc unifies.  They
// are replaced before NFKC, which splits U+00B4 into a blank and an accent.
bool is_apostrophe(char32_t c) {
  constexpr std::array<char32_t, 8> kOthers = {U'`',   0xB4,   0x2B9,  0x2BB,
                                               0x201B, 0x2032, 0xA78C, 0xFF40};
  return std::ranges::find(kOthers, c) != kOthers.end();
}

enum class Kind { word, apostrophe, blank, symbol };

Kind kind_of(char32_t c, bool inside_word) {
  if (c == U'\'') return Kind::apostrophe;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return Kind::word;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return inside_word ? Kind::word : Kind::blank;  // a mark on a blank
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
      return Kind::blank;
    default:
      return c == kReplacement ? Kind::blank : Kind::symbol;
  }
}

// Accents, and the points that Hebrew and Arabic are mostly written without.  Marks of other
// scripts are parts of their letters.
bool is_diacritic(char32_t c) {
  const auto in = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
  return in(0x300, 0x36F) || in(0x591, 0x5C7) || in(0x64B, 0x65F) || c == 0x670 ||
         in(0x1AB0, 0x1AFF) || in(0x1DC0, 0x1DFF);
}

std::vector<std::string> words_of(std::string_view folded) {
  std::vector<std::string> words;
  bool inside = false;
  while (!folded.empty()) {
    const char32_t c = take_code_point(folded);
    const Kind kind = kind_of(c, inside);
    if (kind == Kind::apostrophe) continue;
    if (kind == Kind::word && !inside) words.emplace_back();
    inside = kind == Kind::word;
    if (inside) append_code_point(words.back(), c);
  }
  return words;
}

std::string symbols_of(std::string_view folded) {
  std::string symbols;
  while (!folded.empty()) {
    const char32_t c = take_code_point(folded);
    if (kind_of(c, false) != Kind::blank) append_code_point(symbols, c);
  }
  return symbols;
}

}  // namespace

std::string folded_name(std::string_view name) {
  std::string text;
  if (is_ascii(name)) {
    text = lower_case(name);
    std::ranges::replace(text, '`', '\'');
    return text;
  }
  while (!name.empty()) {
    const char32_t c = take_code_point(name);
    append_code_point(text, is_apostrophe(c) ? U'\'' : c);
  }
  return unicode_map(text, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                               UTF8PROC_IGNORE | UTF8PROC_LUMP);
}

std::string without_diacritics(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  const std::string apart = unicode_map(text, UTF8PROC_DECOMPOSE);
  std::string plain;
  for (std::string_view rest = apart; !rest.empty();) {
    const char32_t c = take_code_point(rest);
    const auto letter = std::ranges::find(kPlainLetters, c, &Letter::first);
    if (letter != kPlainLetters.end())
      plain += letter->second;
    else if (!is_diacritic(c))
      append_code_point(plain, c);
  }
  return unicode_map(plain, UTF8PROC_COMPOSE);
}

std::vector<std::string> name_words(std::string_view name) {
  return words_of(without_diacritics(folded_name(name)));
}

std::string normal_form(std::string_view name) {
  const std::string folded = folded_name(name);
  const std::vector<std::string> words = words_of(folded);
  std::string form;
  for (const std::string& word : words) {
    if (word != "and") form += word;
  }
  if (!form.empty()) return form;
  return words.empty() ? symbols_of(folded) : words.front();
}

std::string lookup_form(std::string_view name) {
  return without_diacritics(normal_form(name));
}

}  // namespace melsift
