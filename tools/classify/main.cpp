// classify: the probabilities of a model's classes for each track.  See melsift-classify(1).
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/key_and_tempo.h"
#include "base/parallel.h"
#include "model/aggregator.h"
#include "model/committee.h"
#include "model/model.h"
#include "recommend/metadata_features.h"
#include "tools/classify/batch.h"
#include "tools/classify/output.h"
#include "tools/kit/command.h"
#include "tools/kit/models.h"
#include "tools/tracks/collection.h"
#include "tools/tracks/inputs.h"

namespace {

using namespace melsift;

void classify(tools::Command& command) {
  std::vector<std::string> models;
  std::string aggregate = "mean";
  tools::add_models(command.parser(), models, "model file; several models are averaged");
  command.parser()
      .option("--aggregate", aggregate, "how to combine the segments of a track")
      .value_name("mean|vote|none")
      .show_default();
  tools::Kept kept;
  command.parser().flag("--keep-mel", kept.mel, "keep mel matrices in the records");
  command.parser().flag(
      "--no-embedding", [&kept] { kept.embedding = false; }, "leave embeddings out of the records");
  bool wants_key = false;
  command.parser().flag("--key-and-tempo", wants_key,
                        "also estimate the key and the tempo of audio");
  tools::CollectionOptions collection;
  collection.verb = "classified";
  tools::add_options(command, collection);
  tools::InputOptions selection;
  tools::add_options(command.parser(), selection);
  std::string format;
  command.parser()
      .option(
          "--format", format,
          "output format (default: by file extension, else table on a terminal, jsonl in a pipe)")
      .value_name("table|jsonl|csv");
  const auto& operands = tools::track_operands(command);
  const auto& output = command.output();
  const auto& threads = command.threads();
  command.parse();
  model::Aggregation aggregation{};
  record::Format record_format{};
  command.check([&] {
    aggregation = model::parse_aggregation(aggregate);
    record_format = tools::classify_format(format, output, false) == tools::ClassifyFormat::jsonl
                        ? record::Format::jsonl
                        : record::Format::csv;
  });
  tools::check(collection, output, record_format);

  const auto paths = tools::models_or_default(models);
  if (paths.empty()) throw tools::UsageError("--model is required (no bundled model is installed)");

  // Several threads for one network help with few long tracks; if all threads have their own
  // tracks, each track uses one thread.
  const model::Committee committee(paths, thread_count(threads));
  if (models.empty()) tools::note_bundled_models(command, committee);
  const model::Classifier& first = committee.members().front().classifier;
  const auto metadata = recommend::MetadataFeatures::parse(first.model().front_end);
  // Of the bundled models, only those that fit the features are used; named models are all used.
  const auto feature_models =
      models.size() > 1 ? analysis::FeatureModels::all : analysis::FeatureModels::fitting;
  const std::optional<analysis::KeyAndTempo> estimator =
      wants_key ? std::optional<analysis::KeyAndTempo>(std::in_place) : std::nullopt;
  const analysis::KeyAndTempo* key_and_tempo = estimator ? &*estimator : nullptr;
  tools::Inputs inputs = tools::open_inputs(command, operands, selection);
  if (collection.resume)
    return tools::resume_tracks(command, inputs, thread_count(threads), output,
                                "model=" + committee.fingerprint() + " aggregate=" + aggregate +
                                    tools::text(kept) + (wants_key ? " key" : ""),
                                collection, [&](tools::Input& input) {
                                  return tools::classify_track(committee, metadata, input,
                                                               aggregation, feature_models,
                                                               key_and_tempo, kept);
                                });
  tools::ClassifyOutput out(output, format, committee.labels());
  tools::FailureList failures(collection.errors);
  model::Aggregator tracks(aggregation, [&](const record::Record& record) { out.write(record); });
  tools::for_each_batch(
      command, inputs, thread_count(threads),
      [&](std::span<tools::TrackTask> tasks) {
        if (metadata)
          tools::classify_batch(first, *metadata, tasks);
        else
          tools::classify_batch(committee, tasks, feature_models, key_and_tempo);
      },
      [&](const record::Record& record) {
        record::Record classified = record;
        tools::trim(classified, kept);
        tracks.add(std::move(classified));
      },
      [&](const resume::JournalEntry& failure) { failures.write(failure); });
  tracks.finish();
  out.close();
  failures.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("classify", "Classify tracks with a model, one record each.", argc, argv,
                    classify);
}
