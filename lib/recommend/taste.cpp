#include "recommend/taste.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "model/model.h"
#include "recommend/metadata_features.h"

namespace melsift::recommend {
namespace {

constexpr std::size_t kTracksAtOnce = 256;

}  // namespace

Taste::Taste(model::Model model, const std::string& name) : classifier_(std::move(model)) {
  const std::vector<std::string>& labels = classifier_.model().labels;
  const auto found = std::ranges::find(labels, kLiked);
  if (found == labels.end())
    throw Error(
        ErrorKind::invalid_argument, name,
        "is not a model of a taste: it has no class \"liked\" (melsift train --target liked)");
  liked_ = static_cast<std::size_t>(found - labels.begin());
}

Voice Taste::voice(const Tracks& tracks, double weight) const {
  Voice voice{"taste", weight, {}};
  voice.scores.assign(tracks.size(), std::numeric_limits<double>::quiet_NaN());
  const auto metadata = MetadataFeatures::parse(classifier_.model().front_end);
  std::vector<record::Record> records;
  std::vector<model::ClassifierTask> tasks;
  for (std::size_t first = 0; first < tracks.size(); first += kTracksAtOnce) {
    const std::size_t count = std::min(kTracksAtOnce, tracks.size() - first);
    records.clear();
    tasks.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const record::Record& track = tracks.record(first + i);
      records.push_back(metadata ? with_metadata_features(track, *metadata) : track);
    }
    for (record::Record& record : records) tasks.push_back({&record, record.path, {}});
    classifier_(tasks);
    for (std::size_t i = 0; i < count; ++i) {
      if (!tasks[i].failure)
        voice.scores[first + i] = static_cast<double>(records[i].scores[liked_].value);
    }
  }
  return voice;
}

}  // namespace melsift::recommend
