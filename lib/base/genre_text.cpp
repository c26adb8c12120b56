#include "base/genre_text.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/name.h"
#include "base/number.h"

namespace melsift {
namespace {

constexpr std::string_view kSeparators = ",/\\;|";
constexpr std::array<std::string_view, 5> kWideSeparators = {"\u3001", "\uff0c", "\uff0f", "\uff1b",
                                                             "\uff5c"};

// id3.org, ID3v1, appendix A, and the numbers from 80 on, which Winamp added.
constexpr const char* kListed =
    "Blues|Classic Rock|Country|Dance|Disco|Funk|Grunge|Hip-Hop|Jazz|Metal|New Age|Oldies|Other|"
    "Pop|R&B|Rap|Reggae|Rock|Techno|Industrial|Alternative|Ska|Death Metal|Pranks|Soundtrack|"
    "Euro-Techno|Ambient|Trip-Hop|Vocal|Jazz+Funk|Fusion|Trance|Classical|Instrumental|Acid|House|"
    "Game|Sound Clip|Gospel|Noise|Alt. Rock|Bass|Soul|Punk|Space|Meditative|Instrumental Pop|"
    "Instrumental Rock|Ethnic|Gothic|Darkwave|Techno-Industrial|Electronic|Pop-Folk|Eurodance|"
    "Dream|Southern Rock|Comedy|Cult|Gangsta Rap|Top 40|Christian Rap|Pop/Funk|Jungle|"
    "Native American|Cabaret|New Wave|Psychedelic|Rave|Showtunes|Trailer|Lo-Fi|Tribal|Acid Punk|"
    "Acid Jazz|Polka|Retro|Musical|Rock & Roll|Hard Rock|Folk|Folk-Rock|National Folk|Swing|"
    "Fast-Fusion|Bebop|Latin|Revival|Celtic|Bluegrass|Avantgarde|Gothic Rock|Progressive Rock|"
    "Psychedelic Rock|Symphonic Rock|Slow Rock|Big Band|Chorus|Easy Listening|Acoustic|Humour|"
    "Speech|Chanson|Opera|Chamber Music|Sonata|Symphony|Booty Bass|Primus|Porn Groove|Satire|"
    "Slow Jam|Club|Tango|Samba|Folklore|Ballad|Power Ballad|Rhythmic Soul|Freestyle|Duet|"
    "Punk Rock|Drum Solo|A Cappella|Euro-House|Dance Hall|Goa|Drum & Bass|Club-House|Hardcore|"
    "Terror|Indie|BritPop|Afro-Punk|Polsk Punk|Beat|Christian Gangsta Rap|Heavy Metal|Black Metal|"
    "Crossover|Contemporary Christian|Christian Rock|Merengue|Salsa|Thrash Metal|Anime|JPop|"
    "Synthpop|Abstract|Art Rock|Baroque|Bhangra|Big Beat|Breakbeat|Chillout|Downtempo|Dub|EBM|"
    "Eclectic|Electro|Electroclash|Emo|Experimental|Garage|Global|IDM|Illbient|Industro-Goth|"
    "Jam Band|Krautrock|Leftfield|Lounge|Math Rock|New Romantic|Nu-Breakz|Post-Punk|Post-Rock|"
    "Psytrance|Shoegaze|Space Rock|Trop Rock|World Music|Neoclassical|Audiobook|Audio Theatre|"
    "Neue Deutsche Welle|Podcast|Indie Rock|G-Funk|Dubstep|Garage Rock|Psybient";

}  // namespace

bool has_genre_separator(std::string_view text) {
  return text.find_first_of(kSeparators) != std::string_view::npos ||
         std::ranges::any_of(kWideSeparators, [&](std::string_view one) {
           return text.find(one) != std::string_view::npos;
         });
}

std::vector<std::string> split_genre(const std::string& text,
                                     const std::function<bool(const std::string&)>& is_known) {
  if (!has_genre_separator(text) || is_known(text)) return {text};
  std::string commas = text;
  for (const std::string_view wide : kWideSeparators)
    for (std::size_t at; (at = commas.find(wide)) != std::string::npos;)
      commas.replace(at, wide.size(), ",");
  for (char& c : commas)
    if (kSeparators.find(c) != std::string_view::npos) c = ',';
  const std::vector<std::string> parts = split_list(commas, ',');
  const bool all_known = std::ranges::all_of(parts, [&](const std::string& part) {
    return !part.starts_with('&') && !lower_case(part).starts_with("and ") && is_known(part);
  });
  return parts.size() > 1 && all_known ? parts : std::vector<std::string>{text};
}

bool is_listed_genre(std::string_view name) {
  static const std::set<std::string> listed = [] {
    std::set<std::string> forms;
    for (const std::string& one : split_list(kListed, '|')) forms.insert(normal_form(one));
    return forms;
  }();
  return listed.contains(normal_form(name));
}

}  // namespace melsift
