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
namespace {

feature::FrontEnd front_end_of(const model::Model& model, const std::string& path) {
  try {
    return feature::FrontEnd::parse(model.front_end);
  } catch (const Error&) {
    throw Error(ErrorKind::unsupported, path,
                "was trained on \"" + model.front_end + "\", which audio can't be brought to");
  }
}

}  // namespace

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

TrackReader::TrackReader(const std::string& model_path, bool with_sound, unsigned threads) {
  if (!with_sound) return;
  feature::FrontEnd front_end{.set = "gtzan57"};
  if (!model_path.empty()) {
    model::Model model = model::load(model_path);
    front_end = front_end_of(model, model_path);
    for (nn::Network& network : model.networks) network.set_threads(threads);
    classifier_.emplace(std::move(model));
    settings_ = "model=" + classifier_->fingerprint() + " ";
  }
  settings_ += front_end.text();
  const auto columns = feature::column_names(front_end);
  const auto tempo = std::ranges::find(columns, "tempo");
  if (tempo != columns.end()) tempo_ = tempo - columns.begin();
  extractor_.emplace(front_end);
}

record::Record TrackReader::operator()(const std::string& path) const {
  audio::Tags tags = audio::read_tags(path);
  record::Record record;
  if (extractor_) {
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

record::Record TrackReader::sound_of(const std::string& path) const {
  audio::Stream stream(path, {.sample_rate = extractor_->front_end().sr});
  record::Record named;
  named.path = path;
  std::vector<record::Record> pieces = extract_records(named, stream, *extractor_, path);
  if (tempo_ && pieces.size() == 1)  // to a hundredth, which is beyond what it can be told to
    pieces[0].tempo_bpm = std::round(100.0 * pieces[0].features.at(*tempo_)) / 100.0;
  if (!classifier_) return std::move(pieces.front());
  record::Record track;
  model::Aggregator aggregator(model::Aggregation::mean,
                               [&](const record::Record& record) { track = record; });
  for (record::Record& piece : pieces) {
    (*classifier_)(piece, path);
    aggregator.add(std::move(piece));
  }
  aggregator.finish();
  return track;
}

}  // namespace melsift::scan
