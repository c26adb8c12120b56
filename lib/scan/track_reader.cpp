#include "scan/track_reader.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "audio/read.h"
#include "audio/tags.h"
#include "base/error.h"
#include "base/hash.h"
#include "feature/columns.h"
#include "scan/prediction.h"

namespace melsift::scan {

std::uint64_t hash_of_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             std::fclose);
  if (!file) throw system_error(path, "can't open", errno);
  std::vector<char> block(std::size_t{1} << 18);
  std::uint64_t sum = kHashBegin;
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), file.get()))
    sum = hash({block.data(), size}, sum);
  if (std::ferror(file.get()) != 0) throw system_error(path, "can't read", errno);
  return sum;
}

TrackReader::TrackReader(const std::vector<std::string>& models, bool with_sound,
                         unsigned threads) {
  if (!with_sound) return;
  feature::FrontEnd front_end{.set = feature::FeatureSet::gtzan57};
  if (models.empty()) {
    extractor_.emplace(front_end);
  } else {
    committee_.emplace(models, threads);
    committee_->check_hears();
    front_end = committee_->members().front().extractor->front_end();
    settings_ = "model=" + committee_->fingerprint() + " ";
  }
  settings_ += front_end.text();
  const auto columns = feature::column_names(front_end);
  const auto tempo = std::ranges::find(columns, "tempo");
  if (tempo != columns.end()) tempo_ = tempo - columns.begin();
}

record::Record TrackReader::operator()(const std::string& path) const {
  audio::Tags tags = audio::read_tags(path);
  record::Record record;
  if (extractor_ || committee_) {
    record = sound_of(path);
  } else {
    record.duration_s = tags.duration_s;
    record.sample_rate = tags.sample_rate;
  }
  record.path = path;
  record.title = std::move(tags.title);
  record.artist = std::move(tags.artist);
  record.album = std::move(tags.album);
  record.genre = std::move(tags.genre);
  record.language = std::move(tags.language);
  record.year = tags.year;
  return record;
}

double TrackReader::tempo_of(const Sound& sound) const {
  Samples samples = sound.samples(estimate_tempo_.sample_rate());
  return estimate_tempo_(
      {[&](std::vector<float>& out) { return samples.read(out); }, [&] { samples.rewind(); }});
}

record::Record TrackReader::sound_of(const std::string& path) const {
  Sound sound([&](int rate) { return audio::Stream(path, {.sample_rate = rate}); });
  record::Record track;
  track.path = path;
  const bool has_tempo = tempo_.has_value();
  if (!has_tempo) sound.keep(estimate_tempo_.sample_rate());
  if (committee_) {
    track = predict(*committee_, track, sound, path);
  } else {
    Samples samples = sound.samples(extractor_->front_end().sr);
    track = std::move(extract_records(track, samples, *extractor_, path).front());
  }
  const double tempo = has_tempo && *tempo_ < track.features.size()
                           ? static_cast<double>(track.features[*tempo_])
                           : tempo_of(sound);
  track.tempo_bpm = std::round(100.0 * tempo) / 100.0;  // finer than it can be estimated
  return track;
}

}  // namespace melsift::scan
