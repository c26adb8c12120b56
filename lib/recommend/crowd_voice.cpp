#include "recommend/crowd_voice.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_map>

#include "base/name.h"

namespace melsift::recommend {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

struct Mean {
  double sum = 0.0;
  double count = 0.0;

  void add(double value) {
    sum += value;
    count += 1.0;
  }
  std::optional<double> value() const {
    return count > 0.0 ? std::optional(sum / count) : std::nullopt;
  }
};

// Items by what tracks may be found under.
class Items {
 public:
  Items(std::span<const ItemScore> items) {
    double best = 0.0;
    for (const ItemScore& item : items) best = std::max(best, item.score);
    for (const ItemScore& item : items) {
      const double score = best > 0.0 ? std::max(item.score, 0.0) / best : 0.0;
      by_name_.emplace(item.item, score);
      by_form_.emplace(lookup_form(item.item), score);
    }
    by_form_.erase("");
  }

  std::optional<double> score_of(const record::Record& record) const {
    if (const auto found = by_name_.find(record.path); found != by_name_.end())
      return found->second;
    if (!record.title.empty() && !record.artist.empty()) {
      const auto found = by_form_.find(lookup_form(record.artist + " " + record.title));
      if (found != by_form_.end()) return found->second;
    }
    const auto found = by_form_.find(lookup_form(record.artist));
    return found != by_form_.end() ? std::optional(found->second) : std::nullopt;
  }

 private:
  std::unordered_map<std::string, double> by_name_;
  std::unordered_map<std::string, double> by_form_;
};

}  // namespace

Voice crowd_voice(std::span<const ItemScore> items, const Tracks& tracks, double weight) {
  Voice voice{"crowd", weight, std::vector<double>(tracks.size(), kUnknown)};
  const Items known(items);
  std::unordered_map<std::string, Mean> by_artist;
  std::vector<Mean> by_genre(tracks.genres().size());
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    const auto score = known.score_of(tracks.record(track));
    if (!score) continue;
    voice.scores[track] = *score;
    by_artist[lookup_form(tracks.record(track).artist)].add(*score);
    for (const std::size_t genre : tracks.genres_of(track)) by_genre[genre].add(*score);
  }
  by_artist.erase("");
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    if (!std::isnan(voice.scores[track])) continue;
    const auto artist = by_artist.find(lookup_form(tracks.record(track).artist));
    if (artist != by_artist.end()) {
      voice.scores[track] = *artist->second.value();
      continue;
    }
    Mean genres;
    for (const std::size_t genre : tracks.genres_of(track))
      if (const auto score = by_genre[genre].value()) genres.add(*score);
    if (const auto score = genres.value()) voice.scores[track] = kByGenre * *score;
  }
  return voice;
}

}  // namespace melsift::recommend
