// Names of genres: equality and distance.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melsift::recommend {

// The form in which genres are compared: name_words() without "and" and "n", joined; with short
// names for the long names of some genres: "R&B", "r'n'b" and "Rhythm and Blues" are "rb", "Drum
// 'n' Bass" and "DnB" are "drumbass".
std::string genre_form(std::string_view name);

// The distance of two genres by their names alone; 0 if they are equal, nothing if it is unknown.
// - Names that share words ("indie rock", "rock"): 0.35 times the fraction of words that they don't
//   share (Jaccard distance); so they are nearer than any two genres of the table below.
// - Else the distance of the genres of GTZAN (Tzanetakis & Cook 2002) that they name or contain:
//   the root mean square, over the 57 features of the Kaggle GTZAN table (standardised over its
//   710 published development tracks), of the difference of the two genres' means.  It is the
//   measure that nearest_genres() takes of a catalogue's own sound.
std::optional<double> genre_distance(std::string_view a, std::string_view b);

}  // namespace melsift::recommend
