#include "recommend/mutual_proximity.h"

#include <algorithm>
#include <cmath>

#include <unsupported/Eigen/SpecialFunctions>

namespace melsift::recommend {
namespace {

// The profile of a track, with the blocks that `asked` has.
Profile comparable_profile(const record::Record& record, const Profile& asked, const Tracks& tracks,
                           const std::optional<Sound>& sound) {
  record::Record seed = record;
  seed.seed_weight.reset();
  Profile profile = profile_of(std::span(&seed, 1), tracks, sound);
  if (asked.genres.empty()) profile.genres.clear();
  if (asked.languages.empty()) profile.languages.clear();
  if (!asked.year) profile.year.reset();
  if (asked.sound.empty()) profile.sound.clear();
  return profile;
}

}  // namespace

DistanceStatistics DistanceStatistics::of(std::span<const double> distances) {
  DistanceStatistics result;
  if (distances.empty()) return result;
  const auto count = static_cast<double>(distances.size());
  for (const double distance : distances) result.mean += distance / count;
  double squares = 0.0;
  for (const double distance : distances)
    squares += (distance - result.mean) * (distance - result.mean);
  result.deviation = std::sqrt(squares / count);
  return result;
}

double DistanceStatistics::longer_than(double distance) const {
  // Distances that are equal except for rounding have no information.
  if (deviation <= 1e-12 * std::abs(mean)) return 0.5;
  const double shape = (mean / deviation) * (mean / deviation);
  return Eigen::numext::igammac(shape, std::max(0.0, distance) * shape / mean);
}

double distance_of(double score, Similarity similarity) {
  return similarity == Similarity::cosine ? 1.0 - score : 1.0 / score - 1.0;
}

MutualProximity::MutualProximity(const Profile& profile, std::span<const std::size_t> sample,
                                 const Tracks& tracks, const std::optional<Sound>& sound,
                                 Similarity similarity, const BlockWeights& weights)
    : similarity_(similarity) {
  Scorer from_profile(profile, tracks, sound, similarity, weights);
  for (const std::size_t track : sample) {
    sampled_.emplace_back(comparable_profile(tracks.record(track), profile, tracks, sound), tracks,
                          sound, similarity, weights);
    distances_.push_back(distance_of(from_profile(track), similarity));
  }
  profile_ = DistanceStatistics::of(distances_);
}

double MutualProximity::operator()(std::size_t track, double score) {
  for (std::size_t i = 0; i < sampled_.size(); ++i)
    distances_[i] = distance_of(sampled_[i](track), similarity_);
  const double distance = distance_of(score, similarity_);
  return profile_.longer_than(distance) * DistanceStatistics::of(distances_).longer_than(distance);
}

}  // namespace melsift::recommend
