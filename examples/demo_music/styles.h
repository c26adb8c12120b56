// The ten styles: how a piece of each is composed and orchestrated.
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>

#include "base/random.h"
#include "composer.h"
#include "score.h"

namespace melsift::demo {

// The properties that an artist keeps from track to track.
struct Artist {
  double bright = 1.0;  // factor on the cut-offs of the instruments: 0.8 dark .. 1.25 open
  double loose = 1.0;   // factor on the irregularities of playing
  double wet_db = 0.0;  // factor on the reverberation
  int line_up = 0;      // 0 .. 2, which of the style's instruments play
};

// One take of one track: the artist, the length, and the choices of this track.
struct Take {
  Artist artist;
  double seconds;
  Random& random;
};

struct Style {
  std::string_view name;
  Score (*compose)(const Take&);
};

// In styles_acoustic.cpp
Score blues(const Take& take);
Score classical(const Take& take);
Score country(const Take& take);
Score jazz(const Take& take);
Score reggae(const Take& take);
// In styles_electric.cpp
Score ambient(const Take& take);
Score disco(const Take& take);
Score hiphop(const Take& take);
Score metal(const Take& take);
Score techno(const Take& take);

inline constexpr std::array<Style, 10> kStyles{{{"ambient", ambient},
                                                {"blues", blues},
                                                {"classical", classical},
                                                {"country", country},
                                                {"disco", disco},
                                                {"hiphop", hiphop},
                                                {"jazz", jazz},
                                                {"metal", metal},
                                                {"reggae", reggae},
                                                {"techno", techno}}};

// A form on `scale` that fills the take at the tempo of `score`: the key and one of `progressions`
// (see progression()) are drawn.  Sets the key of the score: its mode is that of the chord on the
// tonic, or else the scale's.
Form drawn_form(const Take& take, Score& score, const Scale& scale,
                std::initializer_list<std::string_view> progressions, double beats_per_chord = 4.0);

}  // namespace melsift::demo
