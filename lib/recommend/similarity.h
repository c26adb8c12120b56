// The similarity of a track and a profile.
//
// A track is a vector of blocks: its genres (equal shares, sum 1), its language (one-hot), its
// YearPoint, and its standardised sound.  Only blocks that the profile has are compared; a block
// that the track lacks is the zero vector, whose similarity is 0.
//
// cosine:    each block is scaled to length 1, so that 40 features don't drown one genre; the
//            cosine of the whole vectors is then the mean of the blocks' cosines, weighted by
//            BlockWeights.  -1..1, 1 is alike.
// euclidean: the sound is divided by the root of its size, so that its squared distance is the
//            mean over its values; the blocks' squared distances are added, times their weights.
//            1 / (1 + distance): 0..1, 1 is alike.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "recommend/profile.h"
#include "recommend/sound.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

enum class Similarity { cosine, euclidean };

// The weight of each block, at least 0; 0 leaves it out.
struct BlockWeights {
  double genre = 1.0;
  double language = 1.0;
  double year = 1.0;
  double sound = 1.0;
};

// The cosine of two vectors of equal length; 0 if one of them is zero.
double cosine(std::span<const double> a, std::span<const double> b);
double squared_distance(std::span<const double> a, std::span<const double> b);

class Scorer {
 public:
  // Keeps references to `tracks` and `sound`.
  Scorer(Profile profile, const Tracks& tracks, const std::optional<Sound>& sound,
         Similarity similarity, const BlockWeights& weights = {});

  // Whether the profile has a block with a weight above 0.
  bool has_known_block() const;

  // The similarity of a track of the catalogue; 0 if the profile has no block.
  double operator()(std::size_t track);
  // The cosine of the sounds alone; nothing if one of them is unknown.
  std::optional<double> sound_cosine(std::size_t track);

 private:
  // One-hot blocks in numbers of the catalogue's vocabulary.
  struct OneHot {
    std::vector<double> shares;   // of the profile, by number
    double squared_length = 0.0;  // of the profile, including names that the catalogue lacks
    bool known() const { return squared_length > 0.0; }
    double compare(std::span<const std::size_t> numbers, Similarity similarity) const;
  };
  static OneHot one_hot(const std::map<std::string, double>& profile, const Vocabulary& names);
  double compare_year(std::size_t track) const;
  double compare_sound(std::size_t track);

  Profile profile_;
  const Tracks& tracks_;
  const std::optional<Sound>& sound_;
  Similarity similarity_;
  BlockWeights weights_;
  OneHot genres_;
  OneHot languages_;
  std::vector<double> vector_;  // a track's sound, standardised
};

}  // namespace melsift::recommend
