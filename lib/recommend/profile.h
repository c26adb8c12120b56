// The profile of a request, as a point among the tracks.
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

// A block (genres, languages, year, sound) that is empty or absent is unknown, and is not part of
// the ranking.
struct Profile {
  std::map<std::string, double> genres;     // by genre_form(); positive values have the sum 1
  std::map<std::string, double> languages;  // by language_form(), sum 1
  std::optional<YearPoint> year;
  std::vector<double> sound;  // standardised
};

// The mean of the seed tracks, block by block, over the tracks that have the block, each with its
// seed_weight (default 1).  The genres of a track are its tags in equal shares; otherwise its
// scores, otherwise its predicted class, otherwise its label.  Tracks with a negative weight are
// subtracted from genres and sound, after Rocchio ("Relevance feedback in information retrieval",
// 1971): q = (sum of w x) / (sum of the positive weights); they do not influence language and year.
Profile profile_of(std::span<const record::Record> given, const Tracks& tracks,
                   const std::optional<Sound>& sound);

// Without seed tracks: the requested genres and languages in equal shares, and the middle of the
// requested years (of the part within the years of the catalogue).
Profile profile_of(const Filters& filters, const Tracks& tracks);

double seed_weight(const record::Record& given);

// The genres of seed tracks with a positive weight, each once: the tags of a track, otherwise its
// predicted class, otherwise the class with the highest score, otherwise its label.
std::vector<std::string> genres_of(std::span<const record::Record> given);

// Whether a seed track with a positive weight has a vector in the space of `sound`.
bool has_sound(std::span<const record::Record> given, const Sound& sound);

}  // namespace melsift::recommend
