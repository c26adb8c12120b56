// Selects tracks from the ranking: no track twice, not too many of one artist, not all alike.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "recommend/candidate.h"
#include "recommend/same_track.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

struct SelectionRules {
  std::size_t count = 10;
  // Maximal marginal relevance (Carbonell & Goldstein, "The Use of MMR, Diversity-Based Reranking",
  // SIGIR 1998): each place is given to the track with the largest (1 - diversity) score -
  // diversity * (its largest similarity to the tracks chosen before).  0: by score alone; 1: as
  // different from each other as possible.
  double diversity = 0.0;
  // At most this many tracks of an artist, 0: any number.  Each listed artist of a track counts.
  std::size_t per_artist = 0;
  std::size_t per_album = 0;  // likewise of an album of one album artist
  // At least this number of other tracks between two of an artist, or of an album of an artist.  If
  // a tier has no permitted track left, the next tier follows, so that tiers stay in order.
  std::size_t artist_gap = 0;
  std::size_t album_gap = 0;
};

struct Selection {
  std::vector<Candidate> chosen;  // in the order of the answer
  // Candidates that were skipped before that.
  std::size_t same_tracks = 0;
  std::size_t of_full_artists = 0;  // or albums
  std::size_t kept_apart = 0;  // tracks left that stand too near to one of their artist or album
};

// The similarity of two tracks of the catalogue, on the scale of the candidates' scores.
using TrackSimilarity = std::function<double(std::size_t chosen, std::size_t track)>;

// Better tiers always come first.  `similarity` is called only if diversity is above 0.
Selection select(std::vector<Candidate> candidates, const Tracks& tracks, SeenTracks& seen,
                 const SelectionRules& rules, const TrackSimilarity& similarity);

}  // namespace melsift::recommend
