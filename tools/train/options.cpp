#include "tools/train/options.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

#include "base/error.h"
#include "base/extension.h"
#include "base/file.h"
#include "base/name_list.h"
#include "base/number.h"
#include "crowd/crowd_settings.h"
#include "model/calibration.h"
#include "model/dataset.h"
#include "model/partition.h"

namespace melsift::tools {
namespace {

using Settings = model::TrainingSettings;

bool is_json_file(const std::string& arch) {
  return arch.ends_with(".json");
}

Settings changed_recipe(const TrainOptions& options, std::string_view arch) {
  auto settings = Settings::recipe(is_json_file(options.arch) ? model::kCustom : arch);
  for (const auto& change : options.changes) change(settings);
  return settings;
}

// Adds the options that change the recipe, in an order in which the changes can be applied: an
// optimizer sets its own learning rate and weight decay.
void add_changes(OptionParser& parser, TrainOptions& options) {
  const auto integer = [&](const char* name, auto member, const char* help) {
    parser
        .option<int>(
            name,
            [&options, member](const int& value) {
              options.changes.emplace_back([=](Settings& s) { std::invoke(member, s) = value; });
            },
            help)
        .value_name("N");
  };
  const auto real = [&](const char* name, auto member, const char* help) {
    parser
        .option<double>(
            name,
            [&options, member](const double& value) {
              options.changes.emplace_back([=](Settings& s) { std::invoke(member, s) = value; });
            },
            help)
        .value_name("X");
  };
  const auto word = [&](const char* name, const char* type, const char* help,
                        void (*set)(Settings&, const std::string&)) {
    parser
        .option<std::string>(
            name,
            [&options, set](const std::string& value) {
              options.changes.emplace_back([=](Settings& s) { set(s, value); });
            },
            help)
        .value_name(type);
  };
  const auto flag = [&](const char* name, const char* help, void (*set)(Settings&)) {
    parser.flag(
        name, [&options, set] { options.changes.emplace_back(set); }, help);
  };

  integer("--epochs", &Settings::epochs, "number of passes over the training data");
  integer("--batch-size", &Settings::batch_size, "number of tracks per optimizer step");
  word("--optimizer", "adam|adamw|sgd", "optimization algorithm",
       [](Settings& s, const std::string& value) {
         const auto kind = model::parse_optimizer(value);
         if (kind != s.optimizer) s.set_optimizer(kind);
       });
  real("--learning-rate", &Settings::learning_rate, "highest learning rate of the schedule");
  real("--weight-decay", &Settings::weight_decay, "weight decay of adamw");
  word("--schedule", "constant|cosine|one-cycle|plateau", "learning rate schedule",
       [](Settings& s, const std::string& value) { s.schedule = model::parse_schedule(value); });
  integer("--warmup", &Settings::warmup,
          "epochs in which the learning rate rises to its highest value");
  integer("--patience", &Settings::patience,
          "stop after N epochs without a lower validation loss and keep the best epoch; 0: never");
  flag("--logarithms", "take logarithms of features that are always positive",
       [](Settings& s) { s.logarithms = true; });
  flag("--no-logarithms", "disable logarithms of features",
       [](Settings& s) { s.logarithms = false; });
  word("--leave-out", "NAMES", "feature columns to ignore, comma-separated",
       [](Settings& s, const std::string& value) { s.left_out = split_names(value); });
  word("--class-weights", "balanced|none",
       "weight of classes in the loss; balanced: the same for rare and common classes",
       [](Settings& s, const std::string& value) {
         s.class_weights = model::parse_class_weights(value);
       });
  real("--label-smoothing", &Settings::label_smoothing,
       "fraction of the target spread over all classes");
  real("--mixup", &Settings::mixup, "blend pairs of tracks with fractions from Beta(X, X); 0: off");
  word("--band-masks", "COUNTxWIDTH", "mask random mel bands, such as 2x16; 0: off",
       [](Settings& s, const std::string& value) {
         s.augmentation.band_masks = model::parse_masks(value, "band-masks");
       });
  word("--frame-masks", "COUNTxWIDTH", "mask random frames of mel matrices, such as 2x24; 0: off",
       [](Settings& s, const std::string& value) {
         s.augmentation.frame_masks = model::parse_masks(value, "frame-masks");
       });
  flag("--roll", "shift mel matrices in time, at random",
       [](Settings& s) { s.augmentation.roll = true; });
  flag("--no-roll", "disable time shifting of mel matrices",
       [](Settings& s) { s.augmentation.roll = false; });
  real(
      "--stretch", [](Settings& s) -> double& { return s.augmentation.stretch; },
      "stretch mel matrices in time by a factor of up to 1 + X (0: off)");
  integer(
      "--band-shift", [](Settings& s) -> int& { return s.augmentation.band_shift; },
      "shift mel matrices up or down by up to N bands (0: off)");
  real(
      "--filter", [](Settings& s) -> double& { return s.augmentation.filter; },
      "vary the gain of mel bands with standard deviation X (0: off)");
  real(
      "--contrast", [](Settings& s) -> double& { return s.contrast.weight; },
      "weight of the contrastive loss of embeddings (0: off)");
  real(
      "--contrast-temperature", [](Settings& s) -> double& { return s.contrast.temperature; },
      "temperature of the contrastive loss");
  real("--averaging", &Settings::averaging,
       "decay of the moving average of weights, such as 0.99 (0: off)");
  integer("--frames", &Settings::frames,
          "train on windows of N frames of mel matrices; 0: whole matrices");
  integer("--window-hop", &Settings::window_hop,
          "frames between windows when tracks are classified (0: half a window)");
  word("--band-means", "keep|remove|both",
       "use mel matrices with or without the mean of each band, or both (every second network)",
       [](Settings& s, const std::string& value) {
         s.band_means = parse_choice<model::BandMeans>(value, "band-means");
       });
  integer("--shards", &Settings::shards,
          "cut each batch into N shards, which mpirun divides among processes");
  integer("--ensemble", &Settings::ensemble, "number of networks in the model");
  flag("--no-calibration", "disable temperature calibration of probabilities",
       [](Settings& s) { s.calibrated = false; });
}

}  // namespace

void add_options(Command& command, TrainOptions& options) {
  OptionParser& parser = command.parser();
  parser
      .option("--arch", options.arch,
              "network for features, or recommender for listens (default: by the records)")
      .value_name("mlp|tabular|cnn|melnet|FILE.json|als|ease|blend|item-knn|popularity");
  parser.option("--target", options.target, "field to predict")
      .value_name("label|genre|artist|language|liked")
      .show_default();
  parser
      .option("--likes", options.likes,
              "list of liked tracks, in addition to the field liked of the records")
      .value_name("FILE");
  parser
      .option("--dislikes", options.dislikes,
              "list of disliked tracks, in addition to the field liked of the records")
      .value_name("FILE");
  parser.option("--use", options.use, "splits to train on, such as train,valid, or all")
      .value_name("SPLITS");
  parser
      .option("--validation", options.validation,
              "fraction of tracks to hold out if no record has split=valid")
      .value_name("SHARE")
      .show_default();
  add_changes(parser, options);
  parser
      .option("--folds", options.folds,
              "cross-validate with N folds and write records instead of a model")
      .value_name("N")
      .range(2, 1000);
  parser
      .option<int>(
          "--fold", [&options](const int& value) { options.fold = value; },
          "with --folds: train and write only fold K, such as one task of a job array")
      .value_name("K")
      .not_negative();
  parser
      .option("--member", options.member,
              "train only network K of the ensemble, from 1; --join makes the model of all members")
      .value_name("K")
      .range(1, 100000);
  parser.flag("--join", options.join, "join the models of all members of an ensemble into one");
  parser.option("--description", options.description, "description to store in the model, one line")
      .value_name("TEXT");
  parser.option("--weight", options.weight, "weight of the model when several are averaged")
      .value_name("X")
      .range(0.001, 1000.0)
      .show_default();
  parser
      .option("--calibration", options.calibration,
              "fit the temperature to the records that --folds wrote")
      .value_name("FILE");
  parser.option("--temperature", options.temperature, "use this temperature instead of fitting one")
      .value_name("X")
      .range(model::kLowestTemperature, model::kHighestTemperature);
  parser.flag("--resume", options.resume, "resume an interrupted training");
}

void check_join(Command& command) {
  constexpr std::array<std::string_view, 5> kUseful = {"--join", "--output", "--quiet", "--verbose",
                                                       "features"};
  for (const Option& option : command.parser().options())
    if (option.count() > 0 && std::ranges::find(kUseful, option.name()) == kUseful.end())
      throw UsageError(option.name() + ": conflicts with --join, which takes it from the members");
}

void check_shared(const TrainOptions& options, const std::vector<std::string>& inputs) {
  if (options.join) throw UsageError("--join: needs one process; run it without mpirun");
  if (crowd::is_arch(options.arch))
    throw UsageError("--arch " + options.arch + ": needs one process; run it without mpirun");
  if (inputs.empty() || std::ranges::find(inputs, "-") != inputs.end())
    throw UsageError("standard input: only one of the processes has it; give files to all");
}

void check_model_name(const std::string& output) {
  constexpr std::array<std::string_view, 2> kSupported = {"safetensors", "st"};
  supported_extension(output, kSupported);
}

void check(const TrainOptions& options, const std::string& output) {
  model::check_validation(options.validation);
  model::target_of(record::Record(), options.target);
  if (options.target != "liked" && !(options.likes.empty() && options.dislikes.empty()))
    throw Error(ErrorKind::invalid_argument, "--likes and --dislikes", "need --target liked");
  if (options.temperature != 0.0 && !options.calibration.empty())
    throw Error(ErrorKind::invalid_argument, "--temperature", "conflicts with --calibration");
  for (const char c : options.description)
    if (static_cast<unsigned char>(c) < ' ')
      throw Error(ErrorKind::invalid_argument, "--description", "more than one line of text");
  if (options.fold && options.folds == 0)
    throw Error(ErrorKind::invalid_argument, "--fold", "needs --folds");
  if (options.member > 0 && options.folds > 0)
    throw Error(ErrorKind::invalid_argument, "--member", "conflicts with --folds");
  constexpr std::array<std::string_view, 1> kRecords = {"jsonl"};
  if (options.folds > 0)
    supported_extension(output, kRecords);
  else
    check_model_name(output);
  if (options.resume && output == "-")
    throw Error(ErrorKind::invalid_argument, "--resume", "needs -o FILE");
  if (!options.arch.empty()) return changed_recipe(options, options.arch).check();
  try {
    changed_recipe(options, "mlp").check();
  } catch (const Error&) {  // the records may be of the other kind
    changed_recipe(options, "melnet").check();
  }
}

model::TrainingSettings settings(const TrainOptions& options, bool mel, std::uint64_t seed) {
  auto settings = changed_recipe(
      options, !options.arch.empty() ? options.arch : std::string(mel ? "melnet" : "mlp"));
  if (is_json_file(options.arch)) {
    settings.architecture_json = read_file(options.arch);
    settings.architecture_name = options.arch;
  }
  settings.seed = seed;
  settings.check();
  return settings;
}

}  // namespace melsift::tools
