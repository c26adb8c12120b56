#include "tools/train/job.h"

#include <cstddef>

#include "base/error.h"
#include "base/file.h"
#include "model/cross_validation.h"
#include "model/split.h"
#include "tools/train/calibration.h"
#include "tools/train/closing.h"
#include "tools/train/log.h"
#include "tools/train/warnings.h"

namespace melsift::tools {
namespace {

// "80 tracks to train, 10 to validate, 3 classes, 57 features".
void print_counts(const Job& job, const std::string& rows) {
  const model::Dataset& data = job.records.data;
  job.command.note(rows + ", " + std::to_string(data.classes.size()) + " classes, " +
                   (data.shape.is_vector() ? nn::to_text(data.shape) + " features"
                                           : std::to_string(data.shape.height) + " mel bands, " +
                                                 std::to_string(data.shape.width) + " frames"));
}

void watch(Job& job, TrainingLog& log) {
  job.control.on_epoch = [&log](const model::EpochReport& report) { log.epoch(report); };
  if (job.command.shows_progress()) job.control.on_batch = [&log] { log.batch(); };
}

// The network of the ensemble to train, from 0, if it is not all of them.
std::size_t member_of(const Job& job) {
  if (job.options.member > job.settings.ensemble)
    throw UsageError("--member: " + std::to_string(job.options.member) + ", but the ensemble has " +
                     std::to_string(job.settings.ensemble) +
                     (job.settings.ensemble == 1 ? " network" : " networks"));
  return job.options.member > 0 ? static_cast<std::size_t>(job.options.member - 1) : 0;
}

}  // namespace

std::optional<std::string> train_model(Job& job) {
  const std::size_t member = member_of(job);
  const auto use = model::split_words(job.options.use);
  const auto parts =
      model::partition(job.records.data, use, job.options.validation, job.settings.seed);
  warn_of_torn_groups(job.command, parts.torn_groups, "train, valid and test");
  warn_of_unknown_splits(job.command, job.records.data.records, use);
  print_counts(job, std::to_string(parts.train.size()) + " tracks to train, " +
                        std::to_string(parts.valid.size()) + " to validate");
  const FinishedTraining training{job.options, job.settings, job.control};
  if (job.options.member > 0 && calibrates_on_few(training, job.records.data))
    throw Error(ErrorKind::invalid_argument, "--member",
                "few ratings are calibrated by a cross-validation of the whole ensemble; train it "
                "without --member, or give --temperature or --no-calibration");
  const TrainedNetworks trained = {member, job.options.member > 0 ? std::size_t{1} : 0};
  TrainingLog log(job.command, job.settings, 0, parts.train.size(), job.control.resume, trained);
  watch(job, log);
  auto model = job.options.member > 0 ? model::train_member(job.records.data, parts, job.settings,
                                                            job.options.target, job.control, member)
                                      : model::train(job.records.data, parts, job.settings,
                                                     job.options.target, job.control);
  if (model) {
    model->provenance.description = job.options.description;
    model->weight = job.options.weight;
    if (!calibrate(*model, training, job.records.data, parts)) return std::nullopt;
    job.closing = closing_lines(*model, job.records.data, job.inputs, job.output);
    return model::encode(*model);
  }
  log.interrupted(!job.control.checkpoint.empty());
  return std::nullopt;
}

std::optional<std::string> cross_validate(Job& job) {
  const auto folds = model::make_folds(job.records.data, model::split_words(job.options.use),
                                       job.options.folds, job.settings.seed);
  warn_of_torn_groups(job.command, folds.torn_groups, "the folds");
  std::size_t rows = 0;
  for (const auto& fold : folds.rows) rows += fold.size();
  print_counts(job,
               std::to_string(rows) + " tracks in " + std::to_string(folds.rows.size()) + " folds");
  const auto chosen =
      job.options.fold ? model::fold_numbered(folds, *job.options.fold) : model::all_folds(folds);
  const auto networks = static_cast<std::size_t>(job.settings.ensemble);
  TrainingLog log(job.command, job.settings, job.options.folds, rows, job.control.resume,
                  {chosen.front() * networks, chosen.size() * networks});
  watch(job, log);
  const auto results = model::cross_validate(
      job.records.data, folds, chosen, job.options.validation, job.settings, job.options.target,
      job.control, [&](const auto& result) { log.fold(folds.numbers[result.fold], result); });
  if (results) {
    if (!job.options.fold) log.folds(*results);
    job.closing = {"records written to " +
                   (job.output == "-" ? std::string(kStandardOutput) : job.output)};
    return fold_lines(job.records.records, folds, *results);
  }
  log.interrupted(!job.control.checkpoint.empty());
  return std::nullopt;
}

}  // namespace melsift::tools
