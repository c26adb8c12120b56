// train: trains or cross-validates networks on feature records, and trains models of who listens to
// what.  See melsift-train(1).
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "base/parallel.h"
#include "model/checkpoint.h"
#include "model/cross_validation.h"
#include "model/split.h"
#include "tools/kit/command.h"
#include "tools/kit/interruption.h"
#include "tools/train/calibration.h"
#include "tools/train/closing.h"
#include "tools/train/crowd.h"
#include "tools/train/crowd_options.h"
#include "tools/train/files.h"
#include "tools/train/log.h"
#include "tools/train/options.h"
#include "tools/train/warnings.h"

namespace {

using namespace melsift;

struct Job {
  tools::Command& command;
  tools::TrainOptions options;
  tools::TrainingRecords records;
  model::TrainingSettings settings;
  model::TrainingControl control;
  std::vector<std::string> inputs;
  std::string output;
  std::vector<std::string> closing;  // notes for the end
  std::string divergence;            // why the model is that of an earlier epoch; empty: it is not
};

// "80 tracks to train, 10 to validate, 3 classes, 57 features".
void print_counts(const Job& job, const std::string& rows) {
  const model::Dataset& data = job.records.data;
  job.command.note(rows + ", " + std::to_string(data.classes.size()) + " classes, " +
                   (data.shape.is_vector() ? nn::to_text(data.shape) + " features"
                                           : std::to_string(data.shape.height) + " mel bands, " +
                                                 std::to_string(data.shape.width) + " frames"));
}

void watch(Job& job, tools::TrainingLog& log) {
  job.control.on_epoch = [&log](const model::EpochReport& report) { log.epoch(report); };
  if (job.command.shows_progress()) job.control.on_batch = [&log] { log.batch(); };
}

// The bytes of the model file; nothing if the training was interrupted.
std::optional<std::string> train_model(Job& job) {
  const auto use = model::split_words(job.options.use);
  const auto parts =
      model::partition(job.records.data, use, job.options.validation, job.settings.seed);
  tools::warn_of_torn_groups(job.command, parts.torn_groups, "train, valid and test");
  tools::warn_of_unknown_splits(job.command, job.records.data.records, use);
  print_counts(job, std::to_string(parts.train.size()) + " tracks to train, " +
                        std::to_string(parts.valid.size()) + " to validate");
  tools::TrainingLog log(job.command, job.settings, 0, parts.train.size(), job.control.resume);
  watch(job, log);
  auto model = model::train(job.records.data, parts, job.settings, job.options.target, job.control);
  if (model) {
    model->provenance.description = job.options.description;
    model->weight = job.options.weight;
    if (!tools::calibrate(*model, {job.options, job.settings, job.control}, job.records.data,
                          parts))
      return std::nullopt;
    job.closing = tools::closing_lines(*model, job.records.data, job.inputs, job.output);
    return model::encode(*model);
  }
  log.interrupted(!job.control.checkpoint.empty());
  return std::nullopt;
}

// The records of all folds; nothing if the training was interrupted.
std::optional<std::string> cross_validate(Job& job) {
  const auto folds = model::make_folds(job.records.data, model::split_words(job.options.use),
                                       job.options.folds, job.settings.seed);
  tools::warn_of_torn_groups(job.command, folds.torn_groups, "the folds");
  std::size_t rows = 0;
  for (const auto& fold : folds.rows) rows += fold.size();
  print_counts(job,
               std::to_string(rows) + " tracks in " + std::to_string(folds.rows.size()) + " folds");
  tools::TrainingLog log(job.command, job.settings, job.options.folds, rows, job.control.resume);
  watch(job, log);
  const auto results = model::cross_validate(
      job.records.data, folds, job.options.validation, job.settings, job.options.target,
      job.control, [&](const auto& result) { log.fold(folds.numbers[result.fold], result); });
  if (results) {
    log.folds(*results);
    job.closing = {"records written to " +
                   (job.output == "-" ? std::string(kStandardOutput) : job.output)};
    return tools::fold_lines(std::move(job.records.records), folds, *results);
  }
  log.interrupted(!job.control.checkpoint.empty());
  return std::nullopt;
}

void train(tools::Command& command) {
  Job job{command, {}, {}, {}, {}, {}, {}, {}, {}};
  tools::CrowdOptions crowd_options;
  tools::add_options(command, job.options);
  tools::add_crowd_options(command, crowd_options);
  const auto& operands =
      command.operands("features", "files of feature records, or - for standard input");
  const auto& output =
      command.output("write the model to FILE; with --folds, the classified records");
  const auto& threads = command.threads();
  const auto& seed = command.seed();
  command.set_items("records");
  command.parse();
  if (job.options.folds == 0 && command.parser().count("--output") == 0)
    throw tools::UsageError("--output is required");
  if (crowd::is_arch(job.options.arch)) {
    const auto settings = tools::crowd_settings(command, crowd_options, job.options.arch);
    command.check([&] { tools::check_model_name(output); });
    return tools::train_crowd(command, operands, settings, output, threads, seed);
  }
  tools::refuse_crowd_options(crowd_options);
  command.check([&] { tools::check(job.options, output); });

  // Opened now, so that a mistyped folder is found before hours of work.  A file is opened again
  // for writing, so that a killed training leaves no partial file.
  std::optional<OutputFile> out(output);
  job.control.checkpoint = tools::checkpoint_beside(output);
  if (!job.control.checkpoint.empty()) out.reset();
  job.records = tools::read_training_records(command, {.files = operands,
                                                       .target = job.options.target,
                                                       .likes = job.options.likes,
                                                       .dislikes = job.options.dislikes,
                                                       .keep_records = job.options.folds > 0,
                                                       .output = output});
  job.inputs = operands;
  job.output = output;
  job.settings = tools::settings(job.options, !job.records.data.shape.is_vector(), seed);
  job.control.threads = thread_count(threads);
  job.control.resume = job.options.resume;
  job.control.stop = tools::Interruption::requested;
  job.control.on_divergence = [&job](const std::string& message) { job.divergence = message; };
  tools::begin_checkpoints(command, job.control);

  const tools::Interruption catching;
  const auto bytes = job.options.folds > 0 ? cross_validate(job) : train_model(job);
  if (!bytes) return;
  if (!out) out.emplace(output);
  out->write(*bytes);
  out->close();
  if (!job.control.checkpoint.empty()) model::remove_checkpoints(job.control.checkpoint);
  for (const std::string& line : job.closing) command.note(line);
  if (!job.divergence.empty())
    throw Error(ErrorKind::invalid_argument, job.divergence,
                "the model has the weights of the last epoch before that");
}

}  // namespace

int main(int argc, char** argv) {
  return melsift::tools::end_process(melsift::tools::run(
      "train", "Train a network on feature records, or a recommender on listens.", argc, argv,
      train));
}
