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

constexpr double kMinTracks = 3;  // minimum number of tracks for the mean sound of a genre

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
    if (centre.count >= kMinTracks) means.emplace(form, centre.mean());
  }
  // If the catalogue lacks a genre, the seed tracks give its sound, however few they are.
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
                                      std::span<const record::Record> given,
                                      const std::vector<std::string>& excluded) {
  std::map<std::string, std::vector<double>> centres;
  if (sound) centres = genre_centres(tracks, *sound, given);
  const auto distance = [&](const std::string& a, const std::string& b) -> std::optional<double> {
    const auto centre_a = centres.find(genre_form(a)), centre_b = centres.find(genre_form(b));
    if (centre_a == centres.end() || centre_b == centres.end()) return genre_distance(a, b);
    return std::sqrt(squared_distance(centre_a->second, centre_b->second) /
                     static_cast<double>(sound->size()));
  };
  std::vector<bool> is_out(tracks.genres().size());
  for (const auto* names : {&wanted, &excluded}) {
    for (const std::string& name : *names)
      if (const auto number = tracks.genres().find(name)) is_out[*number] = true;
  }
  std::vector<NearGenre> near;
  for (std::size_t genre = 0; genre < tracks.genres().size(); ++genre) {
    if (is_out[genre]) continue;
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

}  // namespace melsift::recommend
