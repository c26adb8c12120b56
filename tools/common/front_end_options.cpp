#include "common/front_end_options.h"

#include <memory>
#include <utility>

#include "audio/read.h"
#include "base/error.h"
#include "scan/extraction.h"

namespace melsift::tools {

void add_options(Command& command, feature::FrontEnd& front_end) {
  OptionParser& parser = command.parser();
  const auto add = [&](const char* flag, auto& value, const char* help, const char* type) {
    parser.option(flag, value, help).value_name(type).show_default().group("Features");
  };
  add("--set", front_end.set, "which features", "mfcc|mel|gtzan57|full");
  add("--sr", front_end.sr, "sample rate that tracks are brought to, Hz", "HZ");
  add("--n-fft", front_end.n_fft, "window and transform length, samples", "N");
  add("--hop-length", front_end.hop_length, "samples between frames", "N");
  add("--n-mels", front_end.n_mels, "mel bands", "N");
  add("--fmin", front_end.fmin, "lowest frequency of the mel bands, Hz", "HZ");
  add("--fmax", front_end.fmax, "highest frequency of the mel bands, Hz; 0 is sr/2", "HZ");
  add("--n-mfcc", front_end.n_mfcc, "mfcc: cepstral coefficients", "N");
  add("--deltas", front_end.deltas, "mfcc: 1 adds first differences, 2 also second", "N");
  add("--padding", front_end.padding, "beyond the track's ends", "constant|reflect");
  add("--ref", front_end.ref, "mel: 0 dB is the loudest or 1", "max|1");
  add("--top-db", front_end.top_db, "dB kept below the loudest", "DB");
  parser.flag("--zscore", front_end.zscore, "mel: each track to zero mean and unit variance")
      .group("Features");
  add("--stat", front_end.stat, "mfcc: of the frames", "mean|mean+var|mean+std|frames");
  add("--segment-s", front_end.segment_s, "cut tracks into segments of this length, seconds", "S");
  add("--segment-hop-s", front_end.segment_hop_s, "between their beginnings; 0 is --segment-s",
      "S");
  add("--window-frames", front_end.window_frames, "cut matrices into windows of so many frames",
      "N");
  add("--window-hop-frames", front_end.window_hop_frames,
      "between their beginnings; 0 is --window-frames", "N");
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
