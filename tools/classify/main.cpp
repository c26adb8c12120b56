// classify: the probabilities of a model's classes for each track.  See melsift-classify(1).
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/extension.h"
#include "base/file.h"
#include "base/parallel.h"
#include "model/aggregator.h"
#include "model/committee.h"
#include "model/model.h"
#include "recommend/metadata_features.h"
#include "record/writer.h"
#include "tools/classify/batch.h"
#include "tools/classify/output.h"
#include "tools/kit/command.h"
#include "tools/kit/models.h"
#include "tools/kit/table_text.h"
#include "tools/tracks/collection.h"
#include "tools/tracks/inputs.h"

namespace {

using namespace melsift;

void classify(tools::Command& command) {
  std::vector<std::string> models;
  std::string aggregate = "mean";
  bool keep_mel = false;
  tools::add_models(command.parser(), models, "the model file; of several the mean counts");
  command.parser()
      .option("--aggregate", aggregate, "make one record of a track's pieces")
      .value_name("mean|vote|none")
      .show_default();
  command.parser().flag("--keep-mel", keep_mel, "also write mel matrices");
  tools::CollectionOptions collection;
  collection.verb = "classified";
  tools::add_options(command, collection);
  std::string shard, format;
  tools::add_shard(command.parser(), shard);
  command.parser()
      .option("--format", format, "output format (default: table on a terminal, else jsonl)")
      .value_name("jsonl|table")
      .one_of({"jsonl", "table"});
  const auto& operands = command.operands(
      "input", "audio files, folders, record files; - is audio, records or paths on stdin");
  const auto& output = command.output();
  const auto& threads = command.threads();
  command.parse();
  model::Aggregation aggregation{};
  command.check([&] {
    aggregation = model::parse_aggregation(aggregate);
    constexpr std::array<std::string_view, 1> kSupported = {"jsonl"};
    if (format.empty()) supported_extension(output, kSupported);
  });
  tools::check(collection, output, record::Format::jsonl);

  const auto paths = tools::models_or_default(models);
  if (paths.empty()) throw tools::UsageError("--model (no default model is installed) is required");

  // Several threads for one network are of use to a long track among few; where all threads have
  // tracks of their own, these do the work.
  const model::Committee committee(paths, thread_count(threads));
  if (models.empty()) tools::tell_default_models(command, committee);
  const model::Classifier& first = committee.members().front().classifier;
  const auto metadata = recommend::MetadataFeatures::parse(first.model().front_end);
  tools::Inputs inputs = tools::open_inputs(command, operands, shard);
  if (collection.resume)
    return tools::resume_tracks(command, inputs, thread_count(threads), output,
                                "model=" + committee.fingerprint() + " aggregate=" + aggregate +
                                    " mel=" + (keep_mel ? "yes" : "no"),
                                collection, [&](tools::Input& input) {
                                  return tools::classify_track(committee, metadata, input,
                                                               aggregation, keep_mel);
                                });
  OutputFile out(output);
  tools::FailureList failures(collection.errors);
  const bool as_table = format == "table" || (format.empty() && out.is_terminal());
  std::vector<record::Record> table;
  std::string line;
  model::Aggregator tracks(aggregation, [&](const record::Record& record) {
    if (as_table) {
      table.push_back(record);
      return;
    }
    line.clear();
    record::append_json(line, record);
    out.write(line += '\n');
    out.flush();
  });
  tools::for_each_batch(
      command, inputs, thread_count(threads),
      [&](std::span<tools::TrackTask> tasks) {
        if (metadata)
          tools::classify_batch(first, *metadata, tasks);
        else
          tools::classify_batch(committee, tasks);
      },
      [&](const record::Record& record) {
        record::Record said = record;
        if (!keep_mel) tools::drop_mel(said);
        tracks.add(std::move(said));
      },
      [&](const resume::JournalEntry& failure) { failures.write(failure); });
  tracks.finish();
  if (as_table)
    out.write(tools::classification_table(table, out.is_terminal() ? tools::terminal_width() : 0));
  out.close();
  failures.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("classify", "Score tracks by a model's classes: one record each.", argc, argv,
                    classify);
}
