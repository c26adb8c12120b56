// The forms in which artists and titles are equal if they mean the same track, wherever its guests
// are credited and whichever edition it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melsift {

// The artist of a track and its guests, in lookup_form().
struct ArtistCredit {
  std::string main;
  std::vector<std::string> featured;  // the guests of each credit together, and each alone
};

// Guests follow feat., ft. or featuring, in brackets or not, in the artist or in the title:
// "Jay-Z feat. Alicia Keys" and "Empire (ft. Alicia Keys)".
ArtistCredit artist_credit(std::string_view artist, std::string_view title = {});

// The main artist of a credit: "Jay-Z feat. Alicia Keys" is "jayz".
std::string artist_form(std::string_view artist);

// lookup_form() of a title without its guests, and without the name of an edition of the same
// recording in brackets or after a dash: "Song (2011 Remaster)", "Song - Radio Edit" and "Song
// [feat. Somebody]" are "song".  Live recordings and remixes are different tracks.
std::string title_form(std::string_view title);

// artist_form() and title_form(), joined; empty if artist or title is.
std::string track_form(std::string_view artist, std::string_view title);
// The track_form()s that a text may mean: "artist - title" at each of its dashes, and "artist
// title".
std::vector<std::string> track_forms(std::string_view text);

}  // namespace melsift
