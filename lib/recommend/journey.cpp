#include "recommend/journey.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/random.h"
#include "base/track_form.h"
#include "recommend/explanation.h"
#include "recommend/named_tracks.h"
#include "recommend/same_track.h"
#include "recommend/sieve.h"
#include "recommend/similarity.h"

namespace melsift::recommend {
namespace {

// Tracks that a path is chosen from: for each of its places, and at least.
constexpr std::size_t kCandidatesPerPlace = 20;
constexpr std::size_t kFewestCandidates = 1000;
// Tracks that nearest distances are estimated over, and how many of them are nearest.
constexpr std::size_t kSample = 1000;
constexpr std::size_t kNearest = 10;

// Sound on the unit sphere, of some tracks of a catalogue.
class Points {
 public:
  Points(const Tracks& tracks, const Sound& sound) : tracks_(tracks), sound_(sound) {}

  // False, without a point, if the track has no sound here.
  bool add(std::size_t track) {
    std::vector<double> point(sound_.size());
    if (!point_of(track, point)) return false;
    numbers_.push_back(track);
    values_.insert(values_.end(), point.begin(), point.end());
    return true;
  }
  bool point_of(std::size_t track, std::span<double> point) const {
    if (!sound_.standardise(tracks_.record(track), point)) return false;
    double squares = 0.0;
    for (const double value : point) squares += value * value;
    if (squares > 0.0)
      for (double& value : point) value /= std::sqrt(squares);
    return true;
  }

  std::size_t size() const { return numbers_.size(); }
  std::size_t track(std::size_t i) const { return numbers_[i]; }
  std::span<const double> operator[](std::size_t i) const {
    return std::span(values_).subspan(i * sound_.size(), sound_.size());
  }
  double distance(std::size_t i, std::size_t j) const {
    return std::sqrt(squared_distance((*this)[i], (*this)[j]));
  }

 private:
  const Tracks& tracks_;
  const Sound& sound_;
  std::vector<std::size_t> numbers_;
  std::vector<double> values_;
};

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// A track that may stand in the path.
struct Stop {
  double order = 0.0;          // what stops are sorted by
  std::uint64_t identity = 0;  // decides between equals
  std::size_t track = 0;

  bool operator<(const Stop& other) const {
    return std::tuple(order, identity, track) <
           std::tuple(other.order, other.identity, other.track);
  }
};

// The tracks of the smallest detour, each recording once, without the ends.
std::vector<Stop> least_detours(const Tracks& tracks, const Points& ends, SeenTracks& seen,
                                std::size_t size, std::size_t most,
                                const std::vector<bool>& passes) {
  std::vector<Stop> all;
  std::vector<double> point(size);
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    if (!passes[track] || track == ends.track(0) || track == ends.track(1)) continue;
    if (!ends.point_of(track, point)) continue;
    const double detour =
        std::sqrt(squared_distance(point, ends[0])) + std::sqrt(squared_distance(point, ends[1]));
    all.push_back({detour, tracks.identity_of(track), track});
  }
  std::sort(all.begin(), all.end());
  std::vector<Stop> stops;
  for (const Stop& stop : all) {
    if (stops.size() == most) break;
    if (seen.add(tracks.record(stop.track))) stops.push_back(stop);
  }
  return stops;
}

// Of each point the mean distance to the nearest of a sample of the catalogue's tracks.
std::vector<double> neighbourhoods(const Points& points, const Tracks& tracks, const Sound& sound) {
  std::vector<Stop> all;
  for (std::size_t track = 0; track < tracks.size(); ++track)
    all.push_back({0.0, tracks.identity_of(track), track});
  const std::size_t most = std::min(kSample, all.size());
  std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(most) - 1, all.end());
  Points sample(tracks, sound);
  for (std::size_t i = 0; i < most; ++i) sample.add(all[i].track);
  std::vector<double> means, distances;
  for (std::size_t i = 0; i < points.size(); ++i) {
    distances.clear();
    for (std::size_t j = 0; j < sample.size(); ++j)
      if (sample.track(j) != points.track(i))
        distances.push_back(std::sqrt(squared_distance(points[i], sample[j])));
    const std::size_t near = std::min(kNearest, distances.size());
    std::partial_sort(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(near),
                      distances.end());
    double sum = 0.0;
    for (std::size_t j = 0; j < near; ++j) sum += distances[j];
    means.push_back(near > 0 && sum > 0.0 ? sum / static_cast<double>(near) : 1.0);
  }
  return means;
}

