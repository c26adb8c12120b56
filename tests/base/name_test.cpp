#include "base/name.h"

#include <doctest/doctest.h>

using namespace melsift;

using Words = std::vector<std::string>;

TEST_CASE("words are runs of letters and digits in lower case") {
  CHECK(name_words("Rock 'n' Roll") == Words{"rock", "n", "roll"});
  CHECK(name_words("Don\u2019t  STOP!") == Words{"dont", "stop"});
  CHECK(name_words("UB-40") == Words{"ub", "40"});
  CHECK(name_words("Caf\u00e9 \u2013 D\u00e9j\u00e0 vu") == Words{"cafe", "deja", "vu"});
  CHECK(name_words(" -- ?").empty());
}

TEST_CASE("names that are written differently have one form") {
  CHECK(normal_form("hip hop") == "hiphop");
  CHECK(normal_form("Hip-Hop") == "hiphop");
  CHECK(normal_form("Simon & Garfunkel") == normal_form("simon AND garfunkel"));
  CHECK(normal_form("AC/DC") == normal_form("ac dc"));
  CHECK(normal_form("T.N.T.") == "tnt");
  CHECK(normal_form("And") == "and");
}

TEST_CASE("typographic variants have one form") {
  // MusicBrainz writes U+2019 and U+2010.
  for (const char* name : {"Guns N' Roses", "Guns N\u2019 Roses", "Guns N\u2018 Roses",
                           "Guns N` Roses", "Guns N\u00b4 Roses", "Guns N\u02bc Roses",
                           "Guns N\u2032 Roses", "Guns N\uff07 Roses", "GUNS\u00a0N'\u3000ROSES"})
    CHECK_MESSAGE(normal_form(name) == "gunsnroses", name);
  for (const char* name : {"Jay-Z", "Jay\u2010Z", "Jay\u2011Z", "Jay\u2013Z", "Jay\u2014Z",
                           "Jay\u2212Z", "Jay\u00adZ", "Jay\u200bZ", "JAY Z"})
    CHECK_MESSAGE(normal_form(name) == "jayz", name);
  CHECK(normal_form("\u201cHeroes\u201d") == "heroes");
  CHECK(normal_form("Wait\u2026") == normal_form("Wait..."));
}

TEST_CASE("capitals of all scripts are folded in full") {
  // By Python's unicodedata.normalize("NFKC", s).casefold().
  CHECK(normal_form("BJ\u00d6RK") == "bj\u00f6rk");
  CHECK(normal_form("\u0141\u00d3D\u0179 \u0178") == "\u0142\u00f3d\u017a\u00ff");
  CHECK(normal_form("STRASSE") == normal_form("Stra\u00dfe"));
  CHECK(normal_form("\u039c\u039f\u03a5\u03a3\u0399\u039a\u0397\u03a3") ==
        normal_form("\u03bc\u03bf\u03c5\u03c3\u03b9\u03ba\u03b7\u03c2"));  // final sigma
  CHECK(normal_form("\u041c\u0423\u0417\u042b\u041a\u0410 \u0401 \u0490") ==
        "\u043c\u0443\u0437\u044b\u043a\u0430\u0451\u0491");
  CHECK(normal_form("\u0531\u0552") == "\u0561\u0582");         // Armenian
  CHECK(normal_form("\u10a0\u1c90") == "\u2d00\u10d0");         // Georgian
  CHECK(normal_form("\U00010400") == "\U00010428");             // Deseret
  CHECK(normal_form("\u97f3\u697d") == "\u97f3\u697d");         // no case
  CHECK(normal_form("\u0939\u093f\u0928\u094d\u0926\u0940") ==  // vowel signs are kept
        "\u0939\u093f\u0928\u094d\u0926\u0940");
}

TEST_CASE("compatibility forms, and composed and decomposed accents, are the same") {
  CHECK(normal_form("Beyonc\u00e9") == normal_form("Beyonce\u0301"));
  CHECK(normal_form("\uff21\uff22\uff23\u3000\uff11\uff12") == "abc12");  // full width
  CHECK(normal_form("\uff76\uff9e") == "\u30ac");                         // half width
  CHECK(normal_form("\ufb01n") == "fin");                                 // a ligature
  CHECK(normal_form("U\u00b2") == "u2");
  CHECK(normal_form("\uac00") == normal_form("\u1100\u1161"));  // Hangul and its letters
}

TEST_CASE("symbols are kept if there is nothing else") {
  CHECK(normal_form("!!!") == "!!!");
  CHECK(normal_form("\uff01 ! !") == "!!!");
  CHECK(normal_form("\u2026") == "...");
  CHECK(normal_form("\u2014") == "-");
  CHECK(normal_form("\u00f7") == "\u00f7");
  CHECK(normal_form("\u2764\ufe0f") == "\u2764");
  CHECK(normal_form("P!nk!") == "pnk");
  for (const char* nothing : {"", " \t\n", "\u00a0", "\u200b", "\xff\xfe"})
    CHECK(normal_form(nothing) == "");
}

TEST_CASE("a look-up needs no diacritics") {
  CHECK(lookup_form("Blue \u00d6yster Cult") == lookup_form("blue oyster cult"));
  CHECK(lookup_form("Mot\u00f6rhead") == "motorhead");
  CHECK(lookup_form("Sigur R\u00f3s") == "sigurros");
  CHECK(lookup_form("Trentem\u00d8ller") == "trentemoller");
  CHECK(lookup_form("\u0141\u00f3d\u017a") == "lodz");
  CHECK(lookup_form("\u00c6nima") == "aenima");
  CHECK(lookup_form("\u0130stanbul") == "istanbul");
  CHECK(lookup_form("Is\u0131k") == "isik");
  CHECK(lookup_form("\u0396\u03ce\u03b7") == "\u03b6\u03c9\u03b7");  // Greek tonos
  CHECK(lookup_form("\u0415\u0451") == "\u0435\u0435");              // Cyrillic io
  CHECK(lookup_form("\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd") == "\u05e9\u05dc\u05d5\u05dd");
  CHECK(lookup_form("\uac00\u304c") == "\uac00\u304c");  // Hangul and a voiced kana stay
  CHECK(lookup_form("\u093f\u0940") == normal_form("\u093f\u0940"));
  CHECK(normal_form("Bj\u00f6rk") != normal_form("Bjork"));
}

TEST_CASE("normal forms do not change again") {
  for (const char* name : {"Bj\u00d6rk", "Stra\u00dfe", "\uff76\uff9e\uac00", "!!!", "\u1e9e\u0345",
                           "\u0130\u0131", "\u00bd \u2160\u2121", "\u0958\u0344", "\ufb2c"}) {
    CAPTURE(name);
    CHECK(normal_form(normal_form(name)) == normal_form(name));
    CHECK(lookup_form(lookup_form(name)) == lookup_form(name));
    CHECK(lookup_form(normal_form(name)) == lookup_form(name));
    CHECK(folded_name(folded_name(name)) == folded_name(name));
  }
}
