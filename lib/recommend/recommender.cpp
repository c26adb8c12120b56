#include "recommend/recommender.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>

#include "base/hash.h"
#include "recommend/explanation.h"
#include "recommend/mutual_proximity.h"
#include "recommend/profile.h"
#include "recommend/sieve.h"
#include "recommend/sound.h"
#include "recommend/widening.h"

namespace melsift::recommend {
namespace {

// The number of tracks for the statistics of mutual proximity, and of the nearest tracks that it
// ranks again: for distant tracks the effect would not be visible.
constexpr std::size_t kProximitySample = 300;
constexpr std::size_t kMinProximate = 1000;
constexpr std::size_t kProximatePerPlace = 20;

// The seed for tie breaks.  It differs between requests, so that each of many equal tracks has a
// chance.
std::uint64_t tie_seed(const Request& request) {
  std::array<char, 8> bytes;
  for (unsigned i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(request.seed >> (8 * i));
  std::uint64_t seed = hash({bytes.data(), bytes.size()});
  for (const record::Record& record : request.given) seed = identity_hash(record, seed);
  return seed;
}

// A random number that depends only on the seed and on the track's own fields: the finalizer of
// SplitMix64 (Steele, Lea & Flood 2014) over both hashes.
std::uint64_t tie_break(std::uint64_t seed, std::uint64_t identity) {
  std::uint64_t z = identity ^ (seed * 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

// Rounded to nine digits, so that rounding errors don't order tracks that are equally near by the
// formula.
double rounded(double score) {
  return std::round(score * 1e9) / 1e9 + 0.0;  // 0, never -0
}

class Ranking {
 public:
  Ranking(const Tracks& tracks, const Request& request)
      : tracks_(tracks),
        request_(request),
        sound_(request.sound ? request.sound : Sound::of(tracks, request.given)),
        filters_(filters_of(request, tracks, sound_)),
        sieve_(filters_, near_genres(request), tracks),
        profile_(request.given.empty() ? profile_of(filters_, tracks)
                                       : profile_of(request.given, tracks, sound_)),
        scorer_(profile_, tracks, sound_, request.similarity, request.blocks) {}

  Answer answer() {
    Answer answer;
    answer.warnings = warnings_of(filters_, tracks_, sound_, request_);
    std::vector<Candidate> candidates = sifted(answer);
    if (request_.mutual_proximity) rank_by_proximity(candidates);
    blend(candidates);

    const auto fingerprints = this->fingerprints();
    SeenTracks seen(request_.given, fingerprints);
    const Selection selection =
        select(candidates, tracks_, seen, request_.selection,
               [this](std::size_t a, std::size_t b) { return likeness(a, b); });
    answer.funnel.emplace_back("seed tracks or repeated", selection.same_tracks);
    answer.funnel.emplace_back("of the same artist or album", selection.of_full_artists);
    if (selection.kept_apart > 0)
      answer.funnel.emplace_back("too near the same artist or album", selection.kept_apart);
    if (gone_ > 0) answer.funnel.emplace_back("whose files are gone", gone_);
    note_widening(answer.notes, selection.chosen, filters_, sieve_, tracks_,
                  request_.selection.count);
    if (request_.selection.diversity == 0.0)
      note_random_ties(answer.notes, selection.chosen, candidates);
    Filters named = filters_;
    if (named.genres.empty()) named.genres = genres_of(request_.given);
    Reasons reasons(named, sieve_, tracks_, request_, sound_, scorer_);
    for (const Candidate& candidate : selection.chosen) {
      record::Record& record = answer.tracks.emplace_back(tracks_.record(candidate.track));
      answer.places.push_back(candidate.track);
      answer.exact += candidate.tier == Tier{} ? 1 : 0;
      record.rank = static_cast<long long>(answer.tracks.size());
      record.score = candidate.score;
      answer.why.push_back(reasons.of(candidate));
    }
    return answer;
  }

 private:
  // If tracks can be compared by sound, the genres of the seed tracks are not a filter: tags and
  // predictions of a model exclude the most similar tracks too often.  The genres still count in
  // the profile.
  static Filters filters_of(const Request& request, const Tracks& tracks,
                            const std::optional<Sound>& sound) {
    Filters filters = resolved(request.filters, tracks);
    const bool by_sound = sound && request.blocks.sound > 0.0 && has_sound(request.given, *sound);
    if (filters.genres.empty() && !by_sound) filters.genres = genres_of(request.given);
    return filters;
  }

  std::vector<NearGenre> near_genres(const Request& request) const {
    std::vector<std::string> excluded = filters_.excluded.genres;
    std::ranges::copy(filters_.ignored.genres, std::back_inserter(excluded));
    return nearest_genres(filters_.genres, tracks_, sound_, request.given, excluded);
  }

  // The space in which repetitions of a recording are recognised.  SeenTracks::kSameSound does not
  // apply to vectors whose scale differs from that of Sound::of, or to embeddings.
  std::optional<Sound> fingerprints() const {
    if (!sound_ || request_.sound) return std::nullopt;
    if (sound_->space().kind == VectorKind::features) return sound_;
    return Sound::of(tracks_, request_.given, SoundKind::features);
  }

  // All tracks that pass the original or widened filters, with their similarity.
  std::vector<Candidate> sifted(Answer& answer) {
    const std::uint64_t seed = tie_seed(request_);
    std::vector<Candidate> candidates;
    std::array<std::size_t, kDrops> dropped{};
    for (std::size_t track = 0; track < tracks_.size(); ++track) {
      if (!request_.gone.empty() && request_.gone[track]) {
        ++gone_;
        continue;
      }
      answer.unknown_dropped += sieve_.unknown_only(track) ? 1 : 0;
      if (const auto drop = sieve_.dropped_by(track)) ++dropped[static_cast<std::size_t>(*drop)];
      if (const auto tier = sieve_.tier(track))
        candidates.push_back(
            {track, *tier, scorer_(track), tie_break(seed, tracks_.identity_of(track))});
    }
    for (std::size_t i = 0; i < kDrops; ++i)
      answer.funnel.emplace_back(to_text(static_cast<Drop>(i)), dropped[i]);
    return candidates;
  }

  // Ranks the nearest tracks by proximity, 0..1, and the others below them by similarity.
  void rank_by_proximity(std::vector<Candidate>& candidates) {
    if (!scorer_.has_known_block()) return;
    std::vector<Candidate> sample;
    for (std::size_t track = 0; track < tracks_.size(); ++track)
      sample.push_back({track, {}, 0.0, tie_break(request_.seed, tracks_.identity_of(track))});
    sample = nearest(std::move(sample), kProximitySample);
    std::vector<std::size_t> sampled;
    for (const Candidate& one : sample) sampled.push_back(one.track);
    MutualProximity proximity(profile_, sampled, tracks_, sound_, request_.similarity,
                              request_.blocks);
    const std::size_t most = std::max(kMinProximate, kProximatePerPlace * request_.selection.count);
    candidates = nearest(std::move(candidates), most);
    for (Candidate& candidate : candidates)
      candidate.score = proximity(candidate.track, candidate.score);
  }

  // Returns the first `count` in their order.
  static std::vector<Candidate> nearest(std::vector<Candidate> candidates, std::size_t count) {
    const auto end =
        candidates.begin() + static_cast<std::ptrdiff_t>(std::min(count, candidates.size()));
    std::partial_sort(candidates.begin(), end, candidates.end());
    candidates.erase(end, candidates.end());
    return candidates;
  }

  // Combines the similarity with the voices.
  void blend(std::vector<Candidate>& candidates) const {
    const bool similarity_speaks =
        request_.voices.empty() || (!request_.given.empty() && scorer_.has_known_block());
    const double own = similarity_speaks ? request_.similarity_weight : 0.0;
    double weights = own;
    for (const Voice& voice : request_.voices) weights += voice.weight;
    for (Candidate& candidate : candidates) {
      double sum = own * candidate.score;
      for (const Voice& voice : request_.voices) {
        const double score = voice.scores[candidate.track];
        if (!std::isnan(score)) sum += voice.weight * score;
      }
      candidate.score = rounded(weights > 0.0 ? sum / weights : 0.0);
    }
  }

  double likeness(std::size_t chosen, std::size_t track) {
    auto found = from_chosen_.find(chosen);
    if (found == from_chosen_.end()) {
      record::Record seed = tracks_.record(chosen);
      seed.seed_weight.reset();
      found = from_chosen_
                  .emplace(chosen, Scorer(profile_of(std::span(&seed, 1), tracks_, sound_), tracks_,
                                          sound_, request_.similarity, request_.blocks))
                  .first;
    }
    return found->second(track);
  }

  const Tracks& tracks_;
  const Request& request_;
  std::optional<Sound> sound_;
  Filters filters_;
  Sieve sieve_;
  Profile profile_;
  Scorer scorer_;
  std::map<std::size_t, Scorer> from_chosen_;
  std::size_t gone_ = 0;
};

}  // namespace

Answer recommend(const Tracks& tracks, const Request& request) {
  return Ranking(tracks, request).answer();
}

}  // namespace melsift::recommend
