#include "recommend/profile.h"

#include <algorithm>
#include <set>

#include "recommend/genre.h"
#include "recommend/language.h"

namespace melsift::recommend {
namespace {

using Shares = std::map<std::string, double>;

// Adds `names` in equal shares of 1.
void add_shares(Shares& to, const std::vector<std::string>& names,
                std::string (*form)(std::string_view)) {
  std::set<std::string> forms;
  for (const std::string& name : names) forms.insert(form(name));
  forms.erase("");
  for (const std::string& one : forms) to[one] += 1.0 / static_cast<double>(forms.size());
}

void add_genres(Shares& to, const record::Record& record) {
  double sum = 0.0;
  for (const record::Score& score : record.scores) sum += std::max(score.value, 0.0F);
  if (sum > 0.0) {
    for (const record::Score& score : record.scores)
      to[genre_form(score.label)] += std::max(score.value, 0.0F) / sum;
  } else if (!record.predicted.empty()) {
    to[genre_form(record.predicted)] += 1.0;
  } else {
    add_shares(to, genre_names(record), genre_form);
  }
}

void scale_to_sum_1(Shares& shares) {
  double sum = 0.0;
  for (const auto& [form, share] : shares) sum += share;
  for (auto& [form, share] : shares) share /= sum;
}

}  // namespace

Profile profile_of(std::span<const record::Record> given, const Tracks& tracks,
                   const std::optional<Sound>& sound) {
  Profile profile;
  YearPoint year_sum{};
  double years = 0.0, sounds = 0.0;
  std::vector<double> vector(sound ? sound->size() : 0), sound_sum(vector.size());
  for (const record::Record& record : given) {
    add_genres(profile.genres, record);
    add_shares(profile.languages, {record.language}, language_form);
    const auto point =
        record.year ? tracks.year_point(static_cast<double>(*record.year)) : std::nullopt;
    if (point) {
      year_sum = {year_sum[0] + (*point)[0], year_sum[1] + (*point)[1]};
      years += 1.0;
    }
    if (sound && sound->standardise(record, vector)) {
      for (std::size_t i = 0; i < vector.size(); ++i) sound_sum[i] += vector[i];
      sounds += 1.0;
    }
  }
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

std::vector<std::string> genres_of(std::span<const record::Record> given) {
  std::vector<std::string> names;
  std::set<std::string> seen{""};
  const auto add = [&](const std::string& name) {
    if (seen.insert(genre_form(name)).second) names.push_back(name);
  };
  for (const record::Record& record : given) {
    const auto best = std::max_element(
        record.scores.begin(), record.scores.end(),
        [](const record::Score& a, const record::Score& b) { return a.value < b.value; });
    if (!record.predicted.empty())
      add(record.predicted);
    else if (best != record.scores.end())
      add(best->label);
    else
      for (const std::string& name : genre_names(record)) add(name);
  }
  return names;
}

}  // namespace melsift::recommend
