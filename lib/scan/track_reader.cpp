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
#include "model/aggregator.h"
#include "scan/extraction.h"

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
  feature::FrontEnd front_end{.set = "gtzan57"};
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

std::vector<record::Record> TrackReader::extract(const feature::Extractor& extractor,
                                                 const std::string& path) const {
  audio::Stream stream(path, {.sample_rate = extractor.front_end().sr});
  record::Record named;
  named.path = path;
  return extract_records(named, stream, extractor, path);
}

record::Record TrackReader::said_by(const model::Member& member, const std::string& path) const {
  record::Record track;
  model::Aggregator aggregator(model::Aggregation::mean,
                               [&](const record::Record& record) { track = record; });
  for (record::Record& piece : extract(*member.extractor, path)) {
    member.classifier(piece, path);
    aggregator.add(std::move(piece));
  }
  aggregator.finish();
  return track;
}

record::Record TrackReader::sound_of(const std::string& path) const {
  record::Record track;
  if (committee_)
    track = committee_->ask([&](const model::Member& member) { return said_by(member, path); });
  else
    track = std::move(extract(*extractor_, path).front());
  if (tempo_ && *tempo_ < track.features.size())  // to a hundredth, beyond what it can be told to
    track.tempo_bpm = std::round(100.0 * track.features[*tempo_]) / 100.0;
  return track;
}

}  // namespace melsift::scan
