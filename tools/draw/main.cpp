// draw: a picture of a track, a training, a confusion matrix or scores.  See melsift-draw(1).
#include <array>
#include <string>
#include <string_view>

#include <unistd.h>

#include "analysis/input_kind.h"
#include "base/error.h"
#include "base/extension.h"
#include "base/file.h"
#include "record/source.h"
#include "tools/draw/sources.h"
#include "tools/kit/command.h"

namespace {

using namespace melsift;

// If no format is given, the extension of the output decides.
picture::Format format_of(const std::string& given, const std::string& output) {
  if (!given.empty()) return picture::parse_format(given);
  constexpr std::array<std::string_view, 2> kSupported = {"png", "svg"};
  return supported_extension(output, kSupported) == "svg" ? picture::Format::svg
                                                          : picture::Format::png;
}

// Throws Error if the first record has no scores.
void check_scores(const std::string& input) {
  record::Source source(input);
  record::Record first;
  if (source.next(first) && first.scores.empty())
    throw Error(ErrorKind::invalid_argument, input,
                "its records have no scores to draw (run melsift classify first)");
}

// What to draw from an input if no option says it: by its first bytes.
tools::Subject subject_of(const std::string& input) {
  switch (analysis::kind_of_input(input)) {
    case analysis::InputKind::model:
      return tools::Subject::training;
    case analysis::InputKind::evaluation:
      return tools::Subject::confusion;
    case analysis::InputKind::records:
      check_scores(input);
      return tools::Subject::scores;
    case analysis::InputKind::array:
      throw Error(ErrorKind::invalid_argument, input,
                  "is a NumPy array, expected audio, a model, a result or classified records");
    case analysis::InputKind::archive:
      throw Error(ErrorKind::invalid_argument, input,
                  "is a tar archive, expected audio, a model, a result or classified records");
    case analysis::InputKind::audio:
    case analysis::InputKind::other:
      break;
  }
  return tools::Subject::track;
}

void draw(tools::Command& command) {
  tools::DrawOptions options;
  std::string theme = "light", format;
  bool training = false, confusion = false, scores = false;
  tools::OptionParser& parser = command.parser();
  const auto subject = [&](const char* name, bool& flag, const char* help) {
    return parser.flag(name, flag, help);
  };
  auto of_training = subject("--training", training,
                             "draw loss and accuracy by epoch of a model, or of two to compare");
  auto of_confusion = subject("--confusion", confusion,
                              "draw the confusion matrix in the output of melsift evaluate --json");
  const auto of_scores = subject("--scores", scores, "draw the scores of a classified track");
  of_training.excludes(of_confusion).excludes(of_scores);
  of_confusion.excludes(of_scores);
  parser.option("--title", options.title, "title of the picture (default: by the input)")
      .value_name("TEXT");
  std::string tag_encoding;
  parser
      .option("--tag-encoding", tag_encoding,
              "encoding of old tags, such as windows-1251 (default: guess)")
      .value_name("NAME");
  parser.option("--theme", theme, "colour theme, light or dark").value_name("NAME").show_default();
  const auto side = [&](const char* name, int& px, const char* help) {
    parser.option(name, px, help)
        .value_name("PIXELS")
        .range(picture::kSmallestSide, picture::kLargestSide);
  };
  side("--width", options.style.width_px, "width of the picture in pixels (default: by its kind)");
  side("--height", options.style.height_px,
       "height of the picture in pixels (default: by its kind)");
  parser
      .option("--format", format,
              "picture format, png or svg (default: by file extension, else png)")
      .value_name("NAME");
  const auto& operands = command.operands(
      "input", "audio file, model, evaluation result or records; - for standard input");
  const auto& output = command.output();
  command.parse();
  command.check([&] {
    options.style.theme = picture::parse_theme(theme);
    options.format = format_of(format, output);
    if (!tag_encoding.empty() && tag_encoding != "auto") options.old_text.emplace(tag_encoding);
  });
  if (operands.size() > (training ? 2 : 1))
    throw tools::UsageError(training ? "expected one model, or two to compare"
                                     : "expected one input for one picture");
  if (operands.size() == 2) options.second = operands.back();
  options.input = operands.empty() ? "-" : operands.front();
  if (options.input == "-" && ::isatty(STDIN_FILENO) == 1)
    throw tools::UsageError("expected an input file, or data on standard input");
  options.subject = training    ? tools::Subject::training
                    : confusion ? tools::Subject::confusion
                    : scores    ? tools::Subject::scores
                                : subject_of(options.input);

  OutputFile out(output);
  if (out.is_terminal())
    throw tools::UsageError("a picture can't be written to a terminal (give -o FILE)");
  picture::silence_font_warnings();
  bool font_missing = false;
  options.style.font_missing = [&] { font_missing = true; };
  out.write(tools::picture_of(command, options));
  out.close();
  if (!font_missing) return;
  command.set_items("parts of the picture");
  command.count_done();
  command.count_failed("a font can't be read: letters of the picture are missing");
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("draw", "Draw a track, a training, a confusion matrix or scores.", argc, argv,
                    draw);
}
