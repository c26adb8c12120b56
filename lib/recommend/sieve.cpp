#include "recommend/sieve.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "base/name.h"
#include "base/path_form.h"
#include "base/utc.h"
#include "recommend/credit.h"
#include "recommend/name_list.h"

namespace melsift::recommend {
namespace {

// Whether each track is by one of the artists: as the main artist, as a guest, or as all artists
// together.
std::vector<bool> tracks_by(const std::vector<std::string>& artists, const Tracks& tracks) {
  std::set<std::string> wanted;
  for (const std::string& name : artists) wanted.insert(lookup_form(name));
  const auto is_wanted = [&](const std::string& form) { return wanted.contains(form); };
  std::vector<bool> by(tracks.size());
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    const record::Record& record = tracks.record(track);
    const ArtistCredit credit = credit_of(record);
    by[track] = is_wanted(credit.main) || is_wanted(lookup_form(record.artist)) ||
                std::ranges::any_of(credit.featured, is_wanted);
  }
  return by;
}

// The forms of all artists and guests, if one of `names` has a comma.
std::set<std::string> artist_forms(const std::vector<std::string>& names, const Tracks& tracks) {
  std::set<std::string> forms;
  if (std::ranges::none_of(names, [](const auto& name) { return name.find(',') != name.npos; }))
    return forms;
  for (const record::Record& record : tracks.records()) {
    const ArtistCredit credit = credit_of(record);
    forms.insert(credit.main);
    forms.insert(lookup_form(record.artist));
    forms.insert(credit.featured.begin(), credit.featured.end());
  }
  return forms;
}

}  // namespace

Filters resolved(const Filters& filters, const IsKnownName& is_genre,
                 const IsKnownName& is_artist) {
  Filters result = filters;
  const auto resolve = [](std::vector<std::string>& names, const IsKnownName& is_known) {
    std::vector<std::string> all;
    for (const std::string& list : names)
      std::ranges::move(resolve_names(list, is_known), std::back_inserter(all));
    names = std::move(all);
  };
  for (auto* names : {&result.genres, &result.excluded.genres}) resolve(*names, is_genre);
  for (auto* names : {&result.artists, &result.excluded.artists}) resolve(*names, is_artist);
  return result;
}

Filters resolved(const Filters& filters, const Tracks& tracks) {
  std::vector<std::string> lists = filters.artists;
  std::ranges::copy(filters.excluded.artists, std::back_inserter(lists));
  const std::set<std::string> artists = artist_forms(lists, tracks);
  return resolved(
      filters, [&](const std::string& name) { return tracks.genres().find(name).has_value(); },
      [&](const std::string& name) { return artists.contains(lookup_form(name)); });
}

std::string_view to_text(Drop drop) {
  constexpr std::array<std::string_view, kDrops> kNames = {
      "disliked", "liked", "played",   "excluded artist", "excluded folder", "excluded genre",
      "artist",   "genre", "language", "years",           "duration",        "tempo"};
  return kNames[static_cast<std::size_t>(drop)];
}

Sieve::Sieve(const Filters& filters, std::vector<NearGenre> near, const Tracks& tracks)
    : tracks_(tracks),
      near_(std::move(near)),
      filters_(filters),
      any_genre_(filters.genres.empty()),
      any_language_(filters.languages.empty()),
      genre_steps_(tracks.genres().size()),
      languages_(tracks.languages().size()) {
  for (std::size_t i = 0; i < near_.size(); ++i)
    genre_steps_[near_[i].genre] = static_cast<int>(i) + 1;
  for (const std::string& name : filters.genres) {
    if (const auto number = tracks.genres().find(name)) genre_steps_[*number] = 0;
  }
  for (const std::string& name : filters.languages) {
    if (const auto number = tracks.languages().find(name)) languages_[*number] = true;
  }
  if (!filters.artists.empty()) by_artist_ = tracks_by(filters.artists, tracks);
  exclude(filters.excluded);
  exclude(filters.ignored);
}

