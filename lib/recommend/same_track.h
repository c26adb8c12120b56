// Decides whether two records are the same track.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "recommend/sound.h"
#include "record/record.h"

namespace melsift::recommend {

// The tracks that were seen so far.  Two tracks are the same if their paths are equal, if artist
// (or the first of several) and title are equal in artist_form() and title_form(), or if their
// sound differs by less than kSameSound.
class SeenTracks {
 public:
  // The root mean square difference, in the catalogue's standard deviations, below which two
  // vectors belong to the same recording.  In the GTZAN collection, all but five of 27 known
  // repetitions among 710 tracks are below 0.06; of the other pairs, only near-copies are below
  // 0.15, and one in a hundred is below 0.6.
  static constexpr double kSameSound = 0.1;

  // `given` tracks count as seen; keeps a reference to `sound`.
  SeenTracks(std::span<const record::Record> given, const std::optional<Sound>& sound);

  // False if the track was seen before.
  bool add(const record::Record& record);

 private:
  bool add_sound(const record::Record& record);

  const std::optional<Sound>& sound_;
  std::set<std::string> paths_;
  std::set<std::pair<std::string, std::string>> titles_;
  // A seed track from a pipe has no other identity; features of any front end.
  std::set<std::pair<std::string, std::vector<float>>> exact_sounds_;
  std::vector<std::vector<double>> sounds_;  // standardised
};

}  // namespace melsift::recommend
