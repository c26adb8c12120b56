#include "recommend/clusters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/random.h"
#include "recommend/similarity.h"

namespace melsift::recommend {
namespace {

constexpr int kBeginnings = 4;    // of which the best counts
constexpr int kMostRounds = 100;  // they end much earlier

// Points of length 1, in the order of the tracks' identities.
struct Points {
  std::size_t size = 0;             // values of one
  std::vector<std::size_t> tracks;  // of each point
  std::vector<double> values;

  Points(const Tracks& all, const Sound& sound) : size(sound.size()) {
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(all.identity_of(a), a) < std::pair(all.identity_of(b), b);
    });
    std::vector<double> point(size);
    for (const std::size_t track : order) {
      if (!sound.standardise(all.record(track), point)) continue;
      double squares = 0.0;
      for (const double value : point) squares += value * value;
      if (squares > 0.0)
        for (double& value : point) value /= std::sqrt(squares);
      tracks.push_back(track);
      values.insert(values.end(), point.begin(), point.end());
    }
  }
  std::span<const double> operator[](std::size_t i) const {
    return std::span(values).subspan(i * size, size);
  }
};

struct Division {
  std::vector<std::size_t> of_point;  // its cluster
  std::vector<double> distances;      // squared, to the centre of it
  double inertia = std::numeric_limits<double>::infinity();
};

class Means {
 public:
  Means(const Points& points, std::size_t count, Random& random) : points_(points) {
    begin(count, random);
  }

  Division run() {
    Division division;
    for (int round = 0; round < kMostRounds; ++round) {
      Division next = assigned();
      const bool settled = next.of_point == division.of_point;
      division = std::move(next);
      if (settled) break;
      move_centres(division);
    }
    return division;
  }

 private:
  // Each further centre is a point, drawn with the probability of its squared distance to the
  // centres before it.
  void begin(std::size_t count, Random& random) {
    const std::size_t points = points_.tracks.size();
    std::vector<double> nearest(points, std::numeric_limits<double>::infinity());
    std::size_t next = random.below(points);
    while (true) {
      const auto centre = points_[next];
      centres_.emplace_back(centre.begin(), centre.end());
      if (centres_.size() == count) return;
      double sum = 0.0;
      for (std::size_t i = 0; i < points; ++i) {
        nearest[i] = std::min(nearest[i], squared_distance(points_[i], centre));
        sum += nearest[i];
      }
      if (!(sum > 1e-9)) return;  // no other sounds are left
      double drawn = random.uniform() * sum;
      next = 0;
      while (next + 1 < points && (drawn -= nearest[next]) > 0.0) ++next;
    }
  }

  Division assigned() const {
    Division division;
    division.inertia = 0.0;
    for (std::size_t i = 0; i < points_.tracks.size(); ++i) {
      std::size_t best = 0;
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t c = 0; c < centres_.size(); ++c) {
        const double distance = squared_distance(points_[i], centres_[c]);
        if (distance >= least) continue;
        least = distance;
        best = c;
      }
      division.of_point.push_back(best);
      division.distances.push_back(least);
      division.inertia += least;
    }
    return division;
  }

  // A centre that has lost all its points stays where it is.
  void move_centres(const Division& division) {
    std::vector<std::vector<double>> sums(centres_.size(), std::vector<double>(points_.size));
    std::vector<double> counts(centres_.size());
    for (std::size_t i = 0; i < points_.tracks.size(); ++i) {
      const std::size_t cluster = division.of_point[i];
      counts[cluster] += 1.0;
      for (std::size_t j = 0; j < points_.size; ++j) sums[cluster][j] += points_[i][j];
    }
    for (std::size_t c = 0; c < centres_.size(); ++c)
      for (std::size_t j = 0; j < points_.size && counts[c] > 0.0; ++j)
        centres_[c][j] = sums[c][j] / counts[c];
  }

  const Points& points_;
  std::vector<std::vector<double>> centres_;
};

std::size_t default_count(std::size_t tracks) {
  return std::clamp<std::size_t>(
      static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(tracks) / 2.0))), 2, 20);
}

// --- Names

