// The styles of machines and amplifiers: ambient, disco, hiphop, metal, techno.
//
// Patterns are read as in rhythm(): one character a step, two or four steps a beat.

#include "instruments.h"
#include "styles.h"

namespace melsift::demo {

using namespace instrument;

// No pulse: slow chords of a wide pad, a sine far below, single bells in a long echo, wind.
Score ambient(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(54, 70), .room_s = 5.0, .crest_db = 18};
  Form form =
      drawn_form(take, score, choose({scale::kLydian, scale::kMajor, scale::kDorian}, random),
                 {"Imaj9 IVmaj7", "Isus2 vi7", "Imaj7 iii7 IVmaj9", "i9 bVIImaj7", "ii9 Imaj9"});
  const double wet = -4 + artist.wet_db;

  const Notes chords = comp(form, rhythm(form, "8---------------"), 50, 0.2);
  score.add(pad(artist.bright), chords, {.level_db = -14, .reverb_db = wet});
  if (artist.line_up == 1)
    score.add(organ(0.4 * artist.bright), chords,
              {.tremolo = 0.4, .level_db = -21, .reverb_db = wet});
  score.add(sub_bass(), figure(form, rhythm(form, "7---------------"), "1", 33),
            {.level_db = -20, .reverb_db = -12});
  const Line line{.low = 67,
                  .high = 91,
                  .motifs = {"7------- ....6---", "......6- --......", "5--- ..6- ...."},
                  .plan = choose({"ABAC", "CABA", "BCAB"}, random),
                  .leap = 0.5};
  const Notes bells = loosened(melody(form, line, random), 0.06 * artist.loose, 0.2, random);
  if (artist.line_up == 2)
    score.add(electric_piano(0.6 * artist.bright), bells,
              {.echo = 0.5, .echo_beats = 1.5, .level_db = -21, .reverb_db = wet});
  else
    score.add(bell(0.6 * artist.bright), bells,
              {.echo = 0.5, .echo_beats = 1.5, .level_db = -24, .reverb_db = wet});
  score.add(wind(artist.bright), {{.start = 0, .length = form.beats, .pitch = 40, .velocity = 0.6}},
            {.level_db = -32, .reverb_db = wet - 3});
  return score;
}

// Four on the floor: open hats between the beats, bass in octaves, scratched guitar, strings that
// soar, claps and congas.
Score disco(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(110, 126), .room_s = 1.1, .crest_db = 12};
  Form form = drawn_form(take, score, scale::kDorian,
                         {"i7 iv7 bVII7 bIIImaj7", "i7 bVImaj7 bVII i7", "i7 i7 iv7 V7", "i9 IV7",
                          "bVImaj7 bVII i7 i7"});
  const double loose = 0.008 * artist.loose;
  const double wet = -14 + artist.wet_db;

  score.add(kick(), drum(rhythm(form, "9...")), {.level_db = -11});
  score.add(snare(), drum(rhythm(form, "....8...")), {.level_db = -16, .reverb_db = wet});
  score.add(clap(), drum(rhythm(form, "....8...")), {.level_db = -18, .reverb_db = wet});
  score.add(open_hat(artist.bright), drum(rhythm(form, "..8.")),
            {.level_db = -20, .reverb_db = -22});
  score.add(closed_hat(artist.bright), loosened(drum(rhythm(form, "65.5")), loose, 0.1, random),
            {.level_db = -25});
  score.add(
      conga(),
      thinned(loosened(drum(rhythm(form, "..6..6.7..5.6.76")), loose, 0.2, random), 0.1, random),
      {.level_db = -19, .reverb_db = wet});

  const auto octaves = choose({"1 8 1 8 1 8 1 8", "1 8 5 8 1 8 7 8"}, random);
  score.add(electric_bass(1.2 * artist.bright),
            figure(form, rhythm(form, "8-7-8-7-", 4), octaves, 33),
            {.drive = 0.6, .level_db = -12});
  const auto scratch = choose({"7.58.57.", ".67..67.", "7..67.57"}, random);
  score.add(muted_guitar(1.3 * artist.bright),
            loosened(comp(form, rhythm(form, scratch), 60, 0.01), loose, 0.15, random),
            {.low_cut_hz = 500, .level_db = -16, .reverb_db = -20});
  if (artist.line_up != 1)
    score.add(electric_piano(1.2 * artist.bright),
              comp(form, rhythm(form, "7--.....|...7-..."), 55),
              {.level_db = -20, .reverb_db = wet});

  const Line line{.low = 67,
                  .high = 88,
                  .motifs = {"8------- 8---7-8-", "87878--- --......", "8--- ---- ---- 8787"},
                  .plan = choose({"ABAC", "CABA", "ACAB"}, random)};
  const Notes tune = melody(form, line, random);
  if (artist.line_up == 2)
    score.add(trumpet(1.2 * artist.bright), tune, {.level_db = -16, .reverb_db = wet});
  else
    score.add(violins(1.3 * artist.bright), tune, {.level_db = -14, .reverb_db = wet + 3});
  return score;
}

