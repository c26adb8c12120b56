#include "recommend/metadata_features.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/number.h"
#include "recommend/filters.h"
#include "recommend/genre.h"
#include "recommend/language.h"
#include "recommend/tracks.h"

namespace melsift::recommend {
namespace {

constexpr std::string_view kKind = "metadata ";
constexpr std::string_view kGenres = "genres=";
constexpr std::string_view kLanguages = "languages=";
constexpr std::string_view kYears = "years=";
// Further names are too rare to learn anything about them.
constexpr std::size_t kMaxGenres = 256;
constexpr std::size_t kMaxLanguages = 64;

std::set<std::string> genre_forms(const record::Record& track) {
  std::set<std::string> forms;
  for (const std::string& name : genre_names(track)) forms.insert(genre_form(name));
  forms.erase("");
  return forms;
}

// The most frequent names, in bytewise order.
std::vector<std::string> most_frequent(const std::map<std::string, std::size_t>& counts,
                                       std::size_t most) {
  std::vector<std::pair<std::size_t, std::string>> order;
  for (const auto& [name, count] : counts) order.emplace_back(count, name);
  std::ranges::sort(order, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  order.resize(std::min(order.size(), most));
  std::vector<std::string> names;
  for (auto& [count, name] : order) names.push_back(std::move(name));
  std::ranges::sort(names);
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : ",").append(name);
  return text;
}

}  // namespace

MetadataFeatures MetadataFeatures::of(std::span<const record::Record> tracks) {
  std::map<std::string, std::size_t> genres, languages;
  std::optional<std::pair<long long, long long>> years;
  for (const record::Record& track : tracks) {
    for (const std::string& form : genre_forms(track)) ++genres[form];
    if (const auto form = language_form(track.language); !form.empty()) ++languages[form];
    const auto known = record::first_year(track);
    if (!known) continue;
    const long long year = std::clamp(*known, 0LL, 9999LL);
    if (!years) years = {year, year};
    years = {std::min(years->first, year), std::max(years->second, year)};
  }
  MetadataFeatures result;
  result.genres_ = most_frequent(genres, kMaxGenres);
  result.languages_ = most_frequent(languages, kMaxLanguages);
  if (years) {
    result.first_year_ = years->first;
    result.last_year_ = years->second;
  }
  return result;
}

std::optional<MetadataFeatures> MetadataFeatures::parse(std::string_view front_end) {
  if (!front_end.starts_with(kKind)) return std::nullopt;
  const auto refuse = [&] {
    return Error(ErrorKind::corrupt, "front end",
                 "\"" + std::string(front_end) + "\" is not in melsift's form");
  };
  const std::vector<std::string> parts = split_list(front_end.substr(kKind.size()), ' ');
  if (parts.size() != 3 || !parts[0].starts_with(kGenres) || !parts[1].starts_with(kLanguages) ||
      !parts[2].starts_with(kYears))
    throw refuse();
  MetadataFeatures result;
  result.genres_ = split_list(parts[0].substr(kGenres.size()), ',');
  result.languages_ = split_list(parts[1].substr(kLanguages.size()), ',');
  const Years years = parse_years(parts[2].substr(kYears.size()));
  if (!years.first || !years.last) throw refuse();
  result.first_year_ = *years.first;
  result.last_year_ = *years.last;
  if (result.text() != front_end) throw refuse();
  return result;
}

std::string MetadataFeatures::text() const {
  return std::string(kKind)
      .append(kGenres)
      .append(joined(genres_))
      .append(" ")
      .append(kLanguages)
      .append(joined(languages_))
      .append(" ")
      .append(kYears)
      .append(std::to_string(first_year_))
      .append("-")
      .append(std::to_string(last_year_));
}

std::vector<float> MetadataFeatures::operator()(const record::Record& track) const {
  std::vector<float> features(size(), 0.0F);
  const auto place = [](const std::vector<std::string>& names, const std::string& form) {
    const auto found = std::ranges::lower_bound(names, form);
    return found != names.end() && *found == form
               ? std::optional(static_cast<std::size_t>(found - names.begin()))
               : std::nullopt;
  };
  const std::set<std::string> forms = genre_forms(track);
  for (const std::string& form : forms) {
    if (const auto at = place(genres_, form))
      features[*at] = 1.0F / static_cast<float>(forms.size());
  }
  if (const auto at = place(languages_, language_form(track.language)))
    features[genres_.size() + *at] = 1.0F;
  float& year = features[features.size() - 2];
  year = 0.5F;
  if (const auto known = record::first_year(track)) {
    features.back() = 1.0F;
    if (last_year_ > first_year_)
      year = static_cast<float>(std::clamp(*known, first_year_, last_year_) - first_year_) /
             static_cast<float>(last_year_ - first_year_);
  }
  return features;
}

record::Record with_metadata_features(const record::Record& track,
                                      const MetadataFeatures& metadata) {
  record::Record copy = track;
  copy.mel = Matrix();
  copy.front_end = metadata.text();
  copy.features = metadata(track);
  return copy;
}

}  // namespace melsift::recommend
