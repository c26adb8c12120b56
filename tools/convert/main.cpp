// convert: models to ONNX, architectures to JSON, and Keras' weights to models.  See
// melsift-convert(1).
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/name_list.h"
#include "base/number.h"
#include "model/architecture_json.h"
#include "model/keras_model.h"
#include "model/onnx.h"
#include "model/training_settings.h"
#include "nn/presets.h"
#include "tools/kit/command.h"

namespace {

using namespace melsift;

struct Options {
  std::string model;
  std::string to;
  std::string arch;
  std::string labels;
  std::string input;
  std::string front_end;
  std::string target = "label";
};

// Options for information that a file of weights lacks.
constexpr std::array kWeightOptions = {"--labels", "--input", "--front-end", "--target"};

void add_options(tools::OptionParser& parser, Options& options) {
  parser
      .operand("model", options.model,
               "model file, or with --arch a safetensors file of Keras weights")
      .required();
  parser.option("--to", options.to, "output format (default: by file extension)")
      .value_name("onnx|json|safetensors");
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

[[noreturn]] void refuse(std::string_view option, const std::string& detail) {
  throw Error(ErrorKind::invalid_argument, option, detail);
}

void check_together(const tools::OptionParser& parser) {
  const bool has_weights = parser.count("--arch") > 0;
  for (const char* option : kWeightOptions)
    if (!has_weights && parser.count(option) > 0) refuse(option, "needs --arch");
  if (has_weights && parser.count("--labels") == 0) refuse("--arch", "needs --labels");
}

enum class Format { onnx, json, safetensors };

Format parse_format(const Options& options, const std::string& output) {
  const std::string ending = "." + options.to;
  const std::string name = options.to.empty() ? lower_case(output) : ending;
  if (name.ends_with(".onnx")) return Format::onnx;
  if (name.ends_with(".json")) return Format::json;
  if (name.ends_with(".safetensors")) return Format::safetensors;
  if (options.to.empty())
    refuse("--output",
           "\"" + output + "\" has none of the extensions .onnx, .json, .safetensors; give --to");
  refuse("--to", "\"" + options.to + "\", expected onnx, json or safetensors");
}

model::KerasSettings keras_settings(const Options& options) {
  model::KerasSettings settings;
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

model::Model import(const tools::Command& command, model::KerasSettings settings,
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

std::string encode(const model::Model& model, Format format) {
  switch (format) {
    case Format::onnx:
      return model::encode_onnx(model);
    case Format::json:
      return model::architecture_to_json(model.networks.front().architecture());
    case Format::safetensors:
      return model::encode(model);
  }
  return {};
}

void convert(tools::Command& command) {
  Options options;
  add_options(command.parser(), options);
  const auto& output = command.output("write to FILE; its extension decides the format");
  command.parser().find("--output").required();
  command.parse();
  Format format{};
  model::KerasSettings settings;
  command.check([&] {
    check_together(command.parser());
    format = parse_format(options, output);
    if (!options.arch.empty()) settings = keras_settings(options);
  });

  OutputFile out(output);
  out.write(encode(
      options.arch.empty() ? model::load(options.model) : import(command, settings, options.model),
      format));
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("convert", "Convert models to ONNX, and Keras weights to models.", argc, argv,
                    convert);
}
