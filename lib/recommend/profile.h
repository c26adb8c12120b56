// What a listener wants to hear, as a point among the tracks.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "recommend/filters.h"
#include "recommend/sound.h"
#include "recommend/tracks.h"
#include "record/record.h"

namespace melsift::recommend {

// A block (genres, languages, year, sound) that is empty or absent is unknown, and takes no part
// in the ranking.
struct Profile {
  std::map<std::string, double> genres;     // by genre_form(); those above 0 have the sum 1
  std::map<std::string, double> languages;  // by language_form(), sum 1
  std::optional<YearPoint> year;
  std::vector<double> sound;  // standardised
};

// The mean of the given tracks, block by block, over those that know the block, each with its
// seed_weight (1 where it has none).  A track's genres are its tags in equal shares; if it has
// none, its scores, else its predicted class, else its label.  Tracks with a weight below 0 are
// taken off genres and sound, after Rocchio ("Relevance feedback in information retrieval", 1971):
// q = (sum of w x) / (sum of the weights above 0); they say nothing of language and year.
Profile profile_of(std::span<const record::Record> given, const Tracks& tracks,
                   const std::optional<Sound>& sound);

// For no given tracks: the wanted genres and languages in equal shares, and the middle of the
// wanted years (of their part within the catalogue's, where an end is open or beyond).
Profile profile_of(const Filters& filters, const Tracks& tracks);

double seed_weight(const record::Record& given);

// The genres that given tracks with a weight above 0 ask for, each once: of each track its tags,
// else its predicted class, else that of its highest score, else its label.
std::vector<std::string> genres_of(std::span<const record::Record> given);

// Whether a given track with a weight above 0 has a vector in the space of `sound`.
bool has_sound(std::span<const record::Record> given, const Sound& sound);

}  // namespace melsift::recommend
