#include "recommend/profile.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "recommend/genre.h"
#include "recommend/language.h"

namespace melsift::recommend {
namespace {

using Shares = std::map<std::string, double>;

// Adds `names` in equal shares of `weight`.
void add_shares(Shares& to, const std::vector<std::string>& names,
                std::string (*form)(std::string_view), double weight = 1.0) {
  std::set<std::string> forms;
  for (const std::string& name : names) forms.insert(form(name));
  forms.erase("");
  for (const std::string& one : forms) to[one] += weight / static_cast<double>(forms.size());
}

// A model misclassifies every other track of some genres, so a prediction is used only if there is
// no tag.
void add_genres(Shares& to, const record::Record& record, double weight) {
  if (!record.genre.empty()) return add_shares(to, record.genre, genre_form, weight);
  double sum = 0.0;
  for (const record::Score& score : record.scores) sum += std::max(score.value, 0.0F);
  if (sum > 0.0) {
    for (const record::Score& score : record.scores)
      to[genre_form(score.label)] += weight * std::max(score.value, 0.0F) / sum;
  } else if (!record.predicted.empty()) {
    to[genre_form(record.predicted)] += weight;
  } else {
    add_shares(to, genre_names(record), genre_form, weight);
  }
}

// Scales values so that the positive ones have the sum 1; if there are none, the negative ones the
// sum -1.
void scale_to_sum_1(Shares& shares) {
  double above = 0.0, below = 0.0;
  for (const auto& [form, share] : shares) (share > 0.0 ? above : below) += std::abs(share);
  const double sum = above > 0.0 ? above : below;
  std::erase_if(shares, [](const auto& entry) { return entry.second == 0.0; });
  for (auto& [form, share] : shares) share /= sum;
}

}  // namespace

Profile profile_of(std::span<const record::Record> given, const Tracks& tracks,
                   const std::optional<Sound>& sound) {
  Profile profile;
  YearPoint year_sum{};
  double years = 0.0, sounds = 0.0;
  std::vector<double> vector(sound ? sound->size() : 0), sound_sum(vector.size());
  double unlike = 0.0;
  for (const record::Record& record : given) {
    const double weight = seed_weight(record);
    add_genres(profile.genres, record, weight);
    if (sound && sound->standardise(record, vector)) {
      for (std::size_t i = 0; i < vector.size(); ++i) sound_sum[i] += weight * vector[i];
      (weight > 0.0 ? sounds : unlike) += std::abs(weight);
    }
    if (weight <= 0.0) continue;
    add_shares(profile.languages, {record.language}, language_form, weight);
    const auto year = record::first_year(record);
    const auto point = year ? tracks.year_point(static_cast<double>(*year)) : std::nullopt;
    if (point) {
      year_sum = {year_sum[0] + weight * (*point)[0], year_sum[1] + weight * (*point)[1]};
      years += weight;
    }
  }
  if (sounds == 0.0) sounds = unlike;
  scale_to_sum_1(profile.genres);
  scale_to_sum_1(profile.languages);
  if (years > 0.0) profile.year = {year_sum[0] / years, year_sum[1] / years};
  if (sounds > 0.0) {
    for (const double sum : sound_sum) profile.sound.push_back(sum / sounds);
  }
  return profile;
}

Profile profile_of(const Filters& filters, const Tracks& tracks) {
  Profile profile;
  add_shares(profile.genres, filters.genres, genre_form);
  add_shares(profile.languages, filters.languages, language_form);
  if (const auto span = tracks.years(); span && filters.years) {
    const auto first = std::max(filters.years->first.value_or(span->first), span->first);
    const auto last = std::min(filters.years->last.value_or(span->second), span->second);
    profile.year =
        tracks.year_point((static_cast<double>(first) + static_cast<double>(last)) / 2.0);
  }
  return profile;
}

double seed_weight(const record::Record& given) {
  return given.seed_weight.value_or(1.0);
}

std::vector<std::string> genres_of(std::span<const record::Record> given) {
  std::vector<std::string> names;
  std::set<std::string> seen{""};
  for (const record::Record& record : given) {
    if (seed_weight(record) <= 0.0) continue;
    std::vector<std::string> of_this = genre_names(record);
    if (record.genre.empty() && record.predicted.empty() && !record.scores.empty())
      of_this = {std::ranges::max_element(record.scores, {}, &record::Score::value)->label};
    for (const std::string& name : of_this)
      if (seen.insert(genre_form(name)).second) names.push_back(name);
  }
  return names;
}

bool has_sound(std::span<const record::Record> given, const Sound& sound) {
  return std::ranges::any_of(given, [&](const record::Record& record) {
    return seed_weight(record) > 0.0 && !sound.vector_of(record).empty();
  });
}

}  // namespace melsift::recommend
