// classify: the probabilities of a model's classes for each track.  See melsift-classify(1).
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "model/aggregator.h"
#include "model/committee.h"
#include "model/model.h"
#include "recommend/metadata_features.h"
#include "record/writer.h"
#include "scan/prediction.h"
#include "tools/classify/output.h"
#include "tools/kit/command.h"
#include "tools/kit/front_end_options.h"
#include "tools/kit/inputs.h"
#include "tools/kit/models.h"
#include "tools/kit/table_text.h"

namespace {

using namespace melsift;

// A mel matrix takes a hundred times as much space as the rest of the record.
void drop_mel(record::Record& record) {
  if (record.mel.size() == 0) return;
  record.mel.resize(0, 0);
  if (record.features.empty()) record.front_end.clear();
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

// The records that a track comes as, or that its sound is brought to.
std::vector<record::Record> records_of(tools::Input& input, const model::Member& member) {
  if (!input.record.features.empty() || input.record.mel.size() > 0)
    return {std::move(input.record)};
  if (!member.extractor)
    throw Error(ErrorKind::unsupported, input.where,
                "audio, but the model was trained on \"" + member.classifier.model().front_end +
                    "\", which audio can't be brought to");
  const std::string name = tools::name_of(input);
  const scan::Sound sound = tools::sound_of(input);
  scan::Samples samples = sound.samples(member.extractor->front_end().sr);
  return scan::extract_for(member, input.record, samples, name).records;
}

bool is_audio(const tools::Input& input) {
  return input.record.features.empty() && input.record.mel.size() == 0;
}

// Classifies the records of several tracks together, by their sound.
void classify_batch(const model::Committee& committee, std::span<tools::TrackTask> tasks) {
  std::map<const model::Member*, std::vector<model::ClassifierTask>> records;
  std::map<const record::Record*, tools::TrackTask*> owners;
  for (tools::TrackTask& task : tasks) {
    task.attempt.run([&] {
      if (committee.members().size() > 1 && is_audio(task.input)) {
        committee.check_hears();
        const std::string name = tools::name_of(task.input);
        scan::Sound sound = tools::sound_of(task.input);
        task.records = {scan::predict(committee, task.input.record, sound, name)};
        return;
      }
      const model::Member& member = committee.member_for(task.input.record);
      task.records = records_of(task.input, member);
      for (record::Record& record : task.records) {
        records[&member].push_back({&record, task.input.where, {}});
        owners[&record] = &task;
      }
    });
  }
  for (auto& [member, asked] : records) {
    member->classifier(asked);
    for (const model::ClassifierTask& one : asked)
      if (auto& failure = owners.at(one.record)->attempt.failure; one.failure && !failure)
        failure = one.failure->what();
  }
}

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
  std::string format;
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
  command.check([&] { aggregation = model::parse_aggregation(aggregate); });

  const auto paths = tools::models_or_default(models);
  if (paths.empty()) throw tools::UsageError("--model (no default model is installed) is required");

  // Several threads for one network are of use to a long track among few; where all threads have
  // tracks of their own, these do the work.
  const model::Committee committee(paths, thread_count(threads));
  if (models.empty()) tools::tell_default_models(command, committee);
  const model::Classifier& first = committee.members().front().classifier;
  const auto metadata = recommend::MetadataFeatures::parse(first.model().front_end);
  OutputFile out(output);
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
  tools::Inputs inputs(command, operands);
  tools::for_each_batch(
      command, inputs, thread_count(threads),
      [&](std::span<tools::TrackTask> tasks) {
        if (metadata)
          classify_by_metadata(first, *metadata, tasks);
        else
          classify_batch(committee, tasks);
      },
      [&](const record::Record& record) {
        record::Record said = record;
        if (!keep_mel) drop_mel(said);
        tracks.add(std::move(said));
      });
  tracks.finish();
  if (as_table)
    out.write(tools::classification_table(table, out.is_terminal() ? tools::terminal_width() : 0));
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("classify", "Score tracks by a model's classes: one record each.", argc, argv,
                    classify);
}
