// What is asked of a catalogue, and what it answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "recommend/fact.h"
#include "recommend/filters.h"
#include "recommend/selection.h"
#include "recommend/similarity.h"
#include "recommend/sound.h"
#include "record/record.h"

namespace melsift::recommend {

// What something else than the similarity to the profile says of each track: a taste model's
// probability, what other listeners played.
struct Voice {
  std::string name;  // for reasons: "taste"
  double weight = 1.0;
  std::vector<double> scores;  // one a track of the catalogue, 0..1; NaN where it does not know
};

struct Request {
  // If no genres are named and the given tracks can't be compared by sound, their genres are
  // wanted, see genres_of().
  Filters filters;
  // Tracks that the listener has named; never part of the answer.
  std::vector<record::Record> given;
  // What the tracks' vectors are compared in; absent: what most of them share (Sound::of).
  std::optional<Sound> sound;
  Similarity similarity = Similarity::cosine;
  BlockWeights blocks;
  bool mutual_proximity = false;  // see mutual_proximity.h
  // The score is the mean of the similarity and the voices, by their weights; a voice that does not
  // know a track counts as 0.  The similarity takes part where tracks are given, or nothing else
  // speaks.
  double similarity_weight = 1.0;
  std::vector<Voice> voices;
  SelectionRules selection;
  // Of each track of the catalogue, whether its file is known to be gone: it is not recommended.
  // Empty: none is.
  std::vector<bool> gone;
  // Decides, with what is asked for, the order of tracks that are equally near; it does not depend
  // on the catalogue's order.
  std::uint64_t seed = 1;
};

// How many tracks were dropped by what, in the order in which it was asked.
using Funnel = std::vector<std::pair<std::string, std::size_t>>;

struct Answer {
  // Records of the catalogue, at most as many as were asked for, each with rank (from 1) and score
  // (to nine digits).
  std::vector<record::Record> tracks;
  std::vector<std::vector<Fact>> why;  // of each of them, the reasons for it
  std::vector<std::size_t> places;     // of each of them, its number in the catalogue
  // What a listener should know: names that the catalogue lacks, sound that can't be compared, ...
  std::vector<Fact> warnings;
  // ... and how the answer came about: what was widened, what was chosen at random.
  std::vector<Fact> notes;
  // How many of the tracks pass the filters as they are.
  std::size_t exact = 0;
  // How many tracks were dropped only because something is unknown that was asked for.
  std::size_t unknown_dropped = 0;
  // By each filter as it is, before widening; then what the selection passed over.
  Funnel funnel;
};

}  // namespace melsift::recommend
