#include "recommend/explanation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/number.h"
#include "recommend/profile.h"
#include "record/shown_title.h"

namespace melsift::recommend {
namespace {

constexpr std::size_t kNamesListed = 20;
// The number of seed tracks among which the nearest is named: each is compared with each chosen
// track.
constexpr std::size_t kMaxExplainedSeeds = 100;

double count_of(std::size_t count) {
  return static_cast<double>(count);
}

// Rounded to the three displayed decimals: further decimals may depend on the machine.
double shown(double value) {
  return parse_real(to_fixed(value, 3)).value_or(value);
}

std::vector<std::pair<std::string_view, double>> bounds_of(const Years& years) {
  std::vector<std::pair<std::string_view, double>> ends;
  if (years.first) ends.emplace_back("from", static_cast<double>(*years.first));
  if (years.last) ends.emplace_back("to", static_cast<double>(*years.last));
  return ends;
}

}  // namespace

std::string track_name(const record::Record& record) {
  const std::string title = record::shown_title(record);
  if (title.empty()) return record.artist;
  return record.artist.empty() ? title : record.artist + " - " + title;
}

std::vector<Fact> warnings_of(const Filters& filters, const Tracks& tracks,
                              const std::optional<Sound>& sound, const Request& request) {
  std::vector<Fact> warnings;
  const auto missing = [&](const auto& wanted, const Vocabulary& names, FactKind warning,
                           FactKind part) {
    for (const std::string& name : wanted) {
      if (names.find(name)) continue;
      Fact& fact = warnings.emplace_back(Fact{warning, {{to_text(part), name}}, {}, {}});
      for (std::string& known : names.frequent(kNamesListed))
        fact.parts.push_back({part, {{to_text(part), std::move(known)}}, {}, {}});
      fact.numbers = {{"more", count_of(names.size() - fact.parts.size())}};
    }
  };
  for (const auto* genres : {&filters.genres, &filters.excluded.genres})
    missing(*genres, tracks.genres(), FactKind::missing_genre, FactKind::genre);
  missing(filters.languages, tracks.languages(), FactKind::missing_language, FactKind::language);
  if (sound) return warnings;
  const auto has_sound = [](const record::Record& record) {
    return !record.embedding.empty() || !record.features.empty();
  };
  const auto given = std::ranges::find_if(request.given, has_sound);
  if (given == request.given.end()) return warnings;
  const auto other = std::ranges::find_if(tracks.records(), has_sound);
  if (other != tracks.records().end())
    warnings.push_back({FactKind::sound_not_compared,
                        {{"seeds", sound_spaces(*given).front().text()},
                         {"catalogue", sound_spaces(*other).front().text()}},
                        {},
                        {}});
  return warnings;
}

void note_widening(std::vector<Fact>& notes, std::span<const Candidate> chosen,
                   const Filters& filters, const Sieve& sieve, const Tracks& tracks,
                   std::size_t count) {
  std::vector<std::size_t> by_genre(sieve.near().size());
  std::size_t exact = 0, by_years = 0, by_language = 0;
  int steps = 0;
  for (const auto& [track, tier, score, tie_break] : chosen) {
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
  Fact wider{FactKind::widened, {}, {{"exact", count_of(exact)}, {"wanted", count_of(count)}}, {}};
  const auto add = [&](Fact part, std::size_t tracks_added) {
    if (tracks_added == 0) return;
    part.numbers.emplace_back("tracks", count_of(tracks_added));
    wider.parts.push_back(std::move(part));
  };
  for (std::size_t i = 0; i < by_genre.size(); ++i)
    add({FactKind::to_genre, {{"genre", tracks.genres().name(sieve.near()[i].genre)}}, {}, {}},
        by_genre[i]);
  if (filters.years)
    add({FactKind::to_years, {}, bounds_of(widened(*filters.years, steps)), {}}, by_years);
  add({FactKind::to_any_language, {}, {}, {}}, by_language);
  if (!wider.parts.empty()) notes.push_back(std::move(wider));
  if (chosen.size() < count)
    notes.push_back({FactKind::fewer,
                     {},
                     {{"found", count_of(chosen.size())}, {"wanted", count_of(count)}},
                     {}});
}

void note_random_ties(std::vector<Fact>& notes, std::span<const Candidate> chosen,
                      std::span<const Candidate> candidates) {
  if (chosen.empty()) return;
  const Candidate& last = chosen.back();
  const auto equal = [&](const Candidate& other) {
    return other.tier == last.tier && other.score == last.score;
  };
  const auto places = std::count_if(chosen.begin(), chosen.end(), equal);
  const auto among = std::count_if(candidates.begin(), candidates.end(), equal);
  if (among > places)
    notes.push_back(
        {FactKind::ties,
         {},
         {{"places", static_cast<double>(places)}, {"among", static_cast<double>(among)}},
         {}});
}

Reasons::Reasons(const Filters& filters, const Sieve& sieve, const Tracks& tracks,
                 const Request& request, const std::optional<Sound>& sound, Scorer& from_profile)
    : filters_(filters),
      sieve_(sieve),
      tracks_(tracks),
      request_(request),
      from_profile_(from_profile) {
  for (std::size_t i = 0; i < request.given.size() && seeds_.size() < kMaxExplainedSeeds; ++i) {
    if (seed_weight(request.given[i]) > 0.0) seeds_.push_back(i);
  }
  if (seeds_.size() < 2) return;  // a single seed track is not named
  for (const std::size_t seed : seeds_)
    from_seeds_.emplace_back(profile_of(std::span(&request.given[seed], 1), tracks, sound), tracks,
                             sound, request.similarity, request.blocks);
}

std::vector<Fact> Reasons::of(const Candidate& candidate) {
  std::vector<Fact> reasons;
  add_filters(reasons, candidate);
  add_nearest_seed(reasons, candidate.track);
  if (const auto sound = from_profile_.sound_cosine(candidate.track))
    reasons.push_back({FactKind::sound, {}, {{"similarity", shown(*sound)}}, {}});
  for (const Voice& voice : request_.voices) {
    const double score = voice.scores[candidate.track];
    if (voice.weight <= 0.0) continue;
    Fact& fact = reasons.emplace_back(Fact{FactKind::voice, {{"voice", voice.name}}, {}, {}});
    if (!std::isnan(score)) fact.numbers = {{"score", shown(score)}};
  }
  return reasons;
}

void Reasons::add_nearest_seed(std::vector<Fact>& reasons, std::size_t track) {
  std::size_t nearest = 0;
  double best = 0.0;
  for (std::size_t i = 0; i < from_seeds_.size(); ++i) {
    const double score = from_seeds_[i](track);
    if (i > 0 && score <= best) continue;
    best = score;
    nearest = i;
  }
  if (!from_seeds_.empty())
    reasons.push_back({FactKind::nearest,
                       {{"track", track_name(request_.given[seeds_[nearest]])}},
                       {{"similarity", shown(best)}},
                       {}});
}

void Reasons::add_filters(std::vector<Fact>& reasons, const Candidate& candidate) const {
  const auto& [track, tier, score, tie_break] = candidate;
  const record::Record& record = tracks_.record(track);
  if (tier.genre > 0) {
    const NearGenre& near = sieve_.near()[static_cast<std::size_t>(tier.genre) - 1];
    reasons.push_back({FactKind::widened_genre,
                       {{"genre", tracks_.genres().name(near.genre)}, {"wanted", near.wanted}},
                       {},
                       {}});
  } else {
    for (const std::string& wanted : filters_.genres) {
      const auto number = tracks_.genres().find(wanted);
      const auto numbers = tracks_.genres_of(track);
      if (number && std::find(numbers.begin(), numbers.end(), *number) != numbers.end())
        reasons.push_back({FactKind::genre, {{"genre", tracks_.genres().name(*number)}}, {}, {}});
    }
  }
  if (filters_.years) {
    const auto year = record::first_year(record);
    const bool is_widened = tier.year_steps > 0;
    Fact& fact = reasons.emplace_back();
    fact.kind = is_widened ? FactKind::widened_year : FactKind::year;
    if (is_widened) fact.numbers = bounds_of(widened(*filters_.years, tier.year_steps));
    if (year) fact.numbers.emplace(fact.numbers.begin(), "year", static_cast<double>(*year));
  }
  if (!filters_.languages.empty()) {
    Fact& fact = reasons.emplace_back();
    fact.kind = tier.any_language ? FactKind::widened_language : FactKind::language;
    if (tracks_.language_of(track)) fact.names = {{"language", record.language}};
  }
}

}  // namespace melsift::recommend
