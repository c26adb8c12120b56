#include "catalogue.h"

#include <algorithm>
#include <map>
#include <span>
#include <string_view>

#include "base/number.h"
#include "vocabulary.h"

namespace melsift::demo {
namespace {

struct Person {
  std::string name;
  std::string language;
  int debut = 0;
  Artist sound{};
  std::size_t tracks = 0;
  std::string album;
};

// All titles of a language in random order, dealt one by one; after the last, "... 2" and so on.
class Titles {
 public:
  Titles(std::span<const std::string_view> openings, std::span<const std::string_view> endings,
         Random& random) {
    for (const std::string_view opening : openings)
      for (const std::string_view ending : endings)
        titles_.push_back(std::string(opening) + " " + std::string(ending));
    random.shuffle(titles_);
  }
  std::string deal() {
    const std::size_t round = dealt_ / titles_.size();
    const std::string& title = titles_[dealt_++ % titles_.size()];
    return round == 0 ? title : title + " " + std::to_string(round + 1);
  }

 private:
  std::vector<std::string> titles_;
  std::size_t dealt_ = 0;
};

std::string ensemble_name(std::string_view pattern, std::string_view given,
                          std::string_view family) {
  std::string name;
  for (const char c : pattern) {
    if (c == '*') name.append(given).append(" ");
    if (c == '*' || c == '+')
      name.append(family);
    else
      name += c;
  }
  return name;
}

std::vector<Person> artists(const Vocabulary& words, Random& random) {
  std::vector<Person> people(kArtistsPerStyle);
  const int span = words.last_year - words.first_year;
  std::vector<std::string_view> taken;
  for (std::size_t i = 0; i < people.size(); ++i) {
    Person& person = people[i];
    person.language = words.languages[i];
    const Language& names = language(person.language);
    std::string_view family;
    do family = names.family[random.below(names.family.size())];
    while (std::ranges::find(taken, family) != taken.end());
    taken.push_back(family);
    const std::string_view given = names.given[random.below(names.given.size())];
    person.name = ensemble_name(words.ensembles[i], given, family);
    // Debuts are spread over the style's years, so that every decade has an artist.
    const auto quarter = static_cast<int>(i) * span / static_cast<int>(people.size());
    person.debut = words.first_year + quarter + static_cast<int>(random.below(3));
    person.sound.bright = random.uniform(0.8, 1.25);
    person.sound.loose = random.uniform(0.5, 1.5);
    person.sound.wet_db = random.uniform(-3.0, 3.0);
    person.sound.line_up = static_cast<int>(i % 3);
  }
  return people;
}

}  // namespace

std::vector<Track> catalogue(const Style& style, std::size_t count, const std::string& folder,
                             Random random) {
  const Vocabulary& words = vocabulary(style.name);
  std::vector<Person> people = artists(words, random);
  std::map<std::string, Titles> titles;
  for (const Person& person : people) {
    const bool english = person.language == "en";
    const Language& foreign = language(person.language);
    if (!titles.contains(person.language))
      titles.emplace(person.language, english ? Titles(words.openings, words.endings, random)
                                              : Titles(foreign.openings, foreign.endings, random));
  }
  const std::string name(style.name);
  std::vector<Track> tracks;
  for (std::size_t i = 0; i < count; ++i) {
    Person& person = people[i % people.size()];
    Titles& deck = titles.at(person.language);
    if (person.tracks % 2 == 0) person.album = deck.deal();
    const auto albums = static_cast<int>(person.tracks / 2);
    ++person.tracks;
    const std::string number = std::to_string(i);
    const std::string padded =
        std::string(5 - std::min<std::size_t>(5, number.size()), '0') + number;
    tracks.push_back({.path = folder + "/" + name + "/" + name + "." + padded + ".wav",
                      .title = deck.deal(),
                      .artist = person.name,
                      .album = person.album,
                      .genre = name,
                      .language = person.language,
                      .year = std::min(words.last_year, person.debut + 3 * albums),
                      .sound = person.sound});
  }
  return tracks;
}

std::string csv(const std::vector<Track>& tracks, double seconds) {
  std::string text = "path,title,artist,album,genre,language,year,duration_s\n";
  const auto quoted = [](const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
    std::string out = "\"";
    for (const char c : field) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
  };
  for (const Track& track : tracks) {
    for (const std::string& field : {track.path, track.title, track.artist, track.album,
                                     track.genre, track.language, std::to_string(track.year)})
      text += quoted(field) + ",";
    text += to_text(seconds) + "\n";
  }
  return text;
}

}  // namespace melsift::demo
