#include "tools/classify/batch.h"

#include <utility>
#include <vector>

#include "base/error.h"

namespace melsift::tools {

void classify_batch(const model::Committee& committee, std::span<TrackTask> tasks,
                    analysis::FeatureModels models, const analysis::KeyAndTempo* key_and_tempo) {
  std::vector<analysis::ClassificationTask> classified;
  for (TrackTask& task : tasks) classified.push_back({&task.input, {}, {}});
  analysis::classify(committee, classified, models, key_and_tempo);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    tasks[i].records = std::move(classified[i].records);
    tasks[i].attempt.failure = classified[i].failure;
  }
}

void classify_batch(const model::Classifier& classifier,
                    const recommend::MetadataFeatures& metadata, std::span<TrackTask> tasks) {
  std::vector<record::Record> records;
  for (const TrackTask& task : tasks)
    records.push_back(recommend::with_metadata_features(task.input.record, metadata));
  std::vector<model::ClassifierTask> classified;
  for (std::size_t i = 0; i < records.size(); ++i)
    classified.push_back({&records[i], tasks[i].input.where, {}});
  classifier(classified);
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (classified[i].failure) {
      tasks[i].attempt.failure = classified[i].failure;
      continue;
    }
    record::Record& record = tasks[i].records.emplace_back(std::move(records[i]));
    record.front_end = tasks[i].input.record.front_end;
    record.features = tasks[i].input.record.features;
    record.mel = tasks[i].input.record.mel;
  }
}

std::vector<record::Record> classify_track(
    const model::Committee& committee, const std::optional<recommend::MetadataFeatures>& metadata,
    Input& input, model::Aggregation aggregation, analysis::FeatureModels models,
    const analysis::KeyAndTempo* key_and_tempo, const Kept& kept) {
  if (input.record.segment && aggregation != model::Aggregation::none)
    throw Error(ErrorKind::invalid_argument, input.where,
                "is a piece of a track, which --resume classifies only with --aggregate none");
  TrackTask task(std::move(input));
  if (metadata)
    classify_batch(committee.members().front().classifier, *metadata, std::span(&task, 1));
  else
    classify_batch(committee, std::span(&task, 1), models, key_and_tempo);
  if (task.attempt.failure) throw Error(*task.attempt.failure);
  std::vector<record::Record> records;
  model::Aggregator aggregator(aggregation,
                               [&](const record::Record& record) { records.push_back(record); });
  for (record::Record& record : task.records) {
    trim(record, kept);
    aggregator.add(std::move(record));
  }
  aggregator.finish();
  return records;
}

std::string text(const Kept& kept) {
  return std::string(" mel=") + (kept.mel ? "yes" : "no") +
         " embedding=" + (kept.embedding ? "yes" : "no");
}

void trim(record::Record& record, const Kept& kept) {
  if (!kept.embedding) record.embedding.clear();
  if (kept.mel || record.mel.size() == 0) return;
  record.mel.resize(0, 0);
  if (record.features.empty()) record.front_end.clear();
}

}  // namespace melsift::tools
