#include "composer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

#include "base/number.h"

namespace melsift::demo {
namespace {

// The lowest pitch from `low` up in the pitch class `pitch_class`.
int pitch_from(int low, int pitch_class) {
  return low + (((pitch_class - low) % 12) + 12) % 12;
}

bool is_whole(double beat) {
  return std::abs(beat - std::round(beat)) < 1e-6;
}

// All pitches of the scale in the line's range, ascending.
std::vector<int> ladder(const Form& form, const Line& line) {
  std::vector<int> pitches;
  for (int pitch = line.low; pitch <= line.high; ++pitch) {
    const int above = (pitch - form.tonic + 120) % 12;
    if (std::ranges::find(form.scale, above) != form.scale.end()) pitches.push_back(pitch);
  }
  return pitches;
}

int nearest_chord_tone(int pitch, const Chord& chord, int tonic) {
  for (int distance = 0; distance < 7; ++distance) {
    if (chord.contains(pitch - distance, tonic)) return pitch - distance;
    if (chord.contains(pitch + distance, tonic)) return pitch + distance;
  }
  return pitch;
}

// One step of the walk, in rungs of the ladder: usually to a neighbour, sometimes a leap.
int walk(double leap, Random& random) {
  if (random.uniform() < leap) return choose({-4, -3, -2, 2, 3, 4}, random);
  return choose({-2, -1, -1, 0, 1, 1, 2}, random);
}

// Keeps a rung within the ladder by turning back at its ends.
std::size_t turned_back(long rung, std::size_t size) {
  const long last = static_cast<long>(size) - 1;
  if (rung < 0) rung = -rung;
  if (rung > last) rung = 2 * last - rung;
  return static_cast<std::size_t>(std::clamp(rung, 0L, last));
}

}  // namespace

const Chord& Form::chord_at(double beat) const {
  const auto turn = static_cast<std::size_t>(std::max(0.0, beat + 1e-6) / beats_per_chord);
  return chords[turn % chords.size()];
}

std::vector<Hit> rhythm(const Form& form, std::string_view pattern, int steps_per_beat) {
  std::string steps;
  std::ranges::copy_if(pattern, std::back_inserter(steps),
                       [](char c) { return c != ' ' && c != '|'; });
  std::vector<Hit> hits;
  if (steps.empty()) return hits;
  const double step = 1.0 / steps_per_beat;
  bool sounding = false;
  for (std::size_t i = 0; static_cast<double>(i) * step < form.beats; ++i) {
    const char mark = steps[i % steps.size()];
    if (mark >= '1' && mark <= '9') {
      hits.push_back({static_cast<double>(i) * step, step, (mark - '0') / 9.0});
      sounding = true;
    } else if (mark == '-' && sounding) {
      hits.back().length += step;
    } else {
      sounding = false;
    }
  }
  return hits;
}

Notes drum(const std::vector<Hit>& hits) {
  Notes notes;
  for (const Hit& hit : hits)
    notes.push_back({.start = hit.start, .length = hit.length, .velocity = hit.velocity});
  return notes;
}

Notes comp(const Form& form, const std::vector<Hit>& hits, int low, double strum) {
  Notes notes;
  for (const Hit& hit : hits) {
    const Chord& chord = form.chord_at(hit.start);
    std::vector<int> pitches;
    for (const int tone : chord.tones)
      pitches.push_back(pitch_from(low, form.tonic + chord.root + tone));
    std::ranges::sort(pitches);
    double delay = 0.0;
    for (const int pitch : pitches) {
      notes.push_back({hit.start + delay, hit.length - delay, pitch, hit.velocity});
      delay = std::min(delay + strum, hit.length * 0.5);
    }
  }
  return notes;
}

Notes figure(const Form& form, const std::vector<Hit>& hits, std::string_view degrees, int low,
             double bar_beats) {
  std::vector<int> numbers;
  for (const std::string& number : split_list(degrees, ' '))
    numbers.push_back(static_cast<int>(parse_integer(number).value_or(1)));
  Notes notes;
  std::size_t next = 0;
  double bar = 0.0;
  for (const Hit& hit : hits) {
    if (std::floor((hit.start + 1e-6) / bar_beats) > bar) {
      bar = std::floor((hit.start + 1e-6) / bar_beats);
      next = 0;
    }
    const Chord& chord = form.chord_at(hit.start);
    const int root = pitch_from(low, form.tonic + chord.root);
    notes.push_back(
        {hit.start, hit.length, root + chord.degree(numbers[next % numbers.size()]), hit.velocity});
    ++next;
  }
  return notes;
}

Notes walking_bass(const Form& form, int low, int high, Random& random) {
  Notes notes;
  int pitch = low + 5;
  for (double beat = 0.0; beat < form.beats; beat += 1.0) {
    const Chord& chord = form.chord_at(beat);
    const Chord& next = form.chord_at(beat + 1.0);
    const bool new_chord = beat == 0.0 || &chord != &form.chord_at(beat - 1.0);
    if (new_chord) {
      const int root = pitch_from(low, form.tonic + chord.root);
      pitch = root + 12 <= high && std::abs(root + 12 - pitch) < std::abs(root - pitch) ? root + 12
                                                                                        : root;
    } else if (&next != &chord) {
      int target = pitch_from(low, form.tonic + next.root);
      if (target + 12 <= high && std::abs(target + 12 - pitch) < std::abs(target - pitch))
        target += 12;
      pitch = target + (pitch > target ? 1 : -1);
    } else {
      const int toward = pitch > (low + high) / 2 ? -1 : 1;
      pitch = nearest_chord_tone(pitch + toward * choose({2, 3, 4, 5}, random), chord, form.tonic);
    }
    pitch = std::clamp(pitch, low - 2, high);
    notes.push_back({beat, 0.95, pitch, random.uniform(0.75, 0.9)});
  }
  return notes;
}

Notes melody(const Form& form, const Line& line, Random& random) {
  const std::vector<int> rungs = ladder(form, line);
  std::vector<std::optional<std::vector<int>>> contours(line.motifs.size());
  std::size_t rung = rungs.size() / 4 + random.below(rungs.size() / 2);
  Notes notes;
  Form bar_form = form;
  bar_form.beats = form.beats_per_bar;
  for (std::size_t bar = 0;; ++bar) {
    const double origin = static_cast<double>(bar) * form.beats_per_bar;
    if (origin >= form.beats) return notes;
    const auto motif = static_cast<std::size_t>(line.plan[bar % line.plan.size()] - 'A');
    const std::vector<Hit> hits = rhythm(bar_form, line.motifs[motif], line.steps_per_beat);
    if (!contours[motif]) {
      contours[motif].emplace();
      for (std::size_t i = 0; i < hits.size(); ++i)
        contours[motif]->push_back(walk(line.leap, random));
    }
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const double start = origin + hits[i].start;
      rung = turned_back(static_cast<long>(rung) + (*contours[motif])[i], rungs.size());
      int pitch = rungs[rung];
      if (i == 0 || is_whole(start))
        pitch = nearest_chord_tone(pitch, form.chord_at(start), form.tonic);
      notes.push_back({start, hits[i].length, pitch, hits[i].velocity});
    }
  }
}

Notes loosened(Notes notes, double beats, double velocity, Random& random) {
  for (Note& note : notes) {
    note.start = std::max(0.0, note.start + random.uniform(-beats, beats));
    note.velocity =
        std::clamp(note.velocity * (1.0 + random.uniform(-velocity, velocity)), 0.0, 1.0);
  }
  return notes;
}

Notes joined(std::initializer_list<Notes> hands) {
  Notes all;
  for (const Notes& notes : hands) all.insert(all.end(), notes.begin(), notes.end());
  return all;
}

Notes thinned(Notes notes, double gaps, Random& random) {
  std::erase_if(notes, [&](const Note&) { return random.uniform() < gaps; });
  return notes;
}

}  // namespace melsift::demo
