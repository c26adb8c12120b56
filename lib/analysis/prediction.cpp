#include "analysis/prediction.h"

#include <map>
#include <utility>

#include "model/aggregator.h"
#include "model/model.h"

namespace melsift::analysis {
namespace {

// For windows of 10 s, the networks need a quarter of the time for decoding an MP3.
constexpr int kMaxWindows = 16;

bool takes_windows(const model::Member& member) {
  const feature::FrontEnd& front_end = member.extractor->front_end();
  return front_end.set == feature::FeatureSet::mel && front_end.segment_s == 0.0 &&
         front_end.window_frames == 0;
}

}  // namespace

MemberFeatures extract_for(const model::Member& member, const record::Record& track,
                           Samples& samples, const std::string& where, const Tap& tap) {
  if (!takes_windows(member))
    return {extract_records(track, samples, *member.extractor, where, tap), 1};
  const auto width = static_cast<int>(member.classifier.model().input_shape().width);
  ExcerptRecord excerpt =
      extract_excerpt(track, samples, *member.extractor, {width, kMaxWindows}, where, tap);
  MemberFeatures features;
  features.records.push_back(std::move(excerpt.record));
  features.stride = excerpt.stride;
  return features;
}

void classify(const model::Member& member, std::span<record::Record> records,
              const std::string& where, const Matrix* track_mel) {
  std::vector<model::ClassifierTask> tasks;
  tasks.reserve(records.size());
  for (record::Record& record : records) tasks.push_back({&record, where, {}, track_mel});
  member.classifier(tasks);
  for (const model::ClassifierTask& task : tasks)
    if (task.failure) throw *task.failure;
}

record::Record mean_prediction(std::vector<record::Record>&& pieces) {
  record::Record mean;
  model::Aggregator aggregator(model::Aggregation::mean,
                               [&](const record::Record& record) { mean = record; });
  for (record::Record& piece : pieces) aggregator.add(std::move(piece));
  aggregator.finish();
  return mean;
}

void decode_shared(Sound& sound, const model::Committee& committee) {
  std::map<int, int> members_at;  // a sample rate
  for (const model::Member& member : committee.members())
    if (++members_at[member.extractor->front_end().sr] == 2)
      sound.keep(member.extractor->front_end().sr);
}

record::Record predict(const model::Committee& committee, const record::Record& track, Sound& sound,
                       const std::string& where) {
  decode_shared(sound, committee);
  return committee.predict([&](const model::Member& member) {
    Samples samples = sound.samples(member.extractor->front_end().sr);
    std::vector<record::Record> pieces = extract_for(member, track, samples, where).records;
    classify(member, pieces, where);
    return mean_prediction(std::move(pieces));
  });
}

}  // namespace melsift::analysis
