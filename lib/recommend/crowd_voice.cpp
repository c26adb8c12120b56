#include "recommend/crowd_voice.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_map>

#include "recommend/credit.h"
#include "recommend/item_values.h"

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

// The items' scores, from 0 to 1 (the best).
ItemValues values_of(std::span<const ItemScore> items) {
  double best = 0.0;
  for (const ItemScore& item : items) best = std::max(best, item.score);
  ItemValues values;
  for (const ItemScore& item : items)
    values.add(item.item, best > 0.0 ? std::max(item.score, 0.0) / best : 0.0);
  return values;
}

}  // namespace

Voice crowd_voice(std::span<const ItemScore> items, const Tracks& tracks, double weight) {
  Voice voice{"crowd", weight, std::vector<double>(tracks.size(), kUnknown)};
  const ItemValues values = values_of(items);
  std::unordered_map<std::string, Mean> by_artist;
  std::vector<Mean> by_genre(tracks.genres().size());
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    const record::Record& record = tracks.record(track);
    auto score = values.of_track(record);
    if (!score) score = values.of_artist(record);
    if (!score) continue;
    voice.scores[track] = *score;
    for (const std::string& artist : artist_forms(record)) by_artist[artist].add(*score);
    for (const std::size_t genre : tracks.genres_of(track)) by_genre[genre].add(*score);
  }
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    if (!std::isnan(voice.scores[track])) continue;
    Mean artists;
    for (const std::string& artist : artist_forms(tracks.record(track)))
      if (const auto known = by_artist.find(artist); known != by_artist.end())
        artists.add(*known->second.value());
    if (const auto score = artists.value()) {
      voice.scores[track] = *score;
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
