#include "tools/convert/keras_import.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/name_list.h"
#include "model/safetensors.h"
#include "model/training_settings.h"
#include "nn/presets.h"

namespace melsift::tools {
namespace {

// Options for information that a file of weights lacks.
constexpr std::array kWeightOptions = {"--labels", "--input", "--front-end", "--target"};

[[noreturn]] void refuse(std::string_view option, const std::string& detail) {
  throw Error(ErrorKind::invalid_argument, option, detail);
}

void check_together(const OptionParser& parser) {
  const bool has_weights = parser.count("--arch") > 0;
  for (const char* option : kWeightOptions)
    if (!has_weights && parser.count(option) > 0) refuse(option, "needs --arch");
  if (has_weights && parser.count("--labels") == 0) refuse("--arch", "needs --labels");
}

}  // namespace

void add_options(OptionParser& parser, KerasOptions& options) {
  parser.option("--arch", options.arch, "import Keras weights into this network")
      .value_name("mlp|cnn|melnet|FILE.json");
  parser.option("--labels", options.labels, "with --arch: classes, in the order of the output")
      .value_name("LIST");
  parser.option("--input", options.input, "with --arch: input shape, such as 128x128x1")
      .value_name("SHAPE");
  parser
      .option("--front-end", options.front_end, "with --arch: front end of the network's features")
      .value_name("TEXT");
  parser.option("--target", options.target, "with --arch: field that the network predicts")
      .value_name("label|genre|artist|language|liked")
      .show_default();
}

model::KerasSettings keras_settings(const OptionParser& parser, const KerasOptions& options) {
  check_together(parser);
  model::KerasSettings settings;
  if (options.arch.empty()) return settings;
  settings.arch = options.arch;
  if (options.arch.ends_with(".json")) {
    settings.arch = model::kCustom;
    settings.architecture_name = options.arch;
  } else if (std::ranges::find(nn::preset_names(), options.arch) == nn::preset_names().end()) {
    refuse("--arch", "\"" + options.arch + "\", expected mlp, cnn, melnet or FILE.json");
  }
  settings.labels = split_names(options.labels);
  if (!options.input.empty())
    settings.input = nn::Architecture::parse("input " + options.input + "; relu").input;
  settings.front_end = options.front_end;
  settings.target = options.target;
  settings.check();
  return settings;
}

model::Model import_keras(const Command& command, model::KerasSettings settings,
                          const std::string& path) {
  if (!settings.architecture_name.empty())
    settings.architecture_json = read_file(settings.architecture_name);
  auto [model, unused] =
      model::keras_model(model::read_safetensors(read_file(path), path), settings, path);
  if (!unused.empty())
    command.note(path + ": " + std::to_string(unused.size()) +
                 (unused.size() > 1 ? " tensors are" : " tensor is") +
                 " not used: " + unused.front() + (unused.size() > 1 ? ", ..." : ""));
  if (settings.front_end.empty()) command.note("assuming the front end " + model.front_end);
  return std::move(model);
}

}  // namespace melsift::tools
