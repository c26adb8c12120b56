// The styles of hands and breath: blues, classical, country, jazz, reggae.
//
// Patterns are read as in rhythm(): one character a step, two or four steps a beat.

#include "instruments.h"
#include "styles.h"

namespace melsift::demo {

using namespace instrument;

// A twelve-bar shuffle: boogie guitar in fifths and sixths, walking bass, back-beat, and a guitar
// or harp that answers itself on the blues scale.
Score blues(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(88, 128), .swing = 0.66, .room_s = 0.7, .crest_db = 13};
  Form form = drawn_form(
      take, score, scale::kBlues,
      {"I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7", "IV7 IV7 I7 I7 V7 IV7 I7 V7 I7 I7 I7 I7",
       "i7 i7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 V7"});
  const double loose = 0.02 * artist.loose;
  const double wet = -16 + artist.wet_db;

  const auto ride = rhythm(form, choose({"84848484", "7.757.75"}, random), 2);
  score.add(closed_hat(artist.bright), loosened(drum(ride), loose, 0.1, random),
            {.level_db = -26, .reverb_db = wet});
  const auto kicks = rhythm(form, choose({"9...8...", "9..58..."}, random), 2);
  score.add(soft_kick(), drum(kicks), {.level_db = -14, .reverb_db = -24});
  score.add(snare(), loosened(drum(rhythm(form, "..8...8.", 2)), loose, 0.1, random),
            {.level_db = -16, .reverb_db = wet});

  const auto walk = choose({"1 3 5 6", "1 5 6 5", "1 1 5 6"}, random);
  score.add(upright_bass(artist.bright), figure(form, rhythm(form, "9-8-8-8-", 2), walk, 33),
            {.level_db = -11, .reverb_db = -26});
  const auto shuffle = rhythm(form, "86757585", 2);
  const Notes boogie =
      joined({figure(form, shuffle, "1", 40), figure(form, shuffle, "5 5 6 6", 40)});
  score.add(electric_guitar(artist.bright), loosened(boogie, loose, 0.15, random),
            {.drive = 1.5, .high_cut_hz = 3200, .level_db = -14, .reverb_db = wet});

  const Line line{.low = 58,
                  .high = 79,
                  .motifs = {"..87-78-", "8--.....", ".78-8787"},
                  .plan = choose({"ABCB", "ABAB", "CBAB"}, random),
                  .steps_per_beat = 2};
  const Notes lead = loosened(melody(form, line, random), loose, 0.1, random);
  if (artist.line_up == 0)
    score.add(harmonica(artist.bright), lead, {.drive = 1.0, .level_db = -13, .reverb_db = wet});
  else
    score.add(electric_guitar(1.4 * artist.bright), lead,
              {.drive = 4.0, .high_cut_hz = 4200, .level_db = -13, .reverb_db = wet + 2});
  if (artist.line_up == 2)
    score.add(organ(artist.bright), comp(form, rhythm(form, "4-------", 2), 55),
              {.level_db = -24, .reverb_db = wet});
  return score;
}

// Baroque: harmony that moves in half notes round the circle of fifths, continuo of cello and
// harpsichord, and a violin or keyboard line in sixteenths.
Score classical(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(76, 116), .room_s = 2.2, .crest_db = 16};
  const bool minor = random.uniform() < 0.5;
  Form form =
      minor
          ? drawn_form(
                take, score, scale::kMinor,
                {"i iv bVII bIII bVI iidim V i", "i V i iv i V i V", "i bVII bVI V i iv V i"}, 2.0)
          : drawn_form(take, score, scale::kMajor,
                       {"I V vi iii IV I IV V", "I vi ii V I IV V I", "I IV viidim iii vi ii V I"},
                       2.0);
  const double loose = 0.01 * artist.loose;
  const double wet = -9 + artist.wet_db;

  const auto steps = choose({"1 3", "1 5", "8 1"}, random);
  score.add(cello(artist.bright), figure(form, rhythm(form, "8-7-8-7-", 2), steps, 36, 2.0),
            {.level_db = -15, .reverb_db = wet});
  const auto broken = choose({"1 3 5 8 10 8 5 3", "1 5 8 10 5 8 10 12", "8 5 3 5 8 5 3 5"}, random);
  score.add(harpsichord(artist.bright),
            loosened(figure(form, rhythm(form, "7666", 4), broken, 48, 2.0), loose, 0.1, random),
            {.level_db = artist.line_up == 1 ? -14.0 : -17.0, .reverb_db = wet});

  const Line line{.low = 67,
                  .high = 88,
                  .motifs = {"8-767676 8-768-7-", "8---7-7- 8-7-7-7-", "87678767 87678---"},
                  .plan = choose({"ABCB", "BACA", "CACB"}, random),
                  .leap = 0.1};
  const Notes air = loosened(melody(form, line, random), loose, 0.08, random);
  if (artist.line_up == 1)
    score.add(harpsichord(1.1 * artist.bright), air, {.level_db = -13, .reverb_db = wet});
  else
    score.add(violins(artist.bright), air, {.level_db = -13, .reverb_db = wet});
  // The ripieno: held chords of strings, or of a chamber organ.
  const Notes held = comp(form, rhythm(form, "6-------", 4), 60);
  if (artist.line_up == 2)
    score.add(organ(0.6 * artist.bright), held, {.level_db = -22, .reverb_db = wet});
  else
    score.add(violins(0.6 * artist.bright), held, {.level_db = -22, .reverb_db = wet});
  return score;
}

