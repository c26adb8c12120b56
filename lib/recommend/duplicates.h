// Tracks of a catalogue that are the same recording: other encodings, editions, copies.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "recommend/tracks.h"

namespace melsift::recommend {

// Two tracks are the same recording if their lengths differ by at most `length_s` and the root mean
// square difference of their features, in the catalogue's standard deviations, is below
// `same_sound`; or below `same_name` if artist and title are the same, too, see track_form().
struct DuplicateRules {
  double length_s = 3.0;
  double same_sound = 0.1;  // see SeenTracks::kSameSound
  double same_name = 0.5;
};

// The tracks of each recording that has several, each list in the catalogue's order; recordings in
// the order of their first tracks.  Tracks are linked one by one: in a list of three the first and
// the last may be less alike than the rules say.  Tracks without features or length are left out.
std::vector<std::vector<std::size_t>> find_duplicates(const Tracks& tracks,
                                                      const DuplicateRules& rules = {});

// The names of the fields in which the tracks of a list differ: title, artist, album, genre, year,
// length (by more than a tenth of a second), sample_rate.  Texts are compared to the letter.
std::vector<std::string> differing_fields(const Tracks& tracks,
                                          const std::vector<std::size_t>& list);

}  // namespace melsift::recommend
