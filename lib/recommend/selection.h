// From the ranking to the answer: no track twice, not too many of one artist, not all alike.
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
  // SIGIR 1998): each place is given to the track with the largest
  // (1 - diversity) score - diversity * (its largest similarity to the tracks chosen before).
  // 0 is by score alone, 1 as unlike each other as can be.
  double diversity = 0.0;
  std::size_t per_artist = 0;  // at most so many tracks of an artist, see artist_form(); 0: any
  std::size_t per_album = 0;   // likewise of an artist's album
};

struct Selection {
  std::vector<Candidate> chosen;  // in the order of the answer
  // What was passed over on the way to them.
  std::size_t same_tracks = 0;
  std::size_t of_full_artists = 0;  // or albums
};

// How alike two tracks of the catalogue are, on the scale of the candidates' scores.
using TrackSimilarity = std::function<double(std::size_t chosen, std::size_t track)>;

// Better tiers come first, whatever the diversity.  `similarity` is called only where there is one.
Selection select(std::vector<Candidate> candidates, const Tracks& tracks, SeenTracks& seen,
                 const SelectionRules& rules, const TrackSimilarity& similarity);

}  // namespace melsift::recommend