// Boom bap: a swung sixteenth, heavy kick and snare, a dusty loop of electric piano, sub-bass.
Score hiphop(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(78, 96),
              .swing = 0.59,
              .swing_beats = 0.5,
              .room_s = 0.5,
              .crest_db = 11};
  Form form =
      drawn_form(take, score, scale::kMinorPentatonic,
                 {"i9 iv9", "i7 bVImaj7", "i9 bVIImaj7 iv9 i9", "i7 V7", "iv9 bVII9 i9 i9"});
  const double loose = 0.012 * artist.loose;

  const auto kicks = choose({"9.....8...8.....", "9..8......8..7..", "9.8.......8....7"}, random);
  score.add(deep_kick(), drum(rhythm(form, kicks)), {.drive = 0.5, .level_db = -8});
  score.add(fat_snare(), loosened(drum(rhythm(form, "....9.......9..3")), loose, 0.05, random),
            {.level_db = -11, .reverb_db = -20});
  score.add(closed_hat(0.8 * artist.bright),
            loosened(drum(rhythm(form, choose({"7.5.7.5.", "7.575.55", "7.5.7355"}, random))),
                     loose, 0.15, random),
            {.level_db = -21});
  const auto lows = choose({"9----.8-..8--...", "9--8--....8---..", "9-----------8-7-"}, random);
  score.add(sub_bass(), figure(form, rhythm(form, lows), choose({"1 1 5", "1 5 7"}, random), 31),
            {.drive = 0.4, .high_cut_hz = 500, .level_db = -11});

  // The sample: a phrase off a record, its highs and lows gone.
  const Channel record{.low_cut_hz = 200,
                       .high_cut_hz = 1700 * artist.bright,
                       .tremolo = 0.3,
                       .level_db = -12,
                       .reverb_db = -16 + artist.wet_db};
  const auto loop = choose({"8------- ....6-..", "8---.. 6---- .....", "7--.7--.7--.6-.."}, random);
  const Notes chords = loosened(comp(form, rhythm(form, loop), 55, 0.03), loose, 0.1, random);
  if (artist.line_up == 1)
    score.add(piano(0.8 * artist.bright), chords, record);
  else
    score.add(electric_piano(artist.bright), chords, record);
  const Line line{.low = 67,
                  .high = 84,
                  .motifs = {"..7-8-.. ........", "........ 7-7-8---"},
                  .plan = choose({"AB", "AABB", "BA"}, random)};
  const Notes hook = melody(form, line, random);
  Channel hook_channel = record;
  hook_channel.level_db = -18;
  if (artist.line_up == 2)
    score.add(trumpet(0.6 * artist.bright), hook, hook_channel);
  else
    score.add(bell(0.4 * artist.bright), hook, hook_channel);
  score.add(crackle(),
            loosened(thinned(drum(rhythm(form, "4535", 8)), 0.7, random), 0.1, 0.6, random),
            {.level_db = -28});
  return score;
}

