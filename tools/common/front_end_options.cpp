#include "common/front_end_options.h"

#include "audio/read.h"
#include "base/error.h"

namespace melsift::tools {

void add_options(Command& command, feature::FrontEnd& front_end) {
  CLI::App& app = command.app();
  const auto add = [&](const char* flag, auto& value, const char* help, const char* type) {
    app.add_option(flag, value, help)->type_name(type)->capture_default_str()->group("Features");
  };
  add("--set", front_end.set, "which features: mfcc", "NAME");
  add("--sr", front_end.sr, "sample rate that tracks are brought to, Hz", "HZ");
  add("--n-fft", front_end.n_fft, "window and transform length, samples", "N");
  add("--hop-length", front_end.hop_length, "samples between frames", "N");
  add("--n-mels", front_end.n_mels, "mel bands", "N");
  add("--fmin", front_end.fmin, "lowest frequency of the mel bands, Hz", "HZ");
  add("--fmax", front_end.fmax, "highest frequency of the mel bands, Hz; 0 is sr/2", "HZ");
  add("--n-mfcc", front_end.n_mfcc, "cepstral coefficients", "N");
  add("--padding", front_end.padding, "beyond the track's ends: constant or reflect", "MODE");
  add("--stat", front_end.stat, "over the frames of a track: mean", "NAME");
}

void extract_into(Input& input, const feature::Extractor& extractor) {
  const int sr = extractor.front_end().sr;
  if (!input.bytes && input.record.path.empty())
    throw Error(ErrorKind::invalid_argument, input.where, "the record has no path");
  const audio::Clip clip = input.bytes ? audio::read_bytes(std::move(*input.bytes), input.where, sr)
                                       : audio::read(input.record.path, sr);
  record::Record& record = input.record;
  record.features = extractor(clip);
  record.front_end = extractor.front_end().text();
  record.duration_s = clip.source.duration_s();
  record.sample_rate = clip.source.sample_rate;
}

}  // namespace melsift::tools
