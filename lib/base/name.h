// The forms in which names of artists, titles, albums, genres and languages are compared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melsift {

// `name` without Unicode's ways to write the same text: compatibility forms and accents composed
// (NFKC), capitals (full case folding), invisible characters; all kinds of dash are "-", of
// apostrophe "'", of blank " ".  Bytes that are not UTF-8 become U+FFFD.
std::string folded_name(std::string_view name);

// `text` without diacritics: accents, Hebrew and Arabic points, and strokes ("ø", "ł"); ligatures
// are split ("æ").  `text` is a folded name or a part of one.
std::string without_diacritics(std::string_view text);

// The words of a name: runs of letters and digits, folded, without diacritics.  Apostrophes within
// a word are dropped ("Rock 'n' Roll" is rock, n, roll; "Don't" is dont); all other characters
// separate words.
std::vector<std::string> name_words(std::string_view name);

// The words of a name with their diacritics, joined, without "and": "Hip-Hop" and "hiphop" are
// "hiphop", "Simon & Garfunkel" and "simon and garfunkel" are "simongarfunkel".  A name without
// other words is "and"; one without any word keeps its symbols, without blanks ("!!!").
std::string normal_form(std::string_view name);

// normal_form() without diacritics, for look-ups: "Blue Oyster Cult" finds "Blue Öyster Cult".
std::string lookup_form(std::string_view name);

}  // namespace melsift