// What each step from a point to a later one costs; infinite between two tracks of an artist.
class Costs {
 public:
  Costs(const Points& points, const Tracks& tracks, std::span<const double> scales)
      : size_(points.size()), costs_(size_ * size_) {
    std::vector<std::string> artists;
    for (std::size_t i = 0; i < size_; ++i)
      artists.push_back(artist_form(tracks.record(points.track(i)).artist));
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = i + 1; j < size_; ++j) {
        const bool same = !artists[i].empty() && artists[i] == artists[j];
        const double squared = squared_distance(points[i], points[j]) / (scales[i] * scales[j]);
        costs_[j * size_ + i] =
            same ? std::numeric_limits<float>::infinity() : static_cast<float>(squared);
      }
    }
  }
  // From each of the earlier points to this one.
  std::span<const float> to(std::size_t point) const {
    return std::span(costs_).subspan(point * size_, point);
  }

 private:
  std::size_t size_;
  std::vector<float> costs_;  // of a step from i to j at (j, i)
};

// The cheapest path of `count` points, or fewer if there is none, from the first to the last.
std::vector<std::size_t> cheapest_path(const Costs& costs, std::size_t points, std::size_t count) {
  constexpr float kNone = std::numeric_limits<float>::infinity();
  std::vector<float> reached(points, kNone), next;
  reached[0] = 0.0F;
  std::vector<std::vector<std::uint32_t>> before;  // of each step, by the point that it leads to
  std::size_t longest = 0;
  for (std::size_t step = 1; step < count; ++step) {
    next.assign(points, kNone);
    auto& from = before.emplace_back(points);
    for (std::size_t j = step; j < points; ++j) {
      const auto cost = costs.to(j);
      for (std::size_t i = step - 1; i < j; ++i) {
        const float total = reached[i] + cost[i];
        if (total >= next[j]) continue;
        next[j] = total;
        from[j] = static_cast<std::uint32_t>(i);
      }
    }
    reached.swap(next);
    if (reached.back() < kNone) longest = step;
  }
  std::vector<std::size_t> path = {points - 1};
  for (std::size_t step = longest; step > 0; --step) path.push_back(before[step - 1][path.back()]);
  std::ranges::reverse(path);
  if (longest == 0) path.insert(path.begin(), 0);  // both ends are by one artist, and alone
  return path;
}

void check_ends(const Tracks& tracks, const Sound& sound, std::size_t from, std::size_t to) {
  for (const std::size_t end : {from, to}) {
    if (sound.vector_of(tracks.record(end)).empty())
      throw Error(ErrorKind::invalid_argument, "\"" + track_name(tracks.record(end)) + "\"",
                  "has no " + sound.space().text() + ", which a journey needs");
  }
  if (from == to)
    throw Error(ErrorKind::invalid_argument, "\"" + track_name(tracks.record(from)) + "\"",
                "is both ends of the journey");
}

// Of each track whether it may stand in the journey.
std::vector<bool> passing(const Tracks& tracks, const Request& request, Answer& answer) {
  const Filters filters = resolved(request.filters, tracks);
  answer.warnings = warnings_of(filters, tracks, std::nullopt, request);
  const Sieve sieve(filters, {}, tracks);
  std::vector<std::size_t> dropped(kDrops);
  std::vector<bool> passes(tracks.size());
  std::size_t gone = 0;
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    if (!request.gone.empty() && request.gone[track]) {
      ++gone;
      continue;
    }
    answer.unknown_dropped += sieve.unknown_only(track) ? 1 : 0;
    const auto drop = sieve.dropped_by(track);
    passes[track] = !drop;
    if (drop) ++dropped[static_cast<std::size_t>(*drop)];
  }
  for (std::size_t i = 0; i < kDrops; ++i)
    answer.funnel.emplace_back(to_text(static_cast<Drop>(i)), dropped[i]);
  if (gone > 0) answer.funnel.emplace_back("whose files are gone", gone);
  return passes;
}

}  // namespace

