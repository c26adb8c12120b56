#include "base/musical_key.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "base/number.h"

namespace melsift {
namespace {

constexpr std::array<std::string_view, 12> kMajor = {"C",  "Db", "D",  "Eb", "E",  "F",
                                                     "F#", "G",  "Ab", "A",  "Bb", "B"};
constexpr std::array<std::string_view, 12> kMinor = {"C",  "C#", "D",  "Eb", "E",  "F",
                                                     "F#", "G",  "G#", "A",  "Bb", "B"};
constexpr int kWheel = 12;  // places

std::string tonic_text(const MusicalKey& key) {
  return std::string((key.minor ? kMinor : kMajor)[static_cast<std::size_t>(key.tonic)]);
}

// 1 to 12: the relative minor stands at the place of its major.
int place_of(const MusicalKey& key) {
  const int major = key.minor ? key.tonic + 3 : key.tonic;
  return (7 * major + 7) % kWheel + 1;
}

std::optional<MusicalKey> parse_camelot(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const char letter = static_cast<char>(std::toupper(static_cast<unsigned char>(text.back())));
  const auto place = parse_integer(text.substr(0, text.size() - 1));
  if (!place || *place < 1 || *place > kWheel || (letter != 'A' && letter != 'B'))
    return std::nullopt;
  for (int tonic = 0; tonic < kWheel; ++tonic) {
    const MusicalKey key{tonic, letter == 'A'};
    if (place_of(key) == *place) return key;
  }
  return std::nullopt;
}

// Takes a prefix off `text`, if it is there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Whether what follows the tonic says minor; nothing for other texts.
std::optional<bool> parse_mode(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with(":") || text.starts_with("-")) text = trimmed(text.substr(1));
  if (text == "m") return true;
  if (text == "M" || text.empty()) return false;
  std::string word(text);
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::tolower(c); });
  if (word == "min" || word == "minor" || word == "moll") return true;
  if (word == "maj" || word == "major" || word == "dur") return false;
  return std::nullopt;
}

}  // namespace

std::string to_text(const MusicalKey& key) {
  return tonic_text(key) + (key.minor ? " minor" : " major");
}

std::string short_text(const MusicalKey& key) {
  return tonic_text(key) + (key.minor ? "m" : "");
}

std::string camelot_text(const MusicalKey& key) {
  return std::to_string(place_of(key)) + (key.minor ? "A" : "B");
}

std::optional<MusicalKey> parse_musical_key(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  if (const auto key = parse_camelot(text)) return key;
  constexpr std::array<int, 7> kNaturals = {9, 11, 0, 2, 4, 5, 7};  // A to G
  const int letter = std::toupper(static_cast<unsigned char>(text.front())) - 'A';
  if (letter < 0 || letter >= static_cast<int>(kNaturals.size())) return std::nullopt;
  int tonic = kNaturals[static_cast<std::size_t>(letter)];
  text.remove_prefix(1);
  if (take(text, "#") || take(text, "\u266f"))
    ++tonic;
  else if (take(text, "b") || take(text, "\u266d"))
    --tonic;
  const auto minor = parse_mode(text);
  if (!minor) return std::nullopt;
  return MusicalKey{(tonic + kWheel) % kWheel, *minor};
}

int camelot_distance(const MusicalKey& a, const MusicalKey& b) {
  const int apart = std::abs(place_of(a) - place_of(b));
  return std::min(apart, kWheel - apart) + (a.minor == b.minor ? 0 : 1);
}

}  // namespace melsift
