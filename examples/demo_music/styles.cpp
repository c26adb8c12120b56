#include "styles.h"

#include <cmath>

namespace melsift::demo {

Form drawn_form(const Take& take, const Score& score, const Scale& scale,
                std::initializer_list<std::string_view> progressions, double beats_per_chord) {
  Form form;
  form.tonic = static_cast<int>(take.random.below(12));
  form.scale = scale;
  form.chords = progression(choose(progressions, take.random));
  form.beats_per_chord = beats_per_chord;
  form.beats = std::ceil(take.seconds * score.tempo / 60.0);
  return form;
}

}  // namespace melsift::demo
