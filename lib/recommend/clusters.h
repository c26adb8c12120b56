// A catalogue divided into groups of tracks that sound alike, each with a name.
//
// k-means (Lloyd 1982) on standardised sound at length 1, that is by cosine, begun as k-means++
// does (Arthur & Vassilvitskii, SODA 2007), several times, of which the one with the least sum of
// squared distances counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "recommend/sound.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

struct Cluster {
  std::string name;                 // see name_clusters()
  std::vector<std::size_t> tracks;  // the most central first
};

struct ClusterRules {
  std::size_t count = 0;  // 0: the square root of half the number of tracks, 2 to 20
  std::uint64_t seed = 1;
};

// The largest cluster first.  Tracks without sound are in none, and there are at most as many
// clusters as different sounds.  The same tracks and seed give the same clusters, in whatever order
// the tracks are.  Throws Error invalid_argument if no track has sound.
std::vector<Cluster> find_clusters(const Tracks& tracks, const ClusterRules& rules);

// Names a cluster after what distinguishes it: the genre whose share in it is the largest multiple
// of its share in all of them together, among genres of at least a quarter of its tracks; the
// decade of at least half of them; "slow" or "fast" if its median tempo is in the first or last
// quarter of all tempos.  "jazz, 1960s, slow"; "mixed" if nothing does.  Of equal names the second
// is "jazz 2".
void name_clusters(std::vector<Cluster>& clusters, const Tracks& tracks);

}  // namespace melsift::recommend
