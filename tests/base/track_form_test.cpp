#include "base/track_form.h"

#include <doctest/doctest.h>

using namespace melsift;

using Names = std::vector<std::string>;

TEST_CASE("an edition of a recording has the same title") {
  for (const char* same :
       {"Song", "song!", "Song (2011 Remaster)", "Song - Remastered 2009", "Song [Mono]",
        "Song \u2013 Remastered 2009", "Song \uff082011 Remaster\uff09", "Song (Re-mastered)",
        "Song (Radio Edit)", "Song - Single Version (Stereo)", "Song (Deluxe) [2011 - Remaster]"})
    CHECK_MESSAGE(title_form(same) == "song", same);
  CHECK(title_form("(Mono)") == "mono");  // the whole text is the title
  CHECK(title_form(" - Mono") == "mono");
  CHECK(title_form("(I Can't Get No) Satisfaction - Mono") == "icantgetnosatisfaction");
  CHECK(title_form("()") == "()");
  CHECK(title_form("D\u00e9j\u00e0 Vu (Remastered)") == "dejavu");
}

TEST_CASE("another recording has a different title, in any edition") {
  for (const char* other : {"Song (Live)", "Song (Remix)", "Song 2", "Song - Part Two",
                            "Song (Acoustic Version)", "Song (Part 1)", "Song (Demo)"})
    CHECK_MESSAGE(title_form(other) != "song", other);
  for (const char* live :
       {"Song (Live)", "Song - Live", "Song (Live) [Remastered 2011]",
        "Song [2011 Remaster] (Live)", "Song - Live / Remastered 2011",
        "Song (Live, 2011 Remaster)", "Song (Live) (feat. A & B)", "Song (Live feat. Somebody)",
        "Song feat. Somebody (Live)", "Song ft. Somebody - Live"})
    CHECK_MESSAGE(title_form(live) == "songlive", live);
}

TEST_CASE("guests are removed from titles and credits") {
  for (const char* title :
       {"Empire", "Empire (feat. Alicia Keys)", "Empire feat. Alicia Keys",
        "Empire [ft. Alicia Keys]", "EMPIRE FEATURING ALICIA KEYS", "Empire (Feat Alicia Keys)",
        "Empire - feat. Alicia Keys", "Empire (feat. Alicia Keys) - Radio Edit"})
    CHECK_MESSAGE(title_form(title) == "empire", title);
  for (const char* artist :
       {"Jay-Z", "Jay-Z feat. Alicia Keys", "JAY\u2010Z ft. Alicia Keys",
        "Jay-Z (feat. Alicia Keys)", "Jay-Z featuring Alicia Keys", "Jay-Z feat Alicia Keys"})
    CHECK_MESSAGE(artist_form(artist) == "jayz", artist);
  for (const char* whole : {"Little Feat", "Little Feat & Friends", "Daft Punk", "FT Island",
                            "Feature", "Simon & Garfunkel", "Earth, Wind & Fire", "AC/DC"}) {
    CAPTURE(whole);
    CHECK(artist_credit(whole).featured.empty());
  }
  CHECK(artist_form("Little Feat & Friends") == "littlefeatfriends");
  CHECK(artist_form("!!!") == "!!!");
  CHECK(artist_form("Sunn O)))") == "sunno");
  CHECK(title_form("Ft. Worth Blues") == "ftworthblues");
}

TEST_CASE("guests are listed together and separately") {
  CHECK(artist_credit("Jay-Z feat. Alicia Keys").featured == Names{"aliciakeys"});
  CHECK(artist_credit("Jay-Z", "Empire (feat. Alicia Keys)").featured == Names{"aliciakeys"});
  CHECK(artist_credit("Jay-Z ft. Alicia Keys", "Empire (ft. Alicia Keys)").featured ==
        Names{"aliciakeys"});
  CHECK(artist_credit("A feat. B, C & D").featured == Names{"bcd", "b", "c", "d"});
  CHECK(artist_credit("A feat. AC/DC").featured == Names{"acdc", "ac", "dc"});
  CHECK(artist_credit("A feat. \u00c9mile").featured == Names{"emile"});
  CHECK(artist_credit("A").featured.empty());
}

TEST_CASE("a text is split into artist and title at any of its dashes or without one") {
  const auto means = [](const char* text, const char* artist, const char* title) {
    const Names forms = track_forms(text);
    for (const std::string& form : forms)
      if (form == track_form(artist, title)) return true;
    return false;
  };
  CHECK(means("Jay-Z - Empire", "Jay-Z feat. Alicia Keys", "Empire"));
  CHECK(means("Jay-Z feat. Alicia Keys - Empire", "Jay-Z", "Empire (feat. Alicia Keys)"));
  CHECK(means("jay-z empire", "Jay-Z", "Empire"));
  CHECK(means("A - B - C", "A", "B - C"));
  CHECK(means("A - B - C", "A - B", "C"));
  CHECK(means("A \u2013 Song (2011 Remaster)", "A", "Song"));
  CHECK(means("!!! - Hello", "!!!", "Hello"));
  CHECK_FALSE(means("A - Song", "A", "Song (Live)"));
  CHECK(track_form("A", "") == "");
  CHECK(track_form("", "A") == "");
  CHECK(track_forms("").empty());
}