Journey find_journey(const Tracks& tracks, const Sound& sound, std::size_t from, std::size_t to,
                     const JourneyRules& rules, const std::vector<bool>& passes) {
  Points points(tracks, sound), ends(tracks, sound);
  ends.add(from);
  ends.add(to);
  const std::vector given = {tracks.record(from), tracks.record(to)};
  // A network's embeddings don't tell repetitions of a recording.
  const auto fingerprints = sound.space().kind == VectorKind::features
                                ? std::optional(sound)
                                : Sound::of(tracks, given, SoundKind::features);
  SeenTracks seen(given, fingerprints);
  auto stops =
      least_detours(tracks, ends, seen, sound.size(),
                    std::max(kFewestCandidates, kCandidatesPerPlace * rules.count), passes);
  std::vector<double> along(ends[1].begin(), ends[1].end()), point(sound.size());
  for (std::size_t i = 0; i < along.size(); ++i) along[i] -= ends[0][i];
  for (Stop& stop : stops) {
    ends.point_of(stop.track, point);
    stop.order = dot(point, along);
  }
  std::sort(stops.begin(), stops.end());
  points.add(from);
  for (const Stop& stop : stops) points.add(stop.track);
  points.add(to);

  const std::vector<double> scales = rules.against_hubs ? neighbourhoods(points, tracks, sound)
                                                        : std::vector<double>(points.size(), 1.0);
  const Costs costs(points, tracks, scales);
  Journey journey;
  std::size_t before = 0;
  for (const std::size_t stop : cheapest_path(costs, points.size(), rules.count)) {
    if (!journey.tracks.empty()) journey.steps.push_back(dot(points[before], points[stop]));
    journey.tracks.push_back(points.track(stop));
    before = stop;
  }
  return journey;
}

std::size_t journey_end(const std::string& name, const Tracks& tracks) {
  const auto found = tracks_named(name, tracks);
  const std::string culprit = "\"" + name + "\"";
  if (found.empty())
    throw Error(ErrorKind::not_found, culprit,
                "no track of the catalogue has this path, name, title or artist");
  const auto form = [&](std::size_t track) {
    const record::Record& record = tracks.record(track);
    return std::pair(artist_form(record.artist), title_form(record.title));
  };
  for (const std::size_t track : found) {
    if (form(track) != form(found.front()))
      throw Error(ErrorKind::invalid_argument, culprit,
                  "is the name of " + std::to_string(found.size()) +
                      " tracks: give a path, or artist - title");
  }
  const auto has_sound = [&](std::size_t track) {
    return !sound_spaces(tracks.record(track)).empty();
  };
  const auto best = std::ranges::find_if(found, has_sound);
  return best == found.end() ? found.front() : *best;
}

Answer journey(const Tracks& tracks, std::size_t from, std::size_t to, const Request& request) {
  const std::size_t count = request.selection.count;
  if (count < 2 || count > kLongestJourney)
    throw Error(ErrorKind::invalid_argument, "count",
                "a journey has 2 to " + std::to_string(kLongestJourney) + " tracks");
  const std::vector ends = {tracks.record(from), tracks.record(to)};
  const auto sound = Sound::of(tracks, ends);
  if (!sound)
    throw Error(ErrorKind::invalid_argument, "\"" + track_name(ends.front()) + "\"",
                "has no sound that can be compared, which a journey needs");
  check_ends(tracks, *sound, from, to);
  Answer answer;
  const auto passes = passing(tracks, request, answer);
  const Journey found = find_journey(tracks, *sound, from, to, {.count = count}, passes);
  for (std::size_t i = 0; i < found.tracks.size(); ++i) {
    record::Record& record = answer.tracks.emplace_back(tracks.record(found.tracks[i]));
    record.rank = static_cast<long long>(i + 1);
    // To nine digits, so that rounding errors do not show.
    record.score = i == 0 ? 1.0 : std::round(found.steps[i - 1] * 1e9) / 1e9;
    answer.places.push_back(found.tracks[i]);
    auto& why = answer.why.emplace_back();
    if (i > 0)
      why.push_back({FactKind::step,
                     {{"track", track_name(answer.tracks[i - 1])}},
                     {{"similarity", std::round(*record.score * 1e3) / 1e3}},
                     {}});
  }
  answer.exact = answer.tracks.size();
  if (answer.tracks.size() < count)
    answer.notes.push_back({FactKind::fewer,
                            {},
                            {{"found", static_cast<double>(answer.tracks.size())},
                             {"wanted", static_cast<double>(count)}},
                            {}});
  return answer;
}

}  // namespace melsift::recommend
