#include "tools/classify/batch.h"

#include <utility>
#include <vector>

#include "analysis/classification.h"

namespace melsift::tools {

void classify_batch(const model::Committee& committee, std::span<TrackTask> tasks) {
  std::vector<analysis::ClassificationTask> classified;
  for (TrackTask& task : tasks) classified.push_back({&task.input, {}, {}});
  analysis::classify(committee, classified);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    tasks[i].records = std::move(classified[i].records);
    if (classified[i].failure) tasks[i].attempt.failure = classified[i].failure->what();
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
      tasks[i].attempt.failure = classified[i].failure->what();
      continue;
    }
    record::Record& record = tasks[i].records.emplace_back(std::move(records[i]));
    record.front_end = tasks[i].input.record.front_end;
    record.features = tasks[i].input.record.features;
    record.mel = tasks[i].input.record.mel;
  }
}

}  // namespace melsift::tools
