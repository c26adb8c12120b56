#include "recommend/recommender.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <tuple>

#include "base/number.h"
#include "recommend/normal_form.h"
#include "recommend/profile.h"
#include "recommend/sound.h"
#include "recommend/widening.h"

namespace melsift::recommend {
namespace {

constexpr std::size_t kNamesListed = 20;

// FNV-1a, 64 bits: a lot drawn from the track's own words, the same on every machine.
std::uint64_t lot(std::uint64_t seed, const record::Record& record) {
  std::uint64_t hash = 14695981039346656037U;
  const auto add = [&hash](unsigned char byte) { hash = (hash ^ byte) * 1099511628211U; };
  for (unsigned shift = 0; shift < 64; shift += 8) add(static_cast<unsigned char>(seed >> shift));
  for (const std::string* text : {&record.artist, &record.title, &record.path}) {
    for (const char c : *text) add(static_cast<unsigned char>(c));
    add(0);
  }
  return hash;
}

// To nine digits, so that what is equally near by the formula isn't ordered by its rounding errors.
double rounded(double score) {
  return std::round(score * 1e9) / 1e9;
}

struct Candidate {
  std::size_t track = 0;
  Tier tier;
  double score = 0.0;
  std::uint64_t lot = 0;

  bool operator<(const Candidate& other) const {  // better first
    return std::tuple(tier, -score, lot, track) <
           std::tuple(other.tier, -other.score, other.lot, other.track);
  }
};

// The tracks met so far, by path and by artist and title; the given ones also by their sound, as a
// track that came through a pipe has no other name.
class Seen {
 public:
  explicit Seen(std::span<const record::Record> given) {
    for (const record::Record& record : given) {
      insert(record);
      if (!record.features.empty()) sounds_.emplace(record.front_end, record.features);
    }
  }

  // False where the track was met before.
  bool insert(const record::Record& record) {
    bool is_new = !sounds_.contains({record.front_end, record.features});
    if (!record.path.empty()) {
      const auto path = std::filesystem::path(record.path).lexically_normal().string();
      is_new = paths_.insert(path).second && is_new;
    }
    const std::string artist = normal_form(record.artist), title = normal_form(record.title);
    if (!artist.empty() && !title.empty()) is_new = titles_.emplace(artist, title).second && is_new;
    return is_new;
  }

 private:
  std::set<std::string> paths_;
  std::set<std::pair<std::string, std::string>> titles_;
  std::set<std::pair<std::string, std::vector<float>>> sounds_;
};

std::vector<Candidate> best(std::vector<Candidate> candidates, const Tracks& tracks,
                            const Request& request) {
  Seen seen(request.given);
  const auto worse = [](const Candidate& a, const Candidate& b) { return b < a; };
  std::make_heap(candidates.begin(), candidates.end(), worse);
  std::vector<Candidate> chosen;
  while (!candidates.empty() && chosen.size() < request.count) {
    std::pop_heap(candidates.begin(), candidates.end(), worse);
    if (seen.insert(tracks.record(candidates.back().track))) chosen.push_back(candidates.back());
    candidates.pop_back();
  }
  return chosen;
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
  const auto given = std::find_if(request.given.begin(), request.given.end(),
                                  [](const auto& record) { return !sound_spaces(record).empty(); });
  const auto other = std::find_if(tracks.records().begin(), tracks.records().end(),
                                  [](const auto& record) { return !sound_spaces(record).empty(); });
  if (!sound && given != request.given.end() && other != tracks.records().end())
    warnings.push_back("sound is not compared: the given tracks have " +
                       sound_spaces(*given).front().text() + ", the catalogue has " +
                       sound_spaces(*other).front().text());
  return warnings;
}

// "only 3 of 10 tracks match: widened to the genre jazz (5), the years 1985-2005 (2)", each track
// counted with the last thing that was given up for it.
void note_widening(std::vector<std::string>& notes, const std::vector<Candidate>& chosen,
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

void note_draw(std::vector<std::string>& notes, const std::vector<Candidate>& chosen,
               const std::vector<Candidate>& candidates) {
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

std::vector<std::string> reasons_for(const Candidate& candidate, const Filters& filters,
                                     const Sieve& sieve, const Tracks& tracks, Scorer& scorer) {
  std::vector<std::string> reasons;
  const auto& [track, tier, score, lot] = candidate;
  const record::Record& record = tracks.record(track);
  if (tier.genre > 0) {
    const NearGenre& near = sieve.near()[static_cast<std::size_t>(tier.genre) - 1];
    reasons.push_back("genre " + tracks.genres().name(near.genre) + ", near " + near.wanted);
  } else {
    for (const std::string& wanted : filters.genres) {
      const auto number = tracks.genres().find(wanted);
      const auto numbers = tracks.genres_of(track);
      if (number && std::find(numbers.begin(), numbers.end(), *number) != numbers.end())
        reasons.push_back("genre " + tracks.genres().name(*number));
    }
  }
  if (filters.years) {
    std::string reason = "year " + (record.year ? std::to_string(*record.year) : "unknown");
    if (tier.year_steps > 0)
      reason += ", years widened to " + widened(*filters.years, tier.year_steps).text();
    reasons.push_back(std::move(reason));
  }
  if (!filters.languages.empty()) {
    const std::string language = tracks.language_of(track) ? record.language : "unknown";
    reasons.push_back("language " + language + (tier.any_language ? ", widened to any" : ""));
  }
  if (const auto sound = scorer.sound_cosine(track))
    reasons.push_back("sound " + to_fixed(*sound, 3));
  return reasons;
}

}  // namespace

Answer recommend(const Tracks& tracks, const Request& request) {
  Filters filters = request.filters;
  if (filters.genres.empty()) filters.genres = genres_of(request.given);
  const auto sound = Sound::of(tracks, request.given);
  const Sieve sieve(filters, nearest_genres(filters.genres, tracks, sound, request.given), tracks);
  Scorer scorer(request.given.empty() ? profile_of(filters, tracks)
                                      : profile_of(request.given, tracks, sound),
                tracks, sound, request.similarity);

  Answer answer;
  answer.warnings = warnings_of(filters, tracks, sound, request);
  std::vector<Candidate> candidates;
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    answer.unknown_dropped += sieve.unknown_only(track) ? 1 : 0;
    if (const auto tier = sieve.tier(track))
      candidates.push_back(
          {track, *tier, rounded(scorer(track)), lot(request.seed, tracks.record(track))});
  }
  const std::vector<Candidate> chosen = best(candidates, tracks, request);
  note_widening(answer.notes, chosen, filters, sieve, tracks, request.count);
  note_draw(answer.notes, chosen, candidates);
  for (const Candidate& candidate : chosen) {
    record::Record& record = answer.tracks.emplace_back(tracks.record(candidate.track));
    answer.exact += candidate.tier == Tier{} ? 1 : 0;
    record.rank = static_cast<long long>(answer.tracks.size());
    record.score = candidate.score;
    record.reasons = reasons_for(candidate, filters, sieve, tracks, scorer);
  }
  return answer;
}

}  // namespace melsift::recommend
