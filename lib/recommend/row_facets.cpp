#include "recommend/row_facets.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

#include "base/name.h"
#include "base/parallel.h"
#include "base/track_form.h"
#include "recommend/credit.h"
#include "recommend/genre.h"
#include "recommend/genre_lists.h"
#include "recommend/language.h"
#include "recommend/sieve.h"
#include "recommend/tracks.h"

namespace melsift::recommend {
namespace {

constexpr std::size_t kRowsAtOnce = 16'384;
constexpr std::int32_t kNoYear = std::numeric_limits<std::int32_t>::min();
constexpr long long kFarthestYear = 1'000'000;  // Years::outside() takes none as farther away
constexpr char kGenre = '+';
constexpr char kClass = '=';

std::optional<double> known(double value) {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

double or_nan(const std::optional<double>& value) {
  return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

std::uint32_t RowFacets::Names::add(const std::string& name) {
  const auto [place, is_new] =
      numbers.try_emplace(name, static_cast<std::uint32_t>(numbers.size()));
  if (is_new) names.push_back(&place->first);
  return place->second;
}

bool RowFacets::Lists::has(const std::vector<bool>& marked, std::uint32_t row) const {
  const std::size_t begin = row == 0 ? 0 : ends[row - 1];
  for (std::size_t i = begin; i < ends[row]; ++i)
    if (marked[numbers[i]]) return true;
  return false;
}

void RowFacets::Columns::add(const record::Record& record) {
  const char kind = record.genre.empty() ? kClass : kGenre;
  for (const std::string& name : recommend::genre_names(record))
    genres.numbers.push_back(genre_names.add(kind + name));
  genres.ends.push_back(static_cast<std::uint32_t>(genres.numbers.size()));

  const ArtistCredit credit = credit_of(record);
  const std::string whole = lookup_form(record.artist);
  artists.numbers.push_back(artist_names.add(credit.main));
  if (whole != credit.main) artists.numbers.push_back(artist_names.add(whole));
  for (const std::string& guest : credit.featured)
    artists.numbers.push_back(artist_names.add(guest));
  artists.ends.push_back(static_cast<std::uint32_t>(artists.numbers.size()));

  languages.push_back(language_names.add(record.language));
  const auto year = record::first_year(record);
  years.push_back(year ? static_cast<std::int32_t>(std::clamp(*year, -kFarthestYear, kFarthestYear))
                       : kNoYear);
  durations_s.push_back(or_nan(record.duration_s));
  tempi_bpm.push_back(or_nan(record.tempo_bpm));
}

void RowFacets::Columns::append(const Columns& other) {
  const auto numbers_of = [](Names& names, const Names& others) {
    std::vector<std::uint32_t> numbers;
    for (const std::string* name : others.names) numbers.push_back(names.add(*name));
    return numbers;
  };
  const auto append_lists = [](Lists& lists, const Lists& others,
                               const std::vector<std::uint32_t>& numbers) {
    const auto begin = static_cast<std::uint32_t>(lists.numbers.size());
    for (const std::uint32_t number : others.numbers) lists.numbers.push_back(numbers[number]);
    for (const std::uint32_t end : others.ends) lists.ends.push_back(begin + end);
  };
  append_lists(genres, other.genres, numbers_of(genre_names, other.genre_names));
  append_lists(artists, other.artists, numbers_of(artist_names, other.artist_names));
  const auto own_languages = numbers_of(language_names, other.language_names);
  for (const std::uint32_t number : other.languages) languages.push_back(own_languages[number]);
  years.insert(years.end(), other.years.begin(), other.years.end());
  durations_s.insert(durations_s.end(), other.durations_s.begin(), other.durations_s.end());
  tempi_bpm.insert(tempi_bpm.end(), other.tempi_bpm.begin(), other.tempi_bpm.end());
}

RowFacets::RowFacets(std::size_t rows, unsigned threads, const ReadRows& read) {
  std::vector<Columns> blocks((rows + kRowsAtOnce - 1) / kRowsAtOnce);
  parallel_for(blocks.size(), threads, [&](std::size_t block) {
    const std::size_t first = block * kRowsAtOnce;
    for (const record::Record& record : read(first, std::min(kRowsAtOnce, rows - first)))
      blocks[block].add(record);
  });
  for (Columns& block : blocks) {
    columns_.append(block);
    block = Columns();
  }
  find_genre_forms();
}

// As Tracks does for records: lists of genres are split, classes are not.
void RowFacets::find_genre_forms() {
  std::unordered_set<std::string> texts;
  for (const std::string* name : columns_.genre_names.names)
    if (name->front() == kGenre) texts.insert(name->substr(1));
  const auto lists = split_genre_lists(texts);
  for (const std::string* name : columns_.genre_names.names) {
    const std::string text = name->substr(1);
    const auto list = name->front() == kGenre ? lists.find(text) : lists.end();
    std::vector<std::string>& forms = genre_forms_.emplace_back();
    if (list == lists.end()) {
      forms.push_back(genre_form(text));
    } else {
      for (const std::string& genre : list->second) forms.push_back(genre_form(genre));
    }
    std::erase(forms, std::string());
    known_genres_.insert(forms.begin(), forms.end());
  }
}

std::vector<bool> RowFacets::marked_genres(const std::vector<std::string>& wanted) const {
  std::unordered_set<std::string> forms;
  for (const std::string& name : wanted) forms.insert(genre_form(name));
  std::vector<bool> marked;
  for (const auto& own : genre_forms_)
    marked.push_back(
        std::ranges::any_of(own, [&](const std::string& form) { return forms.contains(form); }));
  return marked;
}

std::vector<bool> RowFacets::marked_languages(const Filters& filters) const {
  std::unordered_set<std::string> forms;
  for (const std::string& name : filters.languages) forms.insert(language_form(name));
  std::vector<bool> marked;
  for (const std::string* name : columns_.language_names.names) {
    const std::string form = language_form(*name);
    marked.push_back(form.empty() ? filters.keep_unknown : forms.contains(form));
  }
  return marked;
}

std::vector<bool> RowFacets::marked_artists(const std::vector<std::string>& wanted) const {
  std::vector<bool> marked(columns_.artist_names.names.size());
  for (const std::string& name : wanted) {
    const auto number = columns_.artist_names.numbers.find(lookup_form(name));
    if (number != columns_.artist_names.numbers.end()) marked[number->second] = true;
  }
  return marked;
}

bool RowFacets::restricts(const Filters& filters) {
  return !filters.genres.empty() || !filters.languages.empty() || !filters.artists.empty() ||
         filters.years || filters.duration_s || filters.tempo_bpm;
}

index::Index::Filter RowFacets::passing(const Filters& given) const {
  struct Wanted {
    Filters filters;
    std::vector<bool> genres, languages, artists;
  };
  const auto wanted = std::make_shared<Wanted>();
  wanted->filters = resolved(
      given, [&](const std::string& name) { return known_genres_.contains(genre_form(name)); },
      [&](const std::string& name) {
        return columns_.artist_names.numbers.contains(lookup_form(name));
      });
  const Filters& filters = wanted->filters;
  if (!filters.genres.empty()) wanted->genres = marked_genres(filters.genres);
  if (!filters.languages.empty()) wanted->languages = marked_languages(filters);
  if (!filters.artists.empty()) wanted->artists = marked_artists(filters.artists);
  return [this, wanted](std::uint32_t row) {
    const Filters& own = wanted->filters;
    if (!own.genres.empty() && !columns_.genres.has(wanted->genres, row)) return false;
    if (!own.languages.empty() && !wanted->languages[columns_.languages[row]]) return false;
    if (!own.artists.empty() && !columns_.artists.has(wanted->artists, row)) return false;
    if (own.years) {
      const std::int32_t year = columns_.years[row];
      if (year == kNoYear ? !own.keep_unknown : own.years->outside(year) != 0) return false;
    }
    return passes(own.duration_s, known(columns_.durations_s[row]), own.keep_unknown) &&
           passes(own.tempo_bpm, known(columns_.tempi_bpm[row]), own.keep_unknown);
  };
}

}  // namespace melsift::recommend
