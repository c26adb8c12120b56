// Reduces hubs: tracks that are near to very many others and would be recommended again and again,
// while others never are.
//
// Mutual proximity (Schnitzer, Flexer, Schedl & Widmer, "Local and Global Scaling Reduce Hubs in
// Space", JMLR 13, 2012) replaces the distance d of x and y by the probability that it is short for
// both: MP(x, y) = P(X > d) P(Y > d), where X and Y are the distances of x and of y to all tracks.
// Here X and Y are independent and gamma distributed, as in the paper's form for distances, which
// are never below 0; their means and deviations are estimated from a sample of the tracks.  Normal
// distributions are nearly as good for sound, but reach below 0, which makes hubs of the outermost
// tracks if many are equal: of 32,572 tracks with only genre and year, 13.9 % were never
// recommended with normal distributions, and 0.1 % with gamma distributions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "recommend/profile.h"
#include "recommend/similarity.h"
#include "recommend/sound.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

// Statistics of gamma distributed distances.
struct DistanceStatistics {
  double mean = 0.0;
  double deviation = 0.0;

  static DistanceStatistics of(std::span<const double> distances);
  // The fraction of distances that are longer.
  double longer_than(double distance) const;
};

// The distance for a similarity: 1 - cosine, or the Euclidean distance.
double distance_of(double score, Similarity similarity);

class MutualProximity {
 public:
  // `sample` are some hundreds of tracks for the statistics.  Blocks that the profile lacks are
  // also left out of the distances between tracks.  Keeps references to all arguments.
  MutualProximity(const Profile& profile, std::span<const std::size_t> sample, const Tracks& tracks,
                  const std::optional<Sound>& sound, Similarity similarity,
                  const BlockWeights& weights);

  // The proximity of the profile and a track whose similarity is `score`: 0..1, 1 is near.
  double operator()(std::size_t track, double score);

 private:
  Similarity similarity_;
  std::vector<Scorer> sampled_;  // one for each track of the sample
  DistanceStatistics profile_;
  std::vector<double> distances_;  // memory
};

}  // namespace melsift::recommend
