#include "recommend/flow.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "base/musical_key.h"
#include "base/track_form.h"
#include "recommend/english.h"
#include "record/key_field.h"

namespace melsift::recommend {
namespace {

constexpr double kTempoStep = 0.06;    // of the tempo
constexpr double kOctaveCost = 1.0;    // of half or double tempo
constexpr double kUnknownTempo = 3.0;  // the mean of log-uniform tempos, octaves folded
constexpr double kUnknownKey = 3.4;    // the mean of two random keys
constexpr double kSameArtist = 1e6;
constexpr double kLeastGain = 1e-9;  // below, rounding errors would go on for ever

double tempo_cost(const record::Record& from, const record::Record& to) {
  if (from.tempo_bpm.value_or(0.0) <= 0.0 || to.tempo_bpm.value_or(0.0) <= 0.0)
    return kUnknownTempo;
  const double octaves = std::log2(*to.tempo_bpm / *from.tempo_bpm);
  double least = std::numeric_limits<double>::infinity();
  for (const double shift : {-1.0, 0.0, 1.0})
    least = std::min(least, std::abs(octaves + shift) / std::log2(1.0 + kTempoStep) +
                                std::abs(shift) * kOctaveCost);
  return least;
}

double key_cost(const record::Record& from, const record::Record& to) {
  const auto a = record::key_of(from), b = record::key_of(to);
  if (!a || !b) return kUnknownKey;
  const int steps = camelot_distance(*a, *b);
  return steps == 1 ? 0.5 : steps;
}

// The tracks of one group, in an order that is improved step by step.
class Chain {
 public:
  Chain(std::span<const record::Record> tracks, std::vector<std::size_t> members,
        std::size_t before)
      : members_(std::move(members)), size_(members_.size()), costs_(size_ * size_) {
    std::vector<std::string> artists;
    for (const std::size_t member : members_) artists.push_back(artist_form(tracks[member].artist));
    for (std::size_t i = 0; i < size_; ++i)
      for (std::size_t j = 0; j < size_; ++j)
        costs_[i * size_ + j] = flow_cost(tracks[members_[i]], tracks[members_[j]]) +
                                (artists[i] == artists[j] && !artists[i].empty() ? kSameArtist : 0);
    // The first one stays; a later group begins with what follows the group before it best.
    std::size_t first = 0;
    if (before < tracks.size())
      for (std::size_t i = 1; i < size_; ++i)
        if (flow_cost(tracks[before], tracks[members_[i]]) <
            flow_cost(tracks[before], tracks[members_[first]]))
          first = i;
    grow_from(first);
  }

  std::vector<std::size_t> improved() {
    while (reverse_something() || move_something()) {
    }
    std::vector<std::size_t> result;
    for (const std::size_t place : order_) result.push_back(members_[place]);
    return result;
  }

 private:
  double cost(std::size_t from, std::size_t to) const {
    return costs_[order_[from] * size_ + order_[to]];
  }
  // Of the step from a place to the next one; nothing follows the last.
  double step(std::size_t place) const { return place + 1 < size_ ? cost(place, place + 1) : 0.0; }

  void grow_from(std::size_t first) {
    std::vector<bool> used(size_);
    order_ = {first};
    used[first] = true;
    while (order_.size() < size_) {
      std::size_t best = size_;
      for (std::size_t i = 0; i < size_; ++i) {
        if (used[i]) continue;
        const double* from = &costs_[order_.back() * size_];
        if (best == size_ || from[i] < from[best]) best = i;
      }
      used[best] = true;
      order_.push_back(best);
    }
  }

  // The part from `first` to `last` turned round.
  bool reverse_something() {
    for (std::size_t first = 1; first + 1 < size_; ++first) {
      for (std::size_t last = first + 1; last < size_; ++last) {
        const double before = cost(first - 1, first) + step(last);
        const double after =
            cost(first - 1, last) + (last + 1 < size_ ? cost(first, last + 1) : 0.0);
        if (after > before - kLeastGain) continue;
        std::reverse(order_.begin() + static_cast<std::ptrdiff_t>(first),
                     order_.begin() + static_cast<std::ptrdiff_t>(last) + 1);
        return true;
      }
    }
    return false;
  }

  // One track moved between two others.
  bool move_something() {
    for (std::size_t one = 1; one < size_; ++one) {
      const bool is_last = one + 1 == size_;
      const double saved =
          cost(one - 1, one) + step(one) - (is_last ? 0.0 : cost(one - 1, one + 1));
      for (std::size_t at = 0; at < size_; ++at) {  // behind this one
        if (at == one || at + 1 == one) continue;
        const double added =
            cost(at, one) + (at + 1 < size_ ? cost(one, at + 1) - cost(at, at + 1) : 0.0);
        if (added > saved - kLeastGain) continue;
        const std::size_t moved = order_[one];
        order_.erase(order_.begin() + static_cast<std::ptrdiff_t>(one));
        order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(at < one ? at + 1 : at), moved);
        return true;
      }
    }
    return false;
  }

  std::vector<std::size_t> members_;
  std::size_t size_;
  std::vector<double> costs_;  // of a step from row to column
  std::vector<std::size_t> order_;
};

}  // namespace

double flow_cost(const record::Record& from, const record::Record& to) {
  return tempo_cost(from, to) + key_cost(from, to);
}

std::vector<std::size_t> flow_order(std::span<const record::Record> tracks,
                                    std::span<const std::size_t> groups) {
  std::vector<std::size_t> order;
  for (std::size_t begin = 0; begin < tracks.size();) {
    std::vector<std::size_t> members;
    std::size_t end = begin;
    for (; end < tracks.size() && groups[end] == groups[begin]; ++end) members.push_back(end);
    const std::size_t before = order.empty() ? tracks.size() : order.back();
    const auto part = Chain(tracks, std::move(members), before).improved();
    order.insert(order.end(), part.begin(), part.end());
    begin = end;
  }
  return order;
}

void put_in_flow(Answer& answer) {
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < answer.tracks.size(); ++i) {
    const bool same = i > 0 && relaxation(answer.why[i]) == relaxation(answer.why[i - 1]);
    groups.push_back(i == 0 ? 0 : groups.back() + (same ? 0 : 1));
  }
  Answer before = answer;
  const auto order = flow_order(before.tracks, groups);
  for (std::size_t i = 0; i < order.size(); ++i) {
    answer.tracks[i] = std::move(before.tracks[order[i]]);
    answer.tracks[i].rank = static_cast<long long>(i + 1);
    answer.why[i] = std::move(before.why[order[i]]);
    answer.places[i] = before.places[order[i]];
  }
}

}  // namespace melsift::recommend
