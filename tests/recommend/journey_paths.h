// Ways from one track to another that a journey must be smoother than, and how smooth a way is.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "recommend/sound.h"
#include "recommend/tracks.h"

namespace melsift::test {

using Path = std::vector<std::size_t>;

// Cosine distances between the standardised sounds of a catalogue; all its tracks have sound.
class SoundMap {
 public:
  SoundMap(const recommend::Tracks& tracks, const recommend::Sound& sound) {
    for (std::size_t i = 0; i < tracks.size(); ++i) {
      auto& point = points_.emplace_back(sound.size());
      sound.standardise(tracks.record(i), point);
      const double length =
          std::sqrt(std::inner_product(point.begin(), point.end(), point.begin(), 0.0));
      for (double& value : point) value /= length;
    }
  }
  std::size_t size() const { return points_.size(); }
  double distance(std::size_t a, std::size_t b) const { return distance(points_[a], points_[b]); }

  // The unused track nearest to each of equally spaced points between the ends.
  Path straight_line(std::size_t from, std::size_t to, std::size_t count) const {
    Path path = {from};
    for (std::size_t i = 1; i + 1 < count; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(count - 1);
      std::vector<double> point = points_[from];
      for (std::size_t j = 0; j < point.size(); ++j)
        point[j] += share * (points_[to][j] - points_[from][j]);
      const auto nearest = nearest_to(point, 1, path, to);
      path.push_back(nearest.front());
    }
    path.push_back(to);
    return path;
  }
  // From each track to one of its ten nearest that are unused; the last step leads to the end.
  Path random_walk(std::size_t from, std::size_t to, std::size_t count, Random& random) const {
    Path path = {from};
    while (path.size() + 1 < count) {
      const auto near = nearest_to(points_[path.back()], 10, path, to);
      path.push_back(near[random.below(near.size())]);
    }
    path.push_back(to);
    return path;
  }

 private:
  static double distance(const std::vector<double>& a, const std::vector<double>& b) {
    const double dot = std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    const double length = std::sqrt(std::inner_product(a.begin(), a.end(), a.begin(), 0.0));
    return 1.0 - dot / (length > 0.0 ? length : 1.0);
  }
  Path nearest_to(const std::vector<double>& point, std::size_t count, const Path& used,
                  std::size_t end) const {
    std::vector<std::pair<double, std::size_t>> found;
    for (std::size_t i = 0; i < size(); ++i)
      if (i != end && std::ranges::find(used, i) == used.end())
        found.emplace_back(distance(point, points_[i]), i);
    const auto last = found.begin() + static_cast<std::ptrdiff_t>(std::min(count, found.size()));
    std::partial_sort(found.begin(), last, found.end());
    Path nearest;
    for (auto one = found.begin(); one != last; ++one) nearest.push_back(one->second);
    return nearest;
  }

  std::vector<std::vector<double>> points_;  // of length 1
};

// The steps of many paths, in cosine distance.
struct Smoothness {
  double mean = 0.0;   // of all steps
  double worst = 0.0;  // mean over the paths of their longest step

  static Smoothness of(const std::vector<Path>& paths, const SoundMap& map) {
    Smoothness result;
    for (const Path& path : paths) {
      double sum = 0.0, worst = 0.0;
      for (std::size_t i = 1; i < path.size(); ++i) {
        const double step = map.distance(path[i - 1], path[i]);
        sum += step;
        worst = std::max(worst, step);
      }
      result.mean += sum / static_cast<double>(path.size() - 1);
      result.worst += worst;
    }
    result.mean /= static_cast<double>(paths.size());
    result.worst /= static_cast<double>(paths.size());
    return result;
  }
};

}  // namespace melsift::test
