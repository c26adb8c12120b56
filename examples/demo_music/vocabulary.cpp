#include "vocabulary.h"

#include <algorithm>

#include "base/error.h"

namespace melsift::demo {
namespace {

constexpr std::array<Vocabulary, 10> kVocabularies{{
    {"ambient",
     1978,
     2019,
     {"en", "de", "en", "fr"},
     {"*", "The + Observatory", "+ Drift", "* & Tide"},
     {"Slow", "Distant", "Pale", "Weightless", "Winter", "Glass", "Harbour", "Northern"},
     {"Light", "Shoreline", "Orbit", "Snowfall", "Rooms", "Horizon"}},
    {"blues",
     1952,
     1996,
     {"en", "en", "en", "es"},
     {"*", "* and the Night Shift", "Old Man +", "The * Blues Band"},
     {"Midnight", "Rusty Gate", "Low Water", "Empty Porch", "Cold Rain", "Freight Yard",
      "Two Dollar", "Gravel Road"},
     {"Blues", "Shuffle", "Boogie", "Letter", "Morning", "Lament"}},
    {"classical",
     1955,
     2015,
     {"de", "fr", "en", "es"},
     {"Collegium +", "*", "The + Consort", "Camerata +"},
     {"Allegro in the", "Prelude for the", "Sarabande of the", "Toccata in the", "Gavotte for the",
      "Largo of the", "Courante in the", "Fugue for the"},
     {"Orangery", "Evening Court", "River Garden", "Old Chapel", "Winter Guests", "Silver Clock"}},
    {"country",
     1958,
     2012,
     {"en", "en", "en", "es"},
     {"*", "* and the Fence Posts", "The + Family", "The + Brothers"},
     {"Dusty", "Whippoorwill", "County Line", "Back Forty", "Tin Roof", "Sweet Clover", "Long Haul",
      "Picket Fence"},
     {"Waltz", "Highway", "Sunday", "Promise", "Homecoming", "Goodbye"}},
    {"disco",
     1974,
     1984,
     {"en", "fr", "en", "es"},
     {"*", "+ Boulevard", "The + Connection", "* & the Mirror Ball"},
     {"Saturday", "Starlight", "Velvet", "Electric", "Satin", "Champagne", "Neon", "Golden"},
     {"Fever Line", "Heartbeat", "Boulevard", "Sensation", "Parade", "All Night Long"}},
    {"hiphop",
     1989,
     2019,
     {"en", "fr", "en", "de"},
     {"MC +", "DJ +", "+ & Ink", "* the Quiet"},
     {"Corner Store", "Subway", "Paper", "Concrete", "Borrowed", "Third Floor", "Late Bus",
      "Chalk"},
     {"Stories", "Arithmetic", "Season", "Theory", "Gospel", "Memory"}},
    {"jazz",
     1954,
     2005,
     {"en", "fr", "en", "de"},
     {"* Quartet", "* Trio", "The * Quintet", "The + Sextet"},
     {"Blue", "Sidewalk", "Half Past", "Uptown", "Smoky", "Autumn", "Moonlit", "Cool"},
     {"Stroll", "Two", "Conversation", "Alley", "Serenade", "Avenue"}},
    {"metal",
     1982,
     2018,
     {"en", "de", "en", "en"},
     {"House of +", "Eisen +", "+ Anvil", "Black +"},
     {"Iron", "Burning", "Throne of", "Ashen", "Storm of", "Crown of", "Hollow", "Blade of"},
     {"Winter", "Thunder", "Giants", "Embers", "Ravens", "Stone"}},
    {"reggae",
     1969,
     2008,
     {"en", "en", "es", "fr"},
     {"*", "* & the Palm Street Players", "+ Dub Unit", "The + Tones"},
     {"Island", "Sunrise", "Mango Tree", "Easy", "River", "Harvest", "Lion Gate", "Sweet"},
     {"Rhythm", "Train", "Morning", "Version", "Freedom", "Breeze"}},
    {"techno",
     1990,
     2019,
     {"de", "en", "fr", "en"},
     {"+", "DJ +", "+ Circuit", "Unit +"},
     {"Phase", "Vector", "Signal", "Chrome", "Pulse", "Sector", "Voltage", "Night"},
     {"Shift", "Grid", "Machine", "Theorem", "Sequence", "Loop"}},
}};

constexpr std::array<Language, 4> kLanguages{{
    {"en",
     {"Ada", "Ezra", "June", "Silas", "Della", "Cal"},
     {"Ashdown", "Birdsong", "Fairweather", "Hollis", "Larkspur", "Merrow", "Pruitt", "Tolliver"},
     {},
     {}},
    {"de",
     {"Anke", "Bruno", "Greta", "Emil", "Jonas", "Clara"},
     {"Ahrens", "Eichhorn", "Kühnel", "Lindner", "Nordmann", "Sperling", "Vogelsang", "Weidner"},
     {"Nacht", "Regen", "Straßen", "Schatten", "Stille", "Lichter", "Nebel", "Wolken"},
     {"am Fluss", "im Winter", "ohne Ende", "über Berlin", "vor dem Morgen", "aus Glas"}},
    {"fr",
     {"Amélie", "Bastien", "Colette", "Hugo", "Léa", "Marcel"},
     {"Aubry", "Beaumont", "Chastain", "Delorme", "Garancier", "Lavigne", "Montclar", "Roussel"},
     {"La nuit", "La pluie", "La rue", "L'étoile", "La rivière", "La lumière", "La neige",
      "La chanson"},
     {"d'hiver", "sans fin", "de Lyon", "du matin", "bleue", "lointaine"}},
    {"es",
     {"Alma", "Benito", "Carmela", "Diego", "Inés", "Rafael"},
     {"Almagro", "Bravo", "Castañeda", "Ibarra", "Montes", "Quiroga", "Salvatierra", "Vidal"},
     {"Noche", "Lluvia", "Calle", "Luna", "Ciudad", "Canción", "Arena", "Sombra"},
     {"de verano", "sin fin", "de plata", "al amanecer", "lejana", "azul"}},
}};

}  // namespace

const Vocabulary& vocabulary(std::string_view style) {
  const auto found = std::ranges::find(kVocabularies, style, &Vocabulary::style);
  if (found == kVocabularies.end())
    throw Error(ErrorKind::not_found, style, "a style without words");
  return *found;
}

const Language& language(std::string_view code) {
  const auto found = std::ranges::find(kLanguages, code, &Language::code);
  if (found == kLanguages.end())
    throw Error(ErrorKind::not_found, code, "a language without words");
  return *found;
}

}  // namespace melsift::demo
