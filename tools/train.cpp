// train: a network fitted to feature records.  See melsift-train(1).
#include <cmath>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "common/command.h"
#include "common/read_records.h"
#include "model/dataset.h"
#include "model/model.h"
#include "model/partition.h"
#include "model/trainer.h"

namespace {

using namespace melsift;

struct Options {
  model::TrainingSettings settings;
  std::string target = "label";
  std::string use;
  double validation = 0.1;
};

void add_options(CLI::App& app, Options& options) {
  model::TrainingSettings& s = options.settings;
  app.add_option("--arch", s.arch, "network: mlp")->type_name("NAME")->capture_default_str();
  app.add_option("--target", options.target, "field to predict: label, genre, artist, language")
      ->type_name("FIELD")
      ->capture_default_str();
  app.add_option("--epochs", s.epochs, "passes over the data")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--batch-size", s.batch_size, "tracks an optimizer step")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--learning-rate", s.learning_rate, "step size; 0 is the optimizer's default")
      ->type_name("X")
      ->capture_default_str();
  app.add_option("--optimizer", s.optimizer, "adam or sgd")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_option("--validation", options.validation,
                 "share held out, where no split=valid is given")
      ->type_name("SHARE")
      ->capture_default_str();
  app.add_option("--use", options.use, "splits to train on, such as train,valid; all")
      ->type_name("SPLITS");
}

std::string percent(double share) {
  return to_fixed(100.0 * share, 1) + " %";
}

// "epoch  3/20  loss 1.2345  accuracy 71.2 %  validation 65.0 %"
std::string epoch_line(int number, int count, const model::Epoch& epoch) {
  const std::string of = std::to_string(count);
  std::string text = std::to_string(number);
  text = "epoch " + std::string(of.size() - std::min(of.size(), text.size()), ' ') + text + "/" +
         of + "  loss " + to_fixed(epoch.loss, 4) + "  accuracy " + percent(epoch.accuracy);
  if (std::isfinite(epoch.valid_accuracy)) text += "  validation " + percent(epoch.valid_accuracy);
  return text;
}

model::Dataset read_dataset(tools::Command& command, const std::vector<std::string>& operands,
                            const std::string& target) {
  model::DatasetBuilder builder(target);
  tools::for_each_record(command, operands, [&](const auto& record, const auto& where) {
    builder.add(record, where);
  });
  if (builder.rows() == 0)
    throw Error(ErrorKind::invalid_argument, "training data", "no record to train on");
  return builder.build();
}

void warn_of_torn_groups(tools::Command& command, const std::vector<std::string>& groups) {
  if (groups.empty()) return;
  command.warning(std::to_string(groups.size()) + " groups (" + groups.front() +
                  (groups.size() > 1 ? ", ..." : "") +
                  ") stand in more than one of train, valid and test: "
                  "what is measured there will flatter");
}

void train(tools::Command& command) {
  Options options;
  add_options(command.app(), options);
  const auto& operands =
      command.operands("features", "feature records: files, or - for standard input");
  const auto& output = command.output("the model file");
  command.app().get_option("--output")->required();
  command.threads();
  const auto& seed = command.seed();
  command.set_items("records");
  command.parse();
  options.settings.seed = seed;
  command.check([&] {
    options.settings.check();
    model::check_validation(options.validation);
    model::target_of(record::Record(), options.target);
  });

  OutputFile out(output);
  const auto dataset = read_dataset(command, operands, options.target);
  const auto parts =
      model::partition(dataset, split_list(options.use, ','), options.validation, seed);
  warn_of_torn_groups(command, parts.torn_groups);
  command.note(std::to_string(parts.train.size()) + " tracks to train, " +
               std::to_string(parts.valid.size()) + " to validate, " +
               std::to_string(dataset.classes.size()) + " classes, " +
               std::to_string(dataset.x.cols()) + " features");
  const auto model =
      model::train(dataset.subset(parts.train), dataset.subset(parts.valid), options.settings,
                   options.target, [&](int number, const model::Epoch& epoch) {
                     command.note(epoch_line(number, options.settings.epochs, epoch));
                   });
  out.write(model::encode(model));
  out.close();
  command.note("model written to " + out.path());
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("train", "Train a network on feature records; writes a model file.", argc, argv,
                    train);
}
