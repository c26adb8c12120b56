// MusicBrainz's search for recordings: musicbrainz.org/doc/MusicBrainz_API/Search.  It is open to
// all, with at most one request per second and a User-Agent with a contact
// (musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lookup/client.h"
#include "lookup/track_set.h"

namespace melsift::lookup {

inline constexpr std::string_view kMusicBrainz = "https://musicbrainz.org";

// "melsift/0.1.0 ( me@example.org )", the form that MusicBrainz requests; without a contact only
// the name and version.
std::string user_agent(std::string_view contact);

class MusicBrainz {
 public:
  // Makes `client` wait a second between requests.  `client` must outlive it.
  MusicBrainz(Client& client, std::string base);

  // Adds recordings that the search finds, page by page, to `into`, until it is full or there are
  // no more.  Recordings before an Error stay in it.  Throws Error io, corrupt, not_found or
  // unsupported, beginning with the URL.
  void search(const Wish& wish, TrackSet& into);

 private:
  Client& client_;
  std::string base_;
};

// `tag:"rock" AND firstreleasedate:[1990 TO 2000-12-31] AND artist:"..." AND recording:"..."`, in
// Lucene's syntax.  It uses the first release, because `date` is that of any release: a song of
// 1975 on a collection of 1995 is not a song of the nineties.
std::string musicbrainz_query(const Wish& wish);

// Adds the recordings of an answer.  A recording without a title or an artist causes a complaint.
// Throws Error corrupt.
struct MusicBrainzPage {
  std::size_t items = 0;  // of any kind
  std::size_t total = 0;  // of all pages; the number in this page if the answer doesn't say
};
MusicBrainzPage read_musicbrainz_page(std::string_view where, std::string_view body,
                                      const Wish& wish, TrackSet& into);

}  // namespace melsift::lookup
