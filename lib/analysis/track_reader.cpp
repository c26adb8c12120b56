#include "analysis/track_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analysis/prediction.h"
#include "analysis/track.h"
#include "audio/tags.h"
#include "feature/columns.h"

namespace melsift::analysis {

TrackReader::TrackReader(const std::vector<std::string>& models, bool with_sound,
                         unsigned threads) {
  if (!with_sound) return;
  feature::FrontEnd front_end{.set = feature::FeatureSet::gtzan57};
  if (models.empty()) {
    extractor_.emplace(front_end);
  } else {
    committee_.emplace(models, threads);
    committee_->check_accepts_audio();
    front_end = committee_->members().front().extractor->front_end();
    settings_ = "model=" + committee_->fingerprint() + " ";
  }
  settings_ += front_end.text() + " key";
  const auto columns = feature::column_names(front_end);
  const auto tempo = std::ranges::find(columns, "tempo");
  if (tempo != columns.end()) tempo_ = tempo - columns.begin();
}

record::Record TrackReader::operator()(const std::shared_ptr<const audio::TrackFile>& file) const {
  audio::Tags tags = audio::read_tags(*file);
  record::Record record;
  if (extractor_ || committee_) {
    record = sound_of(file);
  } else {
    record.duration_s = tags.duration_s;
    record.sample_rate = tags.sample_rate;
  }
  record.path = file->name();
  set_tags(record, std::move(tags));
  return record;
}

record::Record TrackReader::sound_of(const std::shared_ptr<const audio::TrackFile>& file) const {
  Sound sound(file);
  record::Record track;
  track.path = file->name();
  sound.keep(key_and_tempo_.sample_rate());
  if (committee_) {
    track = predict(*committee_, track, sound, file->name());
  } else {
    Samples samples = sound.samples(extractor_->front_end().sr);
    track = std::move(extract_records(track, samples, *extractor_, file->name()).front());
  }
  std::optional<double> tempo;
  if (tempo_ && *tempo_ < track.features.size())
    tempo = static_cast<double>(track.features[*tempo_]);
  key_and_tempo_.estimate(sound, track, tempo);
  return track;
}

}  // namespace melsift::analysis
