// Spotify's Web API: developer.spotify.com/documentation/web-api, by the client credentials flow
// (RFC 6749, 4.4), which gives access to the catalogue but to nobody's account.
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
  // An application's id and secret; the base addresses as base_url() gives them.  `client` must
  // outlive it.
  Spotify(Client& client, std::string id, std::string secret, std::string api,
          std::string accounts);

  // Adds tracks that the search finds, page by page, to `into`, until that is full or there are no
  // more; what came before an Error is in it.  Throws Error io, corrupt, not_found or unsupported,
  // beginning with the address.
  void search(const Wish& wish, TrackSet& into);
  // The same by /v1/recommendations with the genre as the seed, one answer.  Where
  // Spotify refuses, the Error explains it: it closed this on 27 November 2024 to
  // applications registered since, and to those that were in development mode then.
  void recommend(const Wish& wish, TrackSet& into);

 private:
  Response get(Request& request);
  void fetch_token();

  Client& client_;
  std::string id_, secret_, api_, accounts_;
  std::string token_;  // empty: none yet, or none that holds
};

// `genre:"rock" year:1990-2000 artist:"..." track:"..."`: the parts of the wish that are there.
std::string spotify_query(const Wish& wish);

// Adds the tracks of an answer, whose list is at tracks.items or, for recommendations, at tracks.
// An item that is null is none; one without a name or an artist is complained of.  Throws Error
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
