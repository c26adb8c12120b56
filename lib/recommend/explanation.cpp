#include "recommend/explanation.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "recommend/profile.h"

namespace melsift::recommend {
namespace {

constexpr std::size_t kNamesListed = 20;
// Given tracks of which the nearest is named: each costs a comparison with each chosen track.
constexpr std::size_t kSeedsAsked = 100;

}  // namespace

std::string track_name(const record::Record& record) {
  if (record.title.empty()) return record.path.empty() ? record.artist : record.path;
  return record.artist.empty() ? record.title : record.artist + " - " + record.title;
}

std::vector<std::string> warnings_of(const Filters& filters, const Tracks& tracks,
                                     const std::optional<Sound>& sound, const Request& request) {
  std::vector<std::string> warnings;
  const auto missing = [&](const auto& wanted, const Vocabulary& names, const std::string& kind) {
    for (const std::string& name : wanted) {
      if (names.find(name)) continue;
      warnings.push_back("no track of the catalogue has the " + kind + " \"" + name +
                         "\" (it has " +
                         (names.size() == 0 ? "none" : names.listing(kNamesListed)) + ")");
    }
  };
  missing(filters.genres, tracks.genres(), "genre");
  missing(filters.languages, tracks.languages(), "language");
  if (sound) return warnings;
  const auto has_sound = [](const record::Record& record) {
    return !record.embedding.empty() || !record.features.empty();
  };
  const auto given = std::ranges::find_if(request.given, has_sound);
  if (given == request.given.end()) return warnings;
  const auto other = std::ranges::find_if(tracks.records(), has_sound);
  if (other != tracks.records().end())
    warnings.push_back("sound is not compared: the given tracks have " +
                       sound_spaces(*given).front().text() + ", the catalogue has " +
                       sound_spaces(*other).front().text());
  return warnings;
}

void note_widening(std::vector<std::string>& notes, std::span<const Candidate> chosen,
                   const Filters& filters, const Sieve& sieve, const Tracks& tracks,
                   std::size_t count) {
  std::vector<std::size_t> by_genre(sieve.near().size());
  std::size_t exact = 0, by_years = 0, by_language = 0;
  int steps = 0;
  for (const auto& [track, tier, score, lot] : chosen) {
    steps = std::max(steps, tier.year_steps);
    if (tier.any_language)
      ++by_language;
    else if (tier.year_steps > 0)
      ++by_years;
    else if (tier.genre > 0)
      ++by_genre[static_cast<std::size_t>(tier.genre) - 1];
    else
      ++exact;
  }
  std::string wider;
  const auto add = [&](const std::string& what, std::size_t tracks_added) {
    if (tracks_added == 0) return;
    wider += (wider.empty() ? "" : ", ") + what + " (" + std::to_string(tracks_added) + ")";
  };
  for (std::size_t i = 0; i < by_genre.size(); ++i)
    add("the genre " + tracks.genres().name(sieve.near()[i].genre), by_genre[i]);
  if (filters.years) add("the years " + widened(*filters.years, steps).text(), by_years);
  add("any language", by_language);
  const std::string of = " of " + std::to_string(count) + " tracks ";
  if (!wider.empty())
    notes.push_back("only " + std::to_string(exact) + of + "match: widened to " + wider);
  if (chosen.size() < count)
    notes.push_back("only " + std::to_string(chosen.size()) + of + "found");
}

std::string relaxation(const Tier& tier, const Filters& filters, const Sieve& sieve,
                       const Tracks& tracks) {
  std::string text;
  const auto add = [&](const std::string& what) { text += (text.empty() ? "" : "; ") + what; };
  if (tier.genre > 0) {
    const NearGenre& near = sieve.near()[static_cast<std::size_t>(tier.genre) - 1];
    add("also in: " + tracks.genres().name(near.genre));
  }
  if (tier.year_steps > 0 && filters.years)
    add("also from: " + widened(*filters.years, tier.year_steps).text());
  if (tier.any_language) add("also in any language");
  return text;
}

void note_draw(std::vector<std::string>& notes, std::span<const Candidate> chosen,
               std::span<const Candidate> candidates) {
  if (chosen.empty()) return;
  const Candidate& last = chosen.back();
  const auto equal = [&](const Candidate& other) {
    return other.tier == last.tier && other.score == last.score;
  };
  const auto places = std::count_if(chosen.begin(), chosen.end(), equal);
  const auto among = std::count_if(candidates.begin(), candidates.end(), equal);
  if (among > places)
    notes.push_back(std::to_string(places) + (places == 1 ? " place is" : " places are") +
                    " drawn by lot from " + std::to_string(among) + " equally near tracks");
}

Reasons::Reasons(const Filters& filters, const Sieve& sieve, const Tracks& tracks,
                 const Request& request, const std::optional<Sound>& sound, Scorer& from_profile)
    : filters_(filters),
      sieve_(sieve),
      tracks_(tracks),
      request_(request),
      from_profile_(from_profile) {
  for (std::size_t i = 0; i < request.given.size() && seeds_.size() < kSeedsAsked; ++i) {
    if (seed_weight(request.given[i]) > 0.0) seeds_.push_back(i);
  }
  if (seeds_.size() < 2) return;  // a single one needs no naming
  for (const std::size_t seed : seeds_)
    from_seeds_.emplace_back(profile_of(std::span(&request.given[seed], 1), tracks, sound), tracks,
                             sound, request.similarity, request.blocks);
}

std::vector<std::string> Reasons::of(const Candidate& candidate) {
  std::vector<std::string> reasons;
  add_filters(reasons, candidate);
  add_nearest_seed(reasons, candidate.track);
  if (const auto sound = from_profile_.sound_cosine(candidate.track))
    reasons.push_back("sound " + to_fixed(*sound, 3));
  for (const Voice& voice : request_.voices) {
    const double score = voice.scores[candidate.track];
    if (voice.weight > 0.0)
      reasons.push_back(voice.name + (std::isnan(score) ? " unknown" : " " + to_fixed(score, 3)));
  }
  return reasons;
}

void Reasons::add_nearest_seed(std::vector<std::string>& reasons, std::size_t track) {
  std::size_t nearest = 0;
  double best = 0.0;
  for (std::size_t i = 0; i < from_seeds_.size(); ++i) {
    const double score = from_seeds_[i](track);
    if (i > 0 && score <= best) continue;
    best = score;
    nearest = i;
  }
  if (!from_seeds_.empty())
    reasons.push_back("nearest to " + track_name(request_.given[seeds_[nearest]]) + " (" +
                      to_fixed(best, 3) + ")");
}

void Reasons::add_filters(std::vector<std::string>& reasons, const Candidate& candidate) const {
  const auto& [track, tier, score, lot] = candidate;
  const record::Record& record = tracks_.record(track);
  if (tier.genre > 0) {
    const NearGenre& near = sieve_.near()[static_cast<std::size_t>(tier.genre) - 1];
    reasons.push_back("genre " + tracks_.genres().name(near.genre) + ", near " + near.wanted);
  } else {
    for (const std::string& wanted : filters_.genres) {
      const auto number = tracks_.genres().find(wanted);
      const auto numbers = tracks_.genres_of(track);
      if (number && std::find(numbers.begin(), numbers.end(), *number) != numbers.end())
        reasons.push_back("genre " + tracks_.genres().name(*number));
    }
  }
  if (filters_.years) {
    std::string reason = "year " + (record.year ? std::to_string(*record.year) : "unknown");
    if (tier.year_steps > 0)
      reason += ", years widened to " + widened(*filters_.years, tier.year_steps).text();
    reasons.push_back(std::move(reason));
  }
  if (!filters_.languages.empty()) {
    const std::string language = tracks_.language_of(track) ? record.language : "unknown";
    reasons.push_back("language " + language + (tier.any_language ? ", widened to any" : ""));
  }
}

}  // namespace melsift::recommend
