// Spotify's Web API: developer.spotify.com/documentation/web-api, with the client credentials flow
// (RFC 6749, 4.4), which gives access to the catalogue but not to any account.
#pragma once

#include <string>
#include <string_view>

#include "lookup/client.h"
#include "lookup/track_set.h"

namespace melsift::lookup {

inline constexpr std::string_view kSpotifyApi = "https://api.spotify.com";
inline constexpr std::string_view kSpotifyAccounts = "https://accounts.spotify.com";

class Spotify {
 public:
  // The id and secret of an application, and the base URLs in the form of base_url().  `client`
  // must outlive it.
  Spotify(Client& client, std::string id, std::string secret, std::string api,
          std::string accounts);

  // Adds tracks that the search finds, page by page, to `into`, until it is full or there are no
  // more.  Tracks before an Error stay in it.  Throws Error io, corrupt, not_found or unsupported,
  // beginning with the URL.
  void search(const Wish& wish, TrackSet& into);
  // The same with /v1/recommendations, with the genre as the seed and only one answer.  If Spotify
  // refuses, the Error explains why: on 27 November 2024 it closed this to newer applications, and
  // to those that were in development mode then.
  void recommend(const Wish& wish, TrackSet& into);

 private:
  Response get(Request& request);
  void fetch_token();

  Client& client_;
  std::string id_, secret_, api_, accounts_;
  std::string token_;  // empty: no valid token
};

// `genre:"rock" year:1990-2000 artist:"..." track:"..."`: the parts of the wish that are set.
std::string spotify_query(const Wish& wish);

// Adds the tracks of an answer, whose list is at tracks.items or, for recommendations, at tracks.
// Null items are skipped; an item without a name or an artist causes a complaint.  Throws Error
// corrupt.
struct SpotifyPage {
  std::size_t items = 0;  // of any kind
  bool more = false;      // whether there is a next page
};
SpotifyPage read_spotify_page(std::string_view where, std::string_view body, const Wish& wish,
                              TrackSet& into);
void read_spotify_recommendations(std::string_view where, std::string_view body, const Wish& wish,
                                  TrackSet& into);

}  // namespace melsift::lookup
