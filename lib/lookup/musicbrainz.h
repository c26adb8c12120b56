// MusicBrainz's search for recordings: musicbrainz.org/doc/MusicBrainz_API/Search.  Open to all,
// for one request a second and a User-Agent that says whom to write to
// (musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lookup/client.h"
#include "lookup/track_set.h"

namespace melsift::lookup {

inline constexpr std::string_view kMusicBrainz = "https://musicbrainz.org";

// "melsift/0.1.0 ( me@example.org )", the form that MusicBrainz asks for; without a contact the
// name alone.
std::string user_agent(std::string_view contact);

class MusicBrainz {
 public:
  // Makes `client`, which must outlive it, keep the second between requests.
  MusicBrainz(Client& client, std::string base);

  // Adds recordings that the search finds, page by page, to `into`, until that is full or there are
  // no more; what came before an Error is in it.  Throws Error io, corrupt, not_found or
  // unsupported, beginning with the address.
  void search(const Wish& wish, TrackSet& into);

 private:
  Client& client_;
  std::string base_;
};

// `tag:"rock" AND firstreleasedate:[1990 TO 2000-12-31] AND artist:"..." AND recording:"..."`, in
// Lucene's syntax.  By the first release, because `date` is that of any: a song of 1975 on a
// collection of 1995 is no song of the nineties.
std::string musicbrainz_query(const Wish& wish);

// Adds the recordings of an answer.  One without a title or an artist is complained of.  Throws
// Error corrupt.
struct MusicBrainzPage {
  std::size_t items = 0;  // of any kind
  std::size_t total = 0;  // of all pages; as many as there are here where the answer doesn't tell
};
MusicBrainzPage read_musicbrainz_page(std::string_view where, std::string_view body,
                                      const Wish& wish, TrackSet& into);

}  // namespace melsift::lookup
