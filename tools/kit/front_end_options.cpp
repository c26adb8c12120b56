#include "tools/kit/front_end_options.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "audio/read.h"
#include "base/error.h"
#include "feature/parameters.h"
#include "scan/extraction.h"

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

void add_options(Command& command, TrackPart& part) {
  OptionParser& parser = command.parser();
  parser.option("--offset-s", part.offset_s, "start this far into each track, seconds")
      .value_name("S")
      .show_default()
      .not_negative();
  parser.option("--duration-s", part.duration_s, "look at so much of each track, seconds; 0 is all")
      .value_name("S")
      .show_default()
      .not_negative();
}

namespace {

void check_path(const Input& input) {
  if (input.record.path.empty())
    throw Error(ErrorKind::invalid_argument, input.where, "the record has no path");
}

audio::Stream open(Input& input, const audio::ReadOptions& options) {
  if (input.bytes) return {std::move(*input.bytes), input.where, options};
  check_path(input);
  return audio::Stream(input.record.path, options);
}

}  // namespace

std::vector<record::Record> extract_records(Input& input, const feature::Extractor& extractor,
                                            const TrackPart& part) {
  const feature::FrontEnd& front_end = extractor.front_end();
  scan::Samples samples(open(input, {front_end.sr, part.offset_s, part.duration_s}));
  return scan::extract_records(input.record, samples, extractor, name_of(input));
}

scan::Sound sound_of(Input& input) {
  if (!input.bytes) {
    check_path(input);
    return scan::Sound([path = input.record.path](int sample_rate) {
      return audio::Stream(path, {.sample_rate = sample_rate});
    });
  }
  const auto bytes = std::make_shared<const std::string>(std::move(*input.bytes));
  return scan::Sound([bytes, where = input.where](int sample_rate) {
    return audio::Stream(*bytes, where, {.sample_rate = sample_rate});
  });
}

const std::string& name_of(const Input& input) {
  return input.bytes ? input.where : input.record.path;
}

}  // namespace melsift::tools