// Fast and low: palm-muted gallops and power chords through a driven amplifier, double kick, and a
// lead in harmonic minor or Phrygian runs.
Score metal(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(146, 200), .room_s = 0.8, .crest_db = 10};
  Form form = drawn_form(
      take, score, choose({scale::kPhrygian, scale::kHarmonicMinor, scale::kMinor}, random),
      {"i5 bVI5 bVII5 i5", "i5 i5 bII5 i5", "i5 bIII5 bVI5 V5", "i5 bVII5 bVI5 V5"});
  form.tonic = static_cast<int>(2 + random.below(5));  // the open strings' keys, D to F#
  score.key.tonic = form.tonic;
  const double loose = 0.006 * artist.loose;
  const Channel amplifier{.drive = 9.0 * artist.bright,
                          .low_cut_hz = 90,
                          .high_cut_hz = 4300 * artist.bright,
                          .level_db = -13,
                          .reverb_db = -22};

  const auto feet = choose({"8888", "8.888.88", "8.888888"}, random);
  score.add(kick(), drum(rhythm(form, feet)), {.level_db = -12});
  score.add(fat_snare(), drum(rhythm(form, choose({"....9...", "..9...9."}, random))),
            {.level_db = -10, .reverb_db = -14 + artist.wet_db});
  score.add(crash(artist.bright), drum(rhythm(form, "8...7...7...7...", 4)),
            {.level_db = -19, .reverb_db = -18});

  const auto gallop = choose({"8.778.77", "8777.787", "87.787.7", "7777777."}, random);
  const auto hits = rhythm(form, gallop);
  score.add(muted_guitar(artist.bright),
            loosened(joined({figure(form, hits, "1", 38), figure(form, hits, "5", 38)}), loose, 0.1,
                     random),
            amplifier);
  const auto ring =
      rhythm(form, choose({"8----------- 8---", "8------- 8-------", "....8-------8---"}, random));
  score.add(electric_guitar(1.3 * artist.bright),
            joined({figure(form, ring, "1", 38), figure(form, ring, "5", 38),
                    figure(form, ring, "8", 38)}),
            amplifier);
  score.add(electric_bass(1.5 * artist.bright), figure(form, hits, "1", 26),
            {.drive = 2.0, .high_cut_hz = 2500, .level_db = -13});

  const Line line{.low = 64,
                  .high = 88,
                  .motifs = {"8787878787878787", "8------- 8---8---", "................"},
                  .plan = choose({"CCAB", "ABCC", "ACBC"}, random),
                  .leap = 0.08};
  if (artist.line_up != 2)
    score.add(electric_guitar(1.5 * artist.bright), melody(form, line, random),
              {.drive = 8.0,
               .low_cut_hz = 200,
               .high_cut_hz = 5000,
               .echo = 0.25,
               .level_db = -14,
               .reverb_db = -12 + artist.wet_db});
  return score;
}

// A machine's grid: heavy kick, hats off the beat, an acid line of sixteenths whose filter sings,
// a minor stab in the echo, everything ducking under the kick.
Score techno(const Take& take) {
  const Artist& artist = take.artist;
  Random& random = take.random;
  Score score{.tempo = random.uniform(124, 140), .room_s = 1.6, .crest_db = 11};
  Form form = drawn_form(take, score, choose({scale::kMinor, scale::kPhrygian}, random),
                         {"i7", "i7 i7 i7 bII", "i9 i9 bVII i9"}, 8.0);

  score.add(techno_kick(), drum(rhythm(form, "9...")), {.drive = 0.8, .level_db = -8});
  score.add(open_hat(1.1 * artist.bright), drum(rhythm(form, "..7.")),
            {.level_db = -17, .reverb_db = -24});
  const auto shakes = choose({"5356", "6.5465.4", "5535"}, random);
  score.add(shaker(), drum(rhythm(form, shakes)), {.level_db = -21, .reverb_db = -24});
  if (artist.line_up != 1)
    score.add(clap(), drum(rhythm(form, "....8...")),
              {.level_db = -16, .reverb_db = -10 + artist.wet_db});
  else
    score.add(rim(), drum(rhythm(form, "...6..6....6.6..")),
              {.echo = 0.3, .level_db = -17, .reverb_db = -12});

  const Line line{
      .low = 36,
      .high = 55,
      .motifs = {choose({"8.77.87.8.7.87.7", "88.7.88.7.8.8.78", ".8.8.87..8.8.878"}, random)},
      .plan = "A",
      .leap = 0.45};
  const double resonance = random.uniform(0.72, 0.9);
  const double openness = random.uniform(0.7, 1.4);
  score.add(acid_bass(openness * artist.bright, resonance), melody(form, line, random),
            {.drive = 1.5, .pump = 0.4, .level_db = -14, .reverb_db = -22});
  score.add(sub_bass(), figure(form, rhythm(form, "..8-"), "1", 31),
            {.pump = 0.7, .level_db = -15});
  const auto stabs = choose({"...7............", "..7..7..........", "7.....7........."}, random);
  score.add(stab(artist.bright), comp(form, rhythm(form, stabs), 55),
            {.low_cut_hz = 200, .echo = 0.6, .level_db = -16, .reverb_db = -8 + artist.wet_db});
  if (artist.line_up == 2)
    score.add(pad(artist.bright), comp(form, rhythm(form, "6---------------"), 50),
              {.pump = 0.9, .level_db = -20, .reverb_db = -10});
  return score;
}

}  // namespace melsift::demo