// Genres by their share of the tracks that have some; a track of several counts in part.
std::map<std::size_t, double> genre_shares(const Tracks& tracks,
                                           const std::vector<std::size_t>& list) {
  std::map<std::size_t, double> shares;
  for (const std::size_t track : list) {
    const auto genres = tracks.genres_of(track);
    for (const std::size_t genre : genres)
      shares[genre] += 1.0 / static_cast<double>(genres.size() * list.size());
  }
  return shares;
}

std::string genre_name(const Tracks& tracks, const std::vector<std::size_t>& list,
                       const std::map<std::size_t, double>& overall) {
  constexpr double kLeastShare = 0.25;
  std::string best;
  double highest = 0.0;
  for (const auto& [genre, share] : genre_shares(tracks, list)) {
    const double lift = share / overall.at(genre);
    const std::string& name = tracks.genres().name(genre);
    if (share < kLeastShare || lift < highest || (lift == highest && name > best)) continue;
    highest = lift;
    best = name;
  }
  return best;
}

std::string decade_name(const Tracks& tracks, const std::vector<std::size_t>& list) {
  std::map<long long, std::size_t> decades;
  for (const std::size_t track : list)
    if (const auto year = tracks.record(track).year) ++decades[*year / 10 * 10];
  for (const auto& [decade, count] : decades)
    if (2 * count >= list.size()) return std::to_string(decade) + "s";
  return "";
}

std::vector<double> tempos_of(const Tracks& tracks, const std::vector<std::size_t>& list) {
  std::vector<double> tempos;
  for (const std::size_t track : list)
    if (const auto tempo = tracks.record(track).tempo_bpm) tempos.push_back(*tempo);
  std::ranges::sort(tempos);
  return tempos;
}

std::string tempo_name(const std::vector<double>& here, const std::vector<double>& all) {
  if (here.empty()) return "";
  const double median = here[here.size() / 2];
  if (median < all[all.size() / 4]) return "slow";
  if (median > all[3 * all.size() / 4]) return "fast";
  return "";
}

}  // namespace

std::vector<Cluster> find_clusters(const Tracks& tracks, const ClusterRules& rules) {
  const auto sound = Sound::of(tracks, {});
  if (!sound) throw Error(ErrorKind::invalid_argument, "clusters", "no track has sound to compare");
  const Points points(tracks, *sound);
  const std::size_t wanted = rules.count > 0 ? rules.count : default_count(points.tracks.size());
  const std::size_t count = std::min(wanted, points.tracks.size());
  Division best;
  for (int beginning = 0; beginning < kBeginnings; ++beginning) {
    Random random = Random::stream(rules.seed, static_cast<std::uint64_t>(beginning));
    Division division = Means(points, count, random).run();
    if (division.inertia < best.inertia) best = std::move(division);
  }
  std::vector<std::vector<std::pair<double, std::size_t>>> members(count);  // distance, point
  for (std::size_t i = 0; i < points.tracks.size(); ++i)
    members[best.of_point[i]].emplace_back(best.distances[i], i);
  std::erase_if(members, [](const auto& list) { return list.empty(); });
  std::stable_sort(members.begin(), members.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::vector<Cluster> clusters;
  for (auto& list : members) {
    std::ranges::sort(list);
    Cluster& cluster = clusters.emplace_back();
    for (const auto& [distance, point] : list) cluster.tracks.push_back(points.tracks[point]);
  }
  name_clusters(clusters, tracks);
  return clusters;
}

void name_clusters(std::vector<Cluster>& clusters, const Tracks& tracks) {
  std::vector<std::size_t> all;
  for (const Cluster& cluster : clusters)
    all.insert(all.end(), cluster.tracks.begin(), cluster.tracks.end());
  const auto overall = genre_shares(tracks, all);
  const auto tempos = tempos_of(tracks, all);
  std::map<std::string, int> used;
  for (Cluster& cluster : clusters) {
    cluster.name.clear();
    for (const std::string& part :
         {genre_name(tracks, cluster.tracks, overall), decade_name(tracks, cluster.tracks),
          tempo_name(tempos_of(tracks, cluster.tracks), tempos)})
      if (!part.empty()) cluster.name += (cluster.name.empty() ? "" : ", ") + part;
    if (cluster.name.empty()) cluster.name = "mixed";
    const int number = ++used[cluster.name];
    if (number > 1) cluster.name += " " + std::to_string(number);
  }
}

}  // namespace melsift::recommend