// Two-beat: alternating bass and strummed back-beat, train-beat brushes, banjo rolls, and a pedal
// steel or fiddle on the major pentatonic.
Score country(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(98, 132), .swing = 0.53, .room_s = 0.5, .crest_db = 14};
  Form form = drawn_form(take, score, scale::kMajorPentatonic,
                         {"I I IV I V V I I", "I IV I V", "I V vi IV", "I IV V I"});
  const double loose = 0.015 * artist.loose;
  const double wet = -17 + artist.wet_db;

  const auto train = rhythm(form, choose({"43538353", "45638563"}, random));
  score.add(brush(), loosened(drum(train), loose, 0.15, random),
            {.level_db = -24, .reverb_db = wet});
  score.add(soft_kick(), drum(rhythm(form, "8...7...", 2)), {.level_db = -16, .reverb_db = -24});
  score.add(upright_bass(1.1 * artist.bright), figure(form, rhythm(form, "9--.8--.", 2), "1 5", 33),
            {.level_db = -11, .reverb_db = -26});
  const auto strum = choose({"..8...8.", "..86..86", "..8-.68-"}, random);
  score.add(steel_guitar(artist.bright),
            loosened(comp(form, rhythm(form, strum, 2), 52, 0.03), loose, 0.1, random),
            {.low_cut_hz = 150, .level_db = -15, .reverb_db = wet});
  const auto roll =
      choose({"5 8 10 5 8 10 5 8", "1 8 5 10 8 5 10 8", "10 8 5 10 8 12 8 5"}, random);
  score.add(banjo(artist.bright),
            thinned(loosened(figure(form, rhythm(form, "7666"), roll, 55), loose, 0.12, random),
                    0.08, random),
            {.low_cut_hz = 250, .level_db = artist.line_up == 2 ? -14.0 : -18.0, .reverb_db = wet});

  const Line line{.low = 62,
                  .high = 83,
                  .motifs = {"8-7-8---", "..7-7-7-", "8---7-8-"},
                  .plan = choose({"ABAC", "BABC", "CBCA"}, random),
                  .steps_per_beat = 2,
                  .leap = 0.2};
  const Notes tune = melody(form, line, random);
  if (artist.line_up == 1)
    score.add(violins(1.2 * artist.bright), tune, {.level_db = -16, .reverb_db = wet});
  else
    score.add(pedal_steel(1.2 * artist.bright), tune, {.level_db = -14, .reverb_db = wet + 4});
  return score;
}

