#include "tools/extract/front_end_options.h"

#include <algorithm>

#include "base/error.h"
#include "feature/parameters.h"

namespace melsift::tools {

namespace {

// "--n-fft" for "n_fft".
std::string flag_of(const feature::Parameter& parameter) {
  std::string flag = "--" + std::string(parameter.name);
  std::ranges::replace(flag, '_', '-');
  return flag;
}

Option add_option(OptionParser& parser, const feature::Parameter& parameter, bool& value) {
  return parser.flag(flag_of(parameter), value, parameter.meaning);
}

template <class Number>
Option add_option(OptionParser& parser, const feature::Parameter& parameter, Number& value) {
  return parser.option(flag_of(parameter), value, parameter.meaning)
      .value_name(parameter.value)
      .show_default();
}

template <HasChoices Value>
Option add_option(OptionParser& parser, const feature::Parameter& parameter, Value& value) {
  return parser
      .option<std::string>(
          flag_of(parameter),
          [&value, name = parameter.name](const std::string& word) {
            try {
              value = parse_choice<Value>(word, name);
            } catch (const Error& mistake) {
              throw UsageError(mistake.what());
            }
          },
          parameter.meaning)
      .value_name(alternatives(Choice<Value>::kNames))
      .show_default(choice_name(value));
}

}  // namespace

void add_options(Command& command, feature::FrontEnd& front_end) {
  feature::each_parameter(front_end, [&](const feature::Parameter& parameter, auto& value) {
    add_option(command.parser(), parameter, value).group("Features");
  });
}

void add_options(Command& command, audio::ReadOptions& part) {
  OptionParser& parser = command.parser();
  parser.option("--offset-s", part.offset_s, "skip the first S seconds of each track")
      .value_name("S")
      .show_default()
      .not_negative();
  parser
      .option("--duration-s", part.duration_s,
              "analyse only S seconds of each track; 0: to the end")
      .value_name("S")
      .show_default()
      .not_negative();
}

}  // namespace melsift::tools
