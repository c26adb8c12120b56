// A request for recommendations, and the answer.
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

// Scores of all tracks from another source than the similarity to the seed tracks: the
// probabilities of a taste model, or the plays of other listeners.
struct Voice {
  std::string name;            // for reasons: "taste"
  double weight = 1.0;         // in the mean with the other scores, 0 or more
  std::vector<double> scores;  // of each track of the catalogue, 0..1; NaN: unknown
};

struct Request {
  // If no genres are named and the seed tracks can't be compared by sound, the genres of the seed
  // tracks are used as a filter, see genres_of().
  Filters filters;
  // The seed tracks, which need not be in the catalogue; their seed_weight counts.  Never part of
  // the answer.  Without seed tracks, the filters are the profile.
  std::vector<record::Record> given;
  // The vectors to compare; missing: the kind that most tracks have (Sound::of).
  std::optional<Sound> sound;
  Similarity similarity = Similarity::cosine;
  BlockWeights blocks;
  bool mutual_proximity = false;  // see mutual_proximity.h
  // The score is the weighted mean of the similarity and the voices; an unknown score of a voice
  // counts as 0.  The similarity is left out if there are voices but no seed tracks.  0 or more.
  double similarity_weight = 1.0;
  std::vector<Voice> voices;
  SelectionRules selection;
  // Of each track of the catalogue, whether its file no longer exists: such a track is not
  // recommended.  Empty: all exist.
  std::vector<bool> gone;
  // Breaks ties between tracks with the same score, together with the seed tracks.  The result does
  // not depend on the order of the catalogue.
  std::uint64_t seed = 1;
};

// The number of tracks that each filter drops, in the order of the filters.
using Funnel = std::vector<std::pair<std::string, std::size_t>>;

struct Answer {
  // Records of the catalogue, at most selection.count, each with rank (from 1) and score (-1..1,
  // rounded to nine digits).
  std::vector<record::Record> tracks;
  std::vector<std::vector<Fact>> why;  // of each of them, the reasons; english.h has the words
  std::vector<std::size_t> places;     // of each of them, its number in the catalogue
  // What a listener should know: names that the catalogue lacks, sound that can't be compared.
  std::vector<Fact> warnings;
  // How the answer was made: widened filters, ties that were broken at random.
  std::vector<Fact> notes;
  // The number of `tracks` that pass the filters before widening.
  std::size_t exact = 0;
  // The number of tracks that were dropped only because a field that a filter needs is unknown.
  std::size_t unknown_dropped = 0;
  // Of each filter before widening; then of the selection.
  Funnel funnel;
};

}  // namespace melsift::recommend