// Swing: ride cymbal, hi-hat on two and four, walking bass, a piano that places its chords off the
// beat, and a horn in eighths.
Score jazz(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(132, 196), .swing = 0.64, .room_s = 0.9, .crest_db = 15};
  const bool minor = random.uniform() < 0.35;
  Form form = minor ? drawn_form(take, score, scale::kDorian,
                                 {"iidim V7 i7 i7", "i9 iv9 i9 V7", "i7 bVII7 bVImaj7 V7"})
                    : drawn_form(take, score, scale::kMajor,
                                 {"ii9 V9 Imaj9 vi7", "Imaj7 vi7 ii9 V9", "iii7 vi7 ii7 V9",
                                  "Imaj9 IV7 iii7 vi7 ii9 V9 Imaj9 V7"});
  const double loose = 0.025 * artist.loose;
  const double wet = -14 + artist.wet_db;

  score.add(ride(artist.bright),
            loosened(drum(rhythm(form, choose({"8.968.96", "8.878.96"}, random), 2)), loose, 0.12,
                     random),
            {.level_db = -22, .reverb_db = wet});
  score.add(closed_hat(0.9), drum(rhythm(form, "..7...7.", 2)),
            {.level_db = -26, .reverb_db = wet});
  score.add(brush(),
            thinned(loosened(drum(rhythm(form, ".4.5.4.6", 2)), loose, 0.3, random), 0.5, random),
            {.level_db = -22, .reverb_db = wet});
  score.add(upright_bass(artist.bright),
            loosened(walking_bass(form, 31, 50, random), loose, 0.1, random),
            {.level_db = -11, .reverb_db = -24});
  const auto places = choose({"7-.6....", "...7-...|.6-...7.", "..6-..7."}, random);
  score.add(piano(artist.bright),
            loosened(comp(form, rhythm(form, places, 2), 53), loose, 0.15, random),
            {.low_cut_hz = 120, .level_db = -18, .reverb_db = wet});

  const Line line{.low = 58,
                  .high = 80,
                  .motifs = {"87878787", "8-.78-..", ".7878-8-", "78787--."},
                  .plan = choose({"ABCD", "CADB", "BACD"}, random),
                  .steps_per_beat = 2,
                  .leap = 0.2};
  const Notes solo = loosened(melody(form, line, random), loose, 0.1, random);
  if (artist.line_up == 0)
    score.add(saxophone(artist.bright), solo, {.level_db = -12, .reverb_db = wet});
  else if (artist.line_up == 1)
    score.add(trumpet(artist.bright), solo,
              {.high_cut_hz = 4500, .level_db = -13, .reverb_db = wet});
  else
    score.add(piano(1.2 * artist.bright), solo, {.level_db = -12, .reverb_db = wet});
  return score;
}

// One drop: kick and rim on the third beat, guitar on every off-beat, the organ's bubble, a bass
// that is the tune, and a tape echo over the desk.
Score reggae(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(66, 84),
              .swing = 0.57,
              .swing_beats = 0.5,
              .room_s = 1.3,
              .crest_db = 13};
  const bool minor = random.uniform() < 0.6;
  Form form = minor ? drawn_form(take, score, scale::kMinorPentatonic,
                                 {"i bVII", "i iv", "i bVI bVII i", "i i bVII bVI"})
                    : drawn_form(take, score, scale::kMajorPentatonic,
                                 {"I IV", "I ii", "I V vi IV", "I IV V IV"});
  const double loose = 0.012 * artist.loose;
  const double wet = -13 + artist.wet_db;

  score.add(kick(), drum(rhythm(form, "........9.......")), {.level_db = -11, .reverb_db = -22});
  score.add(rim(), drum(rhythm(form, choose({"........9.......", "........9.....5."}, random))),
            {.echo = 0.35, .level_db = -17, .reverb_db = wet + 3});
  score.add(
      closed_hat(0.9 * artist.bright),
      loosened(drum(rhythm(form, choose({"5.7.5.7.", "6.4.6.43"}, random))), loose, 0.15, random),
      {.level_db = -26, .reverb_db = wet});
  const auto line_of_bass =
      choose({"9--.8-8-..7-8-..", "..8-8-..9--.7-8-", "9-..8-7-8--....."}, random);
  const auto degrees = choose({"1 1 5 3 1", "1 3 5 1 5", "1 5 6 5 3"}, random);
  score.add(electric_bass(0.7 * artist.bright),
            figure(form, rhythm(form, line_of_bass), degrees, 31),
            {.high_cut_hz = 700, .level_db = -9, .reverb_db = -30});
  score.add(muted_guitar(artist.bright),
            loosened(comp(form, rhythm(form, "..8...8.", 4), 60, 0.01), loose, 0.1, random),
            {.low_cut_hz = 350, .echo = 0.2, .level_db = -13, .reverb_db = wet});
  score.add(
      organ(0.7 * artist.bright),
      thinned(loosened(comp(form, rhythm(form, ".56..57."), 55), loose, 0.15, random), 0.1, random),
      {.low_cut_hz = 200, .level_db = -20, .reverb_db = wet});

  const Line line{.low = 62,
                  .high = 79,
                  .motifs = {"8---7-8- ........", "........ ..7-8---", "8-7-8--- ...."},
                  .plan = choose({"ABAC", "BACA", "ACAB"}, random)};
  const Notes tune = melody(form, line, random);
  if (artist.line_up == 0)
    score.add(melodica(artist.bright), tune, {.echo = 0.4, .level_db = -15, .reverb_db = wet + 3});
  else if (artist.line_up == 1)
    score.add(trumpet(0.7 * artist.bright), tune,
              {.high_cut_hz = 3500, .echo = 0.35, .level_db = -16, .reverb_db = wet + 3});
  else
    score.add(organ(artist.bright), tune, {.echo = 0.4, .level_db = -16, .reverb_db = wet + 2});
  return score;
}

}  // namespace melsift::demo
