#include "recommend/selection.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/name.h"
#include "recommend/credit.h"

namespace melsift::recommend {
namespace {

// The number of candidates at a time if diversity is requested.  It is large because in a catalogue
// with few fields except tags, thousands of tracks may be equally near and all alike.
constexpr std::size_t kEligible = 20'000;

// A track's artists, and its album with the album artist or, without one, the track's; empty if
// they are unknown.
struct Names {
  std::vector<std::string> artists;
  std::string album;

  explicit Names(const record::Record& record)
      : artists(artist_forms(record)), album(lookup_form(record.album)) {
    const std::string& by = record.album_artist.empty() ? record.artist : record.album_artist;
    if (!album.empty()) album = artist_form(by) + '\n' + album;
  }
  Names() = default;
};

// Counts the chosen tracks per artist or album.
class Shares {
 public:
  explicit Shares(const SelectionRules& rules) : rules_(rules) {}

  // False if one of the track's artists or its album has reached its limit.
  bool have_room(const Names& names) const {
    const auto has_place = [&](const std::string& artist) {
      return has_room(artists_, artist, rules_.per_artist);
    };
    return std::ranges::all_of(names.artists, has_place) &&
           has_room(albums_, names.album, rules_.per_album);
  }
  void add(const Names& names) {
    for (const std::string& artist : names.artists) ++artists_[artist];
    ++albums_[names.album];
  }

 private:
  using Counts = std::map<std::string, std::size_t>;

  static bool has_room(const Counts& counts, const std::string& key, std::size_t most) {
    if (most == 0 || key.empty()) return true;
    const auto found = counts.find(key);
    return found == counts.end() || found->second < most;
  }

  const SelectionRules& rules_;
  Counts artists_, albums_;
};

// Whether a track may follow the chosen ones.
class Spacing {
 public:
  explicit Spacing(const SelectionRules& rules) : rules_(rules) {}

  bool is_asked_for() const { return rules_.artist_gap > 0 || rules_.album_gap > 0; }
  bool permits(const Names& names) const {
    const auto is_free = [&](const std::string& artist) {
      return is_clear(artists_, artist, rules_.artist_gap);
    };
    return std::ranges::all_of(names.artists, is_free) &&
           is_clear(albums_, names.album, rules_.album_gap);
  }
  void add(const Names& names) {
    artists_.push_back(names.artists);
    albums_.push_back({names.album});
  }

 private:
  using Past = std::vector<std::vector<std::string>>;  // names of the chosen tracks, in their order

  static bool is_clear(const Past& past, const std::string& name, std::size_t gap) {
    if (name.empty()) return true;
    const auto recent = static_cast<std::ptrdiff_t>(std::min(gap, past.size()));
    return std::none_of(past.end() - recent, past.end(), [&](const auto& names) {
      return std::ranges::find(names, name) != names.end();
    });
  }

  const SelectionRules& rules_;
  Past artists_, albums_;
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

// A current candidate, and its similarity to the most similar chosen track.
struct Eligible {
  Candidate candidate;
  double likeness = 0.0;
  Names names = {};  // if spacing is asked for
};

class Selector {
 public:
  Selector(std::vector<Candidate> candidates, const Tracks& tracks, SeenTracks& seen,
           const SelectionRules& rules, const TrackSimilarity& similarity)
      : queue_(std::move(candidates)),
        tracks_(tracks),
        seen_(seen),
        rules_(rules),
        similarity_(similarity),
        shares_(rules),
        spacing_(rules) {}

  Selection run() {
    const std::size_t eligible = rules_.diversity > 0.0 ? kEligible : 1;
    while (selection_.chosen.size() < rules_.count) {
      while (pool_.size() < eligible && pull()) {
      }
      auto best = best_permitted();
      while (!best && pull()) {
        if (spacing_.permits(pool_.back().names)) best = pool_.size() - 1;
      }
      if (!best) {
        selection_.kept_apart += pool_.size();
        break;
      }
      const Candidate selected = pool_[*best].candidate;
      std::swap(pool_[*best], pool_.back());
      pool_.pop_back();
      if (admit(selected)) compare_with(selected);
    }
    return std::move(selection_);
  }

 private:
  bool pull() {
    const auto next = queue_.next();
    if (!next) return false;
    Eligible entry{*next, selection_.chosen.empty() ? 0.0 : -1.0};
    if (rules_.diversity > 0.0) {
      for (const Candidate& chosen : selection_.chosen)
        entry.likeness = std::max(entry.likeness, similarity_(chosen.track, next->track));
    }
    if (spacing_.is_asked_for()) entry.names = Names(tracks_.record(next->track));
    pool_.push_back(std::move(entry));
    return true;
  }

  double value(const Eligible& one) const {
    return (1.0 - rules_.diversity) * one.candidate.score - rules_.diversity * one.likeness;
  }
  bool is_better(const Eligible& a, const Eligible& b) const {
    if (a.candidate.tier != b.candidate.tier) return a.candidate.tier < b.candidate.tier;
    if (value(a) != value(b)) return value(a) > value(b);
    return a.candidate < b.candidate;
  }
  std::optional<std::size_t> best_permitted() const {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < pool_.size(); ++i) {
      if (spacing_.permits(pool_[i].names) && (!best || is_better(pool_[i], pool_[*best])))
        best = i;
    }
    return best;
  }

  // False if the track was seen before, or its artist or album has reached its limit.
  bool admit(const Candidate& selected) {
    const record::Record& record = tracks_.record(selected.track);
    if (!seen_.add(record)) {
      ++selection_.same_tracks;
      return false;
    }
    const Names names(record);
    if (!shares_.have_room(names)) {
      ++selection_.of_full_artists;
      return false;
    }
    shares_.add(names);
    spacing_.add(names);
    selection_.chosen.push_back(selected);
    // A better tier of which only tracks that stand too near are left is over.
    selection_.kept_apart += std::erase_if(
        pool_, [&](const Eligible& one) { return one.candidate.tier < selected.tier; });
    return true;
  }

  void compare_with(const Candidate& selected) {
    if (rules_.diversity == 0.0) return;
    const bool first = selection_.chosen.size() == 1;
    for (Eligible& one : pool_) {
      const double likeness = similarity_(selected.track, one.candidate.track);
      one.likeness = first ? likeness : std::max(one.likeness, likeness);
    }
  }

  Queue queue_;
  const Tracks& tracks_;
  SeenTracks& seen_;
  const SelectionRules& rules_;
  const TrackSimilarity& similarity_;
  Shares shares_;
  Spacing spacing_;
  std::vector<Eligible> pool_;
  Selection selection_;
};

}  // namespace

Selection select(std::vector<Candidate> candidates, const Tracks& tracks, SeenTracks& seen,
                 const SelectionRules& rules, const TrackSimilarity& similarity) {
  return Selector(std::move(candidates), tracks, seen, rules, similarity).run();
}

}  // namespace melsift::recommend
