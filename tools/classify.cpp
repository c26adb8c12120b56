// classify: the probabilities of a model's classes for each track.  See melsift-classify(1).
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "common/command.h"
#include "common/front_end_options.h"
#include "common/inputs.h"
#include "model/aggregator.h"
#include "model/classifier.h"
#include "recommend/metadata_features.h"
#include "record/writer.h"

namespace {

using namespace melsift;

// The model's own front end, for tracks that come as audio; none where it is not one that audio can
// be brought to (a feature table's).
std::optional<feature::Extractor> extractor_for(const model::Model& model) {
  try {
    return feature::Extractor(feature::FrontEnd::parse(model.front_end));
  } catch (const Error&) {
    return std::nullopt;
  }
}

// The records that a track comes as, or that its sound is brought to.
std::vector<record::Record> records_of(tools::Input& input, const model::Model& model,
                                       const std::optional<feature::Extractor>& extractor) {
  if (!input.record.features.empty() || input.record.mel.size() > 0)
    return {std::move(input.record)};
  if (!extractor)
    throw Error(ErrorKind::unsupported, input.where,
                "audio, but the model was trained on \"" + model.front_end +
                    "\", which audio can't be brought to");
  return tools::extract_records(input, *extractor);
}

// Classifies the records of several tracks together, by what their tags say.
void classify_by_metadata(const model::Classifier& classifier,
                          const recommend::MetadataFeatures& metadata,
                          std::span<tools::TrackTask> tasks) {
  std::vector<record::Record> records;
  for (const tools::TrackTask& task : tasks)
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
    // With its own sound again, if it has some.
    record::Record& record = tasks[i].records.emplace_back(std::move(records[i]));
    record.front_end = tasks[i].input.record.front_end;
    record.features = tasks[i].input.record.features;
    record.mel = tasks[i].input.record.mel;
  }
}

// Classifies the records of several tracks together, by their sound.
void classify_batch(const model::Classifier& classifier,
                    const std::optional<feature::Extractor>& extractor,
                    std::span<tools::TrackTask> tasks) {
  std::vector<model::ClassifierTask> records;
  std::vector<tools::TrackTask*> owners;
  for (tools::TrackTask& task : tasks) {
    task.attempt.run([&] { task.records = records_of(task.input, classifier.model(), extractor); });
    for (record::Record& record : task.records) {
      records.push_back({&record, task.input.where, {}});
      owners.push_back(&task);
    }
  }
  classifier(records);
  for (std::size_t i = 0; i < records.size(); ++i)
    if (records[i].failure && !owners[i]->attempt.failure)
      owners[i]->attempt.failure = records[i].failure->what();
}

void classify(tools::Command& command) {
  std::string model_path, aggregate = "mean";
  command.app()
      .add_option("-m,--model", model_path, "the model file")
      ->type_name("FILE")
      ->required();
  command.app()
      .add_option("--aggregate", aggregate, "make one record of a track's pieces")
      ->type_name("mean|vote|none")
      ->capture_default_str();
  const auto& operands = command.operands(
      "input", "audio files, folders, record files; - is audio, records or paths on stdin");
  const auto& output = command.output();
  const auto& threads = command.threads();
  command.parse();
  model::Aggregation aggregation{};
  command.check([&] { aggregation = model::parse_aggregation(aggregate); });

  model::Model model = model::load(model_path);
  // Of use to a long track among few; where all threads have tracks of their own, these do the
  // work.
  for (nn::Network& network : model.networks) network.set_threads(thread_count(threads));
  const model::Classifier classifier(std::move(model));
  const auto extractor = extractor_for(classifier.model());
  const auto metadata = recommend::MetadataFeatures::parse(classifier.model().front_end);
  record::Writer out(output);
  model::Aggregator tracks(aggregation, [&](const record::Record& record) {
    out.write(record);
    out.flush();
  });
  tools::Inputs inputs(command, operands);
  tools::for_each_batch(
      command, inputs, thread_count(threads),
      [&](std::span<tools::TrackTask> tasks) {
        if (metadata)
          classify_by_metadata(classifier, *metadata, tasks);
        else
          classify_batch(classifier, extractor, tasks);
      },
      [&](const record::Record& record) { tracks.add(record); });
  tracks.finish();
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("classify", "Score tracks by a model's classes: one record each.", argc, argv,
                    classify);
}
