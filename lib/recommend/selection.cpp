#include "recommend/selection.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/name.h"
#include "base/track_form.h"

namespace melsift::recommend {
namespace {

// The number of candidates at a time if diversity is requested.  It is large because in a catalogue
// with few fields except tags, thousands of tracks may be equally near and all alike.
constexpr std::size_t kEligible = 20'000;

// Counts the chosen tracks per artist or album.
class Shares {
 public:
  explicit Shares(const SelectionRules& rules) : rules_(rules) {}

  // False if the track's artist or album has reached its limit.
  bool have_room(const record::Record& record) const {
    const auto [artist, album] = keys(record);
    return has_room(artists_, artist, rules_.per_artist) &&
           has_room(albums_, album, rules_.per_album);
  }
  void add(const record::Record& record) {
    auto [artist, album] = keys(record);
    ++artists_[std::move(artist)];
    ++albums_[std::move(album)];
  }

 private:
  using Counts = std::map<std::string, std::size_t>;

  // Empty if it is unknown.
  static std::pair<std::string, std::string> keys(const record::Record& record) {
    std::string artist = artist_form(record.artist), album = lookup_form(record.album);
    if (!album.empty()) album = artist + '\n' + album;
    return {std::move(artist), std::move(album)};
  }
  static bool has_room(const Counts& counts, const std::string& key, std::size_t most) {
    if (most == 0 || key.empty()) return true;
    const auto found = counts.find(key);
    return found == counts.end() || found->second < most;
  }

  const SelectionRules& rules_;
  Counts artists_, albums_;
};

// The candidates, best first.
class Queue {
 public:
  explicit Queue(std::vector<Candidate> candidates) : heap_(std::move(candidates)) {
    std::make_heap(heap_.begin(), heap_.end(), kWorse);
  }

  std::optional<Candidate> next() {
    if (heap_.empty()) return std::nullopt;
    std::pop_heap(heap_.begin(), heap_.end(), kWorse);
    const Candidate best = heap_.back();
    heap_.pop_back();
    return best;
  }

 private:
  static constexpr auto kWorse = [](const Candidate& a, const Candidate& b) { return b < a; };

  std::vector<Candidate> heap_;
};

// The current candidates, and the similarity of each to the most similar chosen track.
struct Eligible {
  Candidate candidate;
  double likeness = 0.0;
};

}  // namespace

Selection select(std::vector<Candidate> candidates, const Tracks& tracks, SeenTracks& seen,
                 const SelectionRules& rules, const TrackSimilarity& similarity) {
  Selection selection;
  Shares shares(rules);
  Queue queue(std::move(candidates));
  const std::size_t eligible = rules.diversity > 0.0 ? kEligible : 1;
  std::vector<Eligible> pool;
  const auto value = [&](const Eligible& one) {
    return (1.0 - rules.diversity) * one.candidate.score - rules.diversity * one.likeness;
  };
  const auto better = [&](const Eligible& a, const Eligible& b) {
    if (a.candidate.tier != b.candidate.tier) return a.candidate.tier < b.candidate.tier;
    if (value(a) != value(b)) return value(a) > value(b);
    return a.candidate < b.candidate;
  };
  while (selection.chosen.size() < rules.count) {
    while (pool.size() < eligible) {
      const auto next = queue.next();
      if (!next) break;
      Eligible entry{*next, selection.chosen.empty() ? 0.0 : -1.0};
      if (rules.diversity > 0.0) {
        for (const Candidate& chosen : selection.chosen)
          entry.likeness = std::max(entry.likeness, similarity(chosen.track, next->track));
      }
      pool.push_back(entry);
    }
    if (pool.empty()) break;
    const auto best = std::min_element(pool.begin(), pool.end(), better);
    const Candidate selected = best->candidate;
    *best = pool.back();
    pool.pop_back();
    if (!seen.add(tracks.record(selected.track))) {
      ++selection.same_tracks;
      continue;
    }
    if (!shares.have_room(tracks.record(selected.track))) {
      ++selection.of_full_artists;
      continue;
    }
    shares.add(tracks.record(selected.track));
    selection.chosen.push_back(selected);
    if (rules.diversity == 0.0) continue;
    const bool first = selection.chosen.size() == 1;
    for (Eligible& one : pool) {
      const double likeness = similarity(selected.track, one.candidate.track);
      one.likeness = first ? likeness : std::max(one.likeness, likeness);
    }
  }
  return selection;
}

}  // namespace melsift::recommend
