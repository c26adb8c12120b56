// When two records are the same track.
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

// The tracks met so far.  Two are the same if their paths are; if artist and title are, in
// artist_form() and title_form(); and if their sound is, but for kSameSound.
class SeenTracks {
 public:
  // The root mean square difference, in the catalogue's standard deviations, below which two
  // vectors are of the same recording.  Of the GTZAN collection's 27 known repetitions among 710
  // tracks all but five lie below 0.06; of other pairs only those below 0.15 of tracks that are
  // near-copies, and one in a hundred below 0.6.
  static constexpr double kSameSound = 0.1;

  // `given` tracks have been met; `sound` is kept by reference.
  SeenTracks(std::span<const record::Record> given, const std::optional<Sound>& sound);

  // False where the track was met before.
  bool add(const record::Record& record);

 private:
  bool add_sound(const record::Record& record);

  const std::optional<Sound>& sound_;
  std::set<std::string> paths_;
  std::set<std::pair<std::string, std::string>> titles_;
  // A given track that came through a pipe has no other name; features of any front end.
  std::set<std::pair<std::string, std::vector<float>>> exact_sounds_;
  std::vector<std::vector<double>> sounds_;  // standardised
};

}  // namespace melsift::recommend
