// Finds tracks of a catalogue by name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "recommend/tracks.h"

namespace melsift::recommend {

// A name with the weight that a listener gives it.
struct WeightedName {
  std::string name;
  double weight = 1.0;
  std::string whole = {};  // the text as it was typed, if a weight was split off
};

// "NAME" or "NAME=0.5"; the text after the last = is part of the name if it is not a number.
// Throws Error invalid_argument for a weight that is not above 0, and for an empty name.
WeightedName parse_weighted_name(std::string_view text);

// A name of a track, prepared for comparison with many records.
class TrackName {
 public:
  explicit TrackName(std::string_view name);

  bool is_path_of(const record::Record& record) const;
  // As "artist - title", see track_form().
  bool is_name_of(const record::Record& record) const;  // by any of its artists
  // See title_form(); of a record without a title, the file's name.
  bool is_title_of(const record::Record& record) const;
  // The main artist, or all credited artists together.
  bool is_artist_of(const record::Record& record) const;
  bool is_guest_of(const record::Record& record) const;  // or listed as one of the artists

 private:
  std::string path_, form_, title_;
  std::vector<std::string> track_forms_;
};

// The numbers of the tracks with this path; if there are none, of those with this artist and title;
// otherwise with this title; otherwise by this artist; otherwise with this guest.
std::vector<std::size_t> tracks_named(std::string_view name, const Tracks& tracks);

// The seed tracks for a name, with its weight (a negative weight asks for different tracks); the
// tracks of an artist share the weight.  If the catalogue contains the whole text as a name, such
// as "2 + 2 = 5", the text has no weight.  Throws Error not_found if the catalogue has no such
// track.
std::vector<record::Record> seeds_named(const WeightedName& wanted, const Tracks& tracks);

}  // namespace melsift::recommend