void Sieve::exclude(const Exclusions& exclusions) {
  const auto& [genres, artists, folders] = exclusions;
  if (genres.empty() && artists.empty() && folders.empty()) return;
  excluded_.resize(tracks_.size());
  std::vector<bool> genre_excluded(tracks_.genres().size());
  for (const std::string& name : genres) {
    if (const auto number = tracks_.genres().find(name)) genre_excluded[*number] = true;
  }
  const std::vector<bool> by_excluded =
      artists.empty() ? std::vector<bool>(tracks_.size()) : tracks_by(artists, tracks_);
  for (std::size_t track = 0; track < tracks_.size(); ++track) {
    const auto is_under = [&](const std::string& folder) {
      return path_is_under(tracks_.record(track).path, folder);
    };
    if (by_excluded[track])
      excluded_[track] = Drop::excluded_artist;
    else if (std::ranges::any_of(folders, is_under))
      excluded_[track] = Drop::excluded_folder;
    else if (std::ranges::any_of(tracks_.genres_of(track),
                                 [&](std::size_t genre) { return genre_excluded[genre]; }))
      excluded_[track] = Drop::excluded_genre;
  }
}

std::optional<Drop> Sieve::firmly_dropped_by(std::size_t track, bool keep_unknown) const {
  const record::Record& record = tracks_.record(track);
  if (!filters_.keep_disliked && record.liked == false) return Drop::disliked;
  if (filters_.drop_liked && record.liked == true) return Drop::liked;
  if (!filters_.unplayed_since.empty() && record.last_played >= filters_.unplayed_since &&
      is_moment(record.last_played))
    return Drop::played;
  if (!excluded_.empty() && excluded_[track]) return excluded_[track];
  if (!by_artist_.empty() && !by_artist_[track]) return Drop::artist;
  if (!passes(filters_.duration_s, record.duration_s, keep_unknown)) return Drop::duration;
  if (!passes(filters_.tempo_bpm, record.tempo_bpm, keep_unknown)) return Drop::tempo;
  return std::nullopt;
}

std::optional<int> Sieve::genre_step(std::size_t track) const {
  if (any_genre_) return 0;
  std::optional<int> step;
  for (const std::size_t genre : tracks_.genres_of(track)) {
    if (const auto one = genre_steps_[genre]) step = std::min(step.value_or(*one), *one);
  }
  return step;
}

std::optional<int> Sieve::year_steps(std::size_t track) const {
  if (!filters_.years) return 0;
  const auto year = record::first_year(tracks_.record(track));
  if (!year) return filters_.keep_unknown ? std::optional(0) : std::nullopt;
  return static_cast<int>((filters_.years->outside(*year) + kYearStep - 1) / kYearStep);
}

bool Sieve::language_passes(std::size_t track) const {
  const auto language = tracks_.language_of(track);
  return any_language_ || (language ? languages_[*language] : filters_.keep_unknown);
}

std::optional<Tier> Sieve::tier(std::size_t track) const {
  if (firmly_dropped_by(track, filters_.keep_unknown)) return std::nullopt;
  const auto genre = genre_step(track);
  if (!genre) return std::nullopt;
  const auto years = year_steps(track);
  if (!years) return std::nullopt;
  return Tier{!language_passes(track), *years, *genre};
}

std::optional<Drop> Sieve::dropped_by(std::size_t track) const {
  const auto firmly = firmly_dropped_by(track, filters_.keep_unknown);
  if (firmly && *firmly < Drop::genre) return firmly;
  if (genre_step(track) != 0) return Drop::genre;
  if (!language_passes(track)) return Drop::language;
  if (year_steps(track) != 0) return Drop::years;
  return firmly;
}

bool Sieve::unknown_only(std::size_t track) const {
  if (filters_.keep_unknown || genre_step(track) != 0 || firmly_dropped_by(track, true))
    return false;
  const record::Record& record = tracks_.record(track);
  const bool year_unknown = filters_.years && !record::first_year(record);
  const bool language_unknown = !any_language_ && !tracks_.language_of(track);
  const bool other_unknown = firmly_dropped_by(track, false).has_value();
  return (year_unknown || language_unknown || other_unknown) &&
         (year_unknown || year_steps(track) == 0) && (language_unknown || language_passes(track));
}

}  // namespace melsift::recommend
