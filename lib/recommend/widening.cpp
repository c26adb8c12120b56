#include "recommend/widening.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "recommend/genre.h"
#include "recommend/language.h"
#include "recommend/profile.h"
#include "recommend/similarity.h"

namespace melsift::recommend {
namespace {

constexpr double kFewestTracks = 3;  // that a genre's mean sound is told by

struct Centre {
  std::vector<double> sum;
  double count = 0.0;

  void add(std::span<const double> vector) {
    sum.resize(vector.size());
    for (std::size_t i = 0; i < vector.size(); ++i) sum[i] += vector[i];
    count += 1.0;
  }
  std::vector<double> mean() const {
    std::vector<double> out(sum);
    for (double& value : out) value /= count;
    return out;
  }
};

// The mean sound of each genre, by genre_form().
std::map<std::string, std::vector<double>> genre_centres(const Tracks& tracks, const Sound& sound,
                                                         std::span<const record::Record> given) {
  std::map<std::string, Centre> centres;
  std::vector<std::string> forms;
  for (std::size_t genre = 0; genre < tracks.genres().size(); ++genre)
    forms.push_back(genre_form(tracks.genres().name(genre)));
  std::vector<double> vector(sound.size());
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    if (!sound.standardise(tracks.record(track), vector)) continue;
    for (const std::size_t genre : tracks.genres_of(track)) centres[forms[genre]].add(vector);
  }
  std::map<std::string, std::vector<double>> means;
  for (const auto& [form, centre] : centres) {
    if (centre.count >= kFewestTracks) means.emplace(form, centre.mean());
  }
  // A genre that the catalogue lacks is told by the given tracks alone, however few.
  centres.clear();
  for (const record::Record& record : given) {
    if (!sound.standardise(record, vector)) continue;
    for (const std::string& name : genres_of(std::span(&record, 1)))
      centres[genre_form(name)].add(vector);
  }
  for (const auto& [form, centre] : centres) means.emplace(form, centre.mean());
  return means;
}

}  // namespace

Years widened(const Years& years, int steps) {
  Years wider = years;
  if (wider.first) wider.first = std::max(*wider.first - steps * kYearStep, 0LL);
  if (wider.last) *wider.last += steps * kYearStep;
  return wider;
}

std::vector<NearGenre> nearest_genres(const std::vector<std::string>& wanted, const Tracks& tracks,
                                      const std::optional<Sound>& sound,
                                      std::span<const record::Record> given) {
  std::map<std::string, std::vector<double>> centres;
  if (sound) centres = genre_centres(tracks, *sound, given);
  const auto distance = [&](const std::string& a, const std::string& b) -> std::optional<double> {
    const auto centre_a = centres.find(genre_form(a)), centre_b = centres.find(genre_form(b));
    if (centre_a == centres.end() || centre_b == centres.end()) return genre_distance(a, b);
    return std::sqrt(squared_distance(centre_a->second, centre_b->second) /
                     static_cast<double>(sound->size()));
  };
  std::vector<bool> is_wanted(tracks.genres().size());
  for (const std::string& name : wanted) {
    if (const auto number = tracks.genres().find(name)) is_wanted[*number] = true;
  }
  std::vector<NearGenre> near;
  for (std::size_t genre = 0; genre < tracks.genres().size(); ++genre) {
    if (is_wanted[genre]) continue;
    std::optional<NearGenre> best;
    for (const std::string& name : wanted) {
      const auto apart = distance(tracks.genres().name(genre), name);
      if (apart && (!best || *apart < best->distance)) best = NearGenre{genre, *apart, name};
    }
    if (best) near.push_back(*best);
  }
  std::sort(near.begin(), near.end(), [&](const NearGenre& a, const NearGenre& b) {
    if (a.distance != b.distance) return a.distance < b.distance;
    return tracks.genres().name(a.genre) < tracks.genres().name(b.genre);
  });
  near.resize(std::min(near.size(), kNearestGenres));
  return near;
}

Sieve::Sieve(const Filters& filters, std::vector<NearGenre> near, const Tracks& tracks)
    : tracks_(tracks),
      near_(std::move(near)),
      years_(filters.years),
      keep_unknown_(filters.keep_unknown),
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
  if (!years_) return 0;
  const auto year = tracks_.record(track).year;
  if (!year) return keep_unknown_ ? std::optional(0) : std::nullopt;
  return static_cast<int>((years_->outside(*year) + kYearStep - 1) / kYearStep);
}

bool Sieve::language_passes(std::size_t track) const {
  const auto language = tracks_.language_of(track);
  return any_language_ || (language ? languages_[*language] : keep_unknown_);
}

std::optional<Tier> Sieve::tier(std::size_t track) const {
  const auto genre = genre_step(track);
  if (!genre) return std::nullopt;
  const auto years = year_steps(track);
  if (!years) return std::nullopt;
  return Tier{!language_passes(track), *years, *genre};
}

bool Sieve::unknown_only(std::size_t track) const {
  if (keep_unknown_ || genre_step(track) != 0) return false;
  const auto year = tracks_.record(track).year;
  const bool year_unknown = years_ && !year;
  const bool language_unknown = !any_language_ && !tracks_.language_of(track);
  return (year_unknown || language_unknown) && (year_unknown || year_steps(track) == 0) &&
         (language_unknown || language_passes(track));
}

}  // namespace melsift::recommend
