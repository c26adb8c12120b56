#include "analysis/analyser.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/prediction.h"
#include "analysis/track.h"
#include "audio/read.h"
#include "audio/tags.h"
#include "base/error.h"
#include "model/model.h"

namespace melsift::analysis {
namespace {

constexpr double kShortestWindow_s = 3.0;
constexpr double kMaxWindows = 100.0;
// Extractors for a single upload are not kept.
constexpr std::size_t kMaxExtractors = 8;

std::optional<feature::FrontEnd> parse_front_end(const std::string& text) {
  try {
    return feature::FrontEnd::parse(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool is_in_pieces(const feature::FrontEnd& front_end) {
  return front_end.segment_s > 0.0 || front_end.window_frames > 0;
}

}  // namespace

struct Analyser::Work {
  const std::string& path;
  const std::string& name;
  const StageWatcher& watch;
  Sound sound;
  Analysis result;
  bool has_samples = false;

  void keep(std::span<const float> samples) {
    for (const float sample : samples) {
      if (result.samples.size() == kMaxSamples) return;
      const float scaled = std::clamp(sample, -1.0F, 1.0F) * 32767.0F;
      result.samples.push_back(static_cast<std::int16_t>(std::lrintf(scaled)));
    }
  }
};

Analyser::Analyser(const std::vector<std::string>& models) {
  if (models.empty()) return;
  committee_.emplace(models, 1);  // at most as many as parallel analyses
  committee_->check_accepts_audio();
  const auto& members = committee_->members();
  // Prefers a member that reads seconds of a track instead of the whole track.
  const auto found = std::ranges::find_if(members, [](const model::Member& member) {
    return !member.classifier.model().input_shape().is_vector();
  });
  over_time_ = found == members.end() ? &members.front() : &*found;
}

std::shared_ptr<const feature::Extractor> Analyser::extractor(
    const feature::FrontEnd& front_end) const {
  const std::string name = front_end.text();
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = extractors_.find(name); found != extractors_.end()) return found->second;
  }
  auto made = std::make_shared<const feature::Extractor>(front_end);
  const std::lock_guard lock(mutex_);
  if (extractors_.size() < kMaxExtractors) extractors_[name] = made;
  return made;
}

// Passes the samples to `take`, and keeps them once, if they have the picture's rate.
template <class Take>
auto Analyser::read(Work& work, int rate, const Take& take) const {
  Samples samples = work.sound.samples(rate);
  const auto expected = static_cast<double>(samples.expected_samples());
  const bool keeps = !work.has_samples && rate == kPictureRate;
  const Stage stage = work.has_samples ? Stage::features : Stage::decoding;
  double read = 0.0;
  record::Record begun;
  begun.path = work.name;
  auto taken = take(begun, samples, [&](std::span<const float> block) {
    if (keeps) work.keep(block);
    read += static_cast<double>(block.size());
    work.watch(stage, expected > 0.0 ? std::min(read / expected, 1.0) : 0.0);
  });
  work.has_samples = work.has_samples || keeps;
  return taken;
}

std::vector<record::Record> Analyser::extract(Work& work,
                                              const feature::Extractor& extractor) const {
  return read(work, extractor.front_end().sr,
              [&](const record::Record& begun, Samples& samples, const Tap& tap) {
                return analysis::extract_records(begun, samples, extractor, work.path, tap);
              });
}

MemberFeatures Analyser::extract_for(Work& work, const model::Member& member) const {
  return read(work, member.extractor->front_end().sr,
              [&](const record::Record& begun, Samples& samples, const Tap& tap) {
                return analysis::extract_for(member, begun, samples, work.path, tap);
              });
}

// Pieces of a track, each classified separately.
std::vector<record::Record> Analyser::windows_of(Work& work, const model::Member& member,
                                                 const MemberFeatures& features) const {
  const record::Record& whole = features.records.front();
  const feature::FrontEnd& front_end = member.extractor->front_end();
  const double duration_s = whole.duration_s.value_or(0.0);
  if (whole.mel.size() == 0) {
    feature::FrontEnd cut = front_end;
    cut.segment_s = std::max(kShortestWindow_s, std::ceil(duration_s / kMaxWindows));
    if (duration_s < 2.0 * cut.segment_s) return {};
    auto pieces = extract(work, *extractor(cut));
    for (record::Record& piece : pieces) piece.front_end = whole.front_end;
    return pieces;
  }
  const auto width = static_cast<Eigen::Index>(member.classifier.model().input_shape().width);
  const Eigen::Index frames = whole.mel.cols();
  if (frames < 2 * width) return {};
  const double frame_s = static_cast<double>(front_end.hop_length) / front_end.sr;
  const auto steps = static_cast<double>(frames) / static_cast<double>(width);
  const auto step =
      width * static_cast<Eigen::Index>(std::max(1.0, std::ceil(steps / kMaxWindows)));
  std::vector<record::Record> pieces;
  for (Eigen::Index begin = 0; begin + width <= frames; begin += step) {
    record::Record& piece = pieces.emplace_back();
    piece.front_end = whole.front_end;
    piece.mel = whole.mel.middleCols(begin, width);
    const auto place = static_cast<double>(begin * features.stride);  // an excerpt skips blocks
    piece.segment = {static_cast<long long>(pieces.size()) - 1, place * frame_s,
                     static_cast<double>(width) * frame_s};
  }
  return pieces;
}

record::Record Analyser::predict_by(Work& work, const model::Member& member) const {
  MemberFeatures features = extract_for(work, member);
  auto& pieces = features.records;
  work.watch(Stage::classifying, 0.0);
  classify(member, pieces, work.path);
  if (&member == over_time_) {
    std::vector<record::Record> windows;
    if (!is_in_pieces(member.extractor->front_end())) windows = windows_of(work, member, features);
    if (!windows.empty()) classify(member, windows, work.path, &pieces.front().mel);
    for (const record::Record& piece : windows.empty() ? pieces : windows) {
      Window& window = work.result.windows.emplace_back();
      window.start_s = piece.segment ? piece.segment->start_s : 0.0;
      window.duration_s =
          piece.segment ? piece.segment->duration_s : piece.duration_s.value_or(0.0);
      for (const record::Score& score : piece.scores) window.scores.push_back(score.value);
    }
  }
  record::Record track = mean_prediction(std::move(pieces));
  work.watch(Stage::classifying, 1.0);
  return track;
}

Analysis Analyser::operator()(const std::string& path, const std::string& name,
                              const std::string& catalogue_front_end,
                              const StageWatcher& watch) const {
  const auto file = std::make_shared<const audio::TrackFile>(path, audio::TrackFile::Access::whole);
  Work work{path, name, watch, Sound(file), {}, false};
  const auto wanted = parse_front_end(catalogue_front_end);
  const bool uses_catalogue_features = wanted && !is_in_pieces(*wanted) && !wanted->is_matrix();
  if (committee_) {
    decode_shared(work.sound, *committee_);
    work.result.record =
        committee_->predict([&](const model::Member& member) { return predict_by(work, member); });
  }
  record::Record& record = work.result.record;
  if (uses_catalogue_features && record.front_end != catalogue_front_end) {
    record::Record own = std::move(extract(work, *extractor(*wanted)).front());
    record.front_end = std::move(own.front_end);
    record.features = std::move(own.features);
    record.duration_s = own.duration_s;
    record.sample_rate = own.sample_rate;
  }
  record.mel.resize(0, 0);
  if (!work.has_samples) {
    audio::Stream stream(file, {.sample_rate = kPictureRate});
    const auto expected = static_cast<double>(stream.expected_samples());
    std::vector<float> block;
    double read = 0.0;
    for (bool more = true; more;) {
      block.clear();
      more = stream.read(block);
      work.keep(block);
      read += static_cast<double>(block.size());
      watch(Stage::decoding, expected > 0.0 ? std::min(read / expected, 1.0) : 0.0);
    }
    record.duration_s = stream.source().duration_s();
    record.sample_rate = stream.source().sample_rate;
  }
  record.path = name;
  set_tags(record, audio::read_tags(*file));
  return std::move(work.result);
}

}  // namespace melsift::analysis
