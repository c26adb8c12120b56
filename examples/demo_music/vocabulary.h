// The words of invented artists and titles, and the years and languages of each style.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace melsift::demo {

inline constexpr std::size_t kArtistsPerStyle = 4;

struct Vocabulary {
  std::string_view style;
  int first_year;
  int last_year;
  std::array<std::string_view, kArtistsPerStyle> languages;  // ISO 639-1, one an artist
  // The pattern of an artist's name: * means given and family name, + the family name.
  std::array<std::string_view, kArtistsPerStyle> ensembles;
  // English titles are an opening and an ending.
  std::array<std::string_view, 8> openings;
  std::array<std::string_view, 6> endings;
};

// Names and titles of a language; the openings and endings of English are the styles' own.
struct Language {
  std::string_view code;
  std::array<std::string_view, 6> given;
  std::array<std::string_view, 8> family;
  std::array<std::string_view, 8> openings;
  std::array<std::string_view, 6> endings;
};

// Throws Error not_found for a style or a language without words.
const Vocabulary& vocabulary(std::string_view style);
const Language& language(std::string_view code);

}  // namespace melsift::demo
