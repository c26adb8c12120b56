#include "analysis/track_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analysis/prediction.h"
#include "analysis/track.h"
#include "audio/tags.h"
#include "feature/columns.h"

namespace melsift::analysis {
namespace {

// Raised when tags give more, or other values: a scan then reads those of known files again.
constexpr std::string_view kTagReading = "tags=1";

}  // namespace

TrackReader::TrackReader(const std::vector<std::string>& models, bool with_sound, unsigned threads,
                         std::optional<TextEncoding> old_text)
    : tag_settings_(kTagReading), old_text_(std::move(old_text)) {
  if (old_text_) tag_settings_ += " encoding=" + old_text_->name();
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
  if (!extractor_ && !committee_) return tags(*file);
  record::Record record = sound_of(file);
  record.path = file->name();
  set_tags(record, audio::read_tags(*file, old_text_));
  return record;
}

record::Record TrackReader::tags(const audio::TrackFile& file) const {
  audio::Tags tags = audio::read_tags(file, old_text_);
  record::Record record;
  record.path = file.name();
  record.duration_s = tags.duration_s;
  record.duration_estimated = tags.duration_estimated;
  record.sample_rate = tags.sample_rate;
  set_tags(record, std::move(tags));
  return record;
}

bool TrackReader::is_current(std::string_view tag_settings) {
  return tag_settings.substr(0, tag_settings.find(' ')) == kTagReading;
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
