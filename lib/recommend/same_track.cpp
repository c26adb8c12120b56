#include "recommend/same_track.h"

#include <algorithm>

#include "base/path_form.h"
#include "base/track_form.h"
#include "recommend/similarity.h"

namespace melsift::recommend {
SeenTracks::SeenTracks(std::span<const record::Record> given, const std::optional<Sound>& sound)
    : sound_(sound) {
  for (const record::Record& record : given) {
    add(record);
    if (!record.features.empty()) exact_sounds_.emplace(record.front_end, record.features);
  }
}

bool SeenTracks::add(const record::Record& record) {
  bool is_new = !exact_sounds_.contains({record.front_end, record.features});
  if (!record.path.empty()) {
    is_new = paths_.insert(absolute_path(record.path)).second && is_new;
  }
  // The main artist of a credit is the first of those that a list has.
  std::set<std::string> artists = {artist_form(record.artist)};
  if (!record.artists.empty()) artists.insert(artist_form(record.artists.front()));
  const std::string title = title_form(record.title);
  bool is_new_title = true;
  for (const std::string& artist : artists)
    if (!artist.empty() && !title.empty())
      is_new_title = titles_.emplace(artist, title).second && is_new_title;
  is_new = is_new_title && is_new;
  return add_sound(record) && is_new;
}

bool SeenTracks::add_sound(const record::Record& record) {
  if (!sound_) return true;
  std::vector<double> vector(sound_->size());
  // A vector of one or two values does not identify a recording.
  constexpr std::size_t kMinValues = 8;
  if (vector.size() < kMinValues || !sound_->standardise(record, vector)) return true;
  const double nearest = kSameSound * kSameSound * static_cast<double>(vector.size());
  const bool is_new = std::ranges::none_of(
      sounds_, [&](const auto& other) { return squared_distance(vector, other) < nearest; });
  if (is_new) sounds_.push_back(std::move(vector));
  return is_new;
}

}  // namespace melsift::recommend
