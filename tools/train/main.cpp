// train: trains or cross-validates networks on feature records, and trains models of who listens to
// what.  See melsift-train(1).
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "model/checkpoint.h"
#include "model/process_group.h"
#include "tools/kit/command.h"
#include "tools/kit/interruption.h"
#include "tools/train/crowd.h"
#include "tools/train/crowd_options.h"
#include "tools/train/files.h"
#include "tools/train/job.h"
#include "tools/train/join.h"

namespace {

using namespace melsift;

void train(tools::Command& command) {
  tools::Job job{command, {}, {}, {}, {}, {}, {}, {}, {}};
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
  const auto group = model::open_process_group([](const char* name) { return std::getenv(name); });
  if (group->size() > 1) tools::check_shared(job.options, operands);
  if (group->rank() > 0) command.silence();
  if (job.options.join) {
    tools::check_join(command);
    command.check([&] { tools::check_model_name(output); });
    return tools::join_members(command, operands, output);
  }
  if (crowd::is_arch(job.options.arch)) {
    const auto settings = tools::crowd_settings(command, crowd_options, job.options.arch);
    command.check([&] { tools::check_model_name(output); });
    return tools::train_crowd(command, operands, settings, output, threads, seed);
  }
  tools::refuse_crowd_options(crowd_options);
  command.check([&] { tools::check(job.options, output); });

  // Opened now, so that a mistyped folder is found before hours of work.  A file is opened again
  // for writing, so that a killed training leaves no partial file.
  // Of several processes only the first writes.
  const bool writes = group->rank() == 0;
  std::optional<OutputFile> out;
  if (writes) out.emplace(output);
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
  job.control.group = group.get();
  job.control.stop = tools::Interruption::requested;
  job.control.on_divergence = [&job](const std::string& message) { job.divergence = message; };
  if (writes) tools::begin_checkpoints(command, job.control);

  const tools::Interruption catching;
  const auto bytes = job.options.folds > 0 ? tools::cross_validate(job) : tools::train_model(job);
  if (!bytes) return;
  if (writes) {
    if (!out) out.emplace(output);
    out->write(*bytes);
    out->close();
    if (!job.control.checkpoint.empty()) model::remove_checkpoints(job.control.checkpoint);
  }
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
