// convert: models to ONNX, architectures to JSON, and Keras' weights to models.  See
// melsift-convert(1).
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "model/architecture_json.h"
#include "model/model.h"
#include "model/onnx.h"
#include "tools/convert/keras_import.h"
#include "tools/kit/command.h"

namespace {

using namespace melsift;

struct Options {
  std::string model;
  std::string to;
  tools::KerasOptions keras;
};

void add_options(tools::OptionParser& parser, Options& options) {
  parser
      .operand("model", options.model,
               "model file, or with --arch a safetensors file of Keras weights")
      .required();
  parser.option("--to", options.to, "output format (default: by file extension)")
      .value_name("onnx|json|safetensors");
  tools::add_options(parser, options.keras);
}

[[noreturn]] void refuse(std::string_view option, const std::string& detail) {
  throw Error(ErrorKind::invalid_argument, option, detail);
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
    settings = tools::keras_settings(command.parser(), options.keras);
    format = parse_format(options, output);
  });

  OutputFile out(output);
  out.write(encode(options.keras.arch.empty()
                       ? model::load(options.model)
                       : tools::import_keras(command, settings, options.model),
                   format));
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("convert", "Convert models to ONNX, and Keras weights to models.", argc, argv,
                    convert);
}
