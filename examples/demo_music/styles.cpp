#include "styles.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace melsift::demo {
namespace {

bool is_minor(const Form& form) {
  const auto has = [](const std::vector<int>& tones, int tone) {
    return std::ranges::find(tones, tone) != tones.end();
  };
  for (const Chord& chord : form.chords) {
    if (chord.root == 0 && has(chord.tones, 3)) return true;
    if (chord.root == 0 && has(chord.tones, 4)) return false;
  }
  return !has(form.scale, 4);
}

}  // namespace

Form drawn_form(const Take& take, Score& score, const Scale& scale,
                std::initializer_list<std::string_view> progressions, double beats_per_chord) {
  Form form;
  form.tonic = static_cast<int>(take.random.below(12));
  form.scale = scale;
  form.chords = progression(choose(progressions, take.random));
  form.beats_per_chord = beats_per_chord;
  form.beats = std::ceil(take.seconds * score.tempo / 60.0);
  score.key = {form.tonic, is_minor(form)};
  return form;
}

}  // namespace melsift::demo
