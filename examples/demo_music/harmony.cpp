#include "harmony.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/number.h"

namespace melsift::demo {
namespace {

int modulo(int value, int divisor) {
  return ((value % divisor) + divisor) % divisor;
}

// Longest first, so that "iv" isn't read as "i".
constexpr std::array<std::pair<std::string_view, int>, 7> kNumerals{
    {{"vii", 11}, {"iii", 4}, {"ii", 2}, {"iv", 5}, {"vi", 9}, {"i", 0}, {"v", 7}}};

std::vector<int> chord_tones(std::string_view kind, bool minor, std::string_view numeral) {
  const int third = minor ? 3 : 4;
  if (kind.empty()) return {0, third, 7};
  if (kind == "5") return {0, 7};
  if (kind == "7") return {0, third, 7, 10};
  if (kind == "maj7") return {0, third, 7, 11};
  if (kind == "9") return {0, third, 7, 10, 14};
  if (kind == "maj9") return {0, third, 7, 11, 14};
  if (kind == "sus2") return {0, 2, 7};
  if (kind == "sus4") return {0, 5, 7};
  if (kind == "dim") return {0, 3, 6};
  throw Error(ErrorKind::invalid_argument, numeral, "unknown kind of chord");
}

Chord chord(std::string_view numeral) {
  std::string_view rest = numeral;
  const bool flat = rest.starts_with('b');
  if (flat) rest.remove_prefix(1);
  const bool minor = !rest.empty() && std::islower(static_cast<unsigned char>(rest.front())) != 0;
  const std::string lower = lower_case(rest);
  for (const auto& [name, semitones] : kNumerals) {
    if (!lower.starts_with(name)) continue;
    rest.remove_prefix(name.size());
    return {.root = modulo(semitones - (flat ? 1 : 0), 12),
            .tones = chord_tones(rest, minor, numeral)};
  }
  throw Error(ErrorKind::invalid_argument, numeral, "not a chord in Roman numerals");
}

}  // namespace

int Chord::degree(int number) const {
  const bool minor = std::ranges::find(tones, 3) != tones.end();
  const bool major_seventh = std::ranges::find(tones, 11) != tones.end();
  const bool diminished = std::ranges::find(tones, 6) != tones.end();
  const std::array<int, 7> steps{
      0, 2, minor ? 3 : 4, 5, diminished ? 6 : 7, 9, major_seventh ? 11 : 10};
  const int index = number - 1;
  return steps[static_cast<std::size_t>(modulo(index, 7))] + 12 * (index / 7);
}

bool Chord::contains(int pitch, int tonic) const {
  const int above_root = modulo(pitch - tonic - root, 12);
  return std::ranges::any_of(tones, [&](int tone) { return tone % 12 == above_root; });
}

std::vector<Chord> progression(std::string_view numerals) {
  std::vector<Chord> chords;
  for (const std::string& numeral : split_list(numerals, ' ')) chords.push_back(chord(numeral));
  return chords;
}

}  // namespace melsift::demo
