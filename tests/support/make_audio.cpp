// make_audio: writes a short sound in any format that melsift reads, for the end-to-end tests.
// usage: make_audio FILE [SECONDS [RATE [CHANNELS [SEED]]]]
// The extension decides the format: wav, au, aiff, caf, w64, flac, ogg, opus or mp3; with libav
// also m4a, aac, wma or webm (a build without libav fails).  The same arguments give the same
// sound: notes of a few partials over some noise, louder and softer, which depend on the seed.
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include <sndfile.h>

#include "base/random.h"
#include "support/libav_audio.h"
#include "support/support.h"

namespace {

struct Format {
  const char* ending;
  int code;             // libsndfile's; 0: by libav ...
  const char* encoder;  // ... and this encoder
};

const Format& format_of(const std::string& path) {
  static constexpr std::array kFormats = {
      Format{".wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, ""},
      Format{".au", SF_FORMAT_AU | SF_FORMAT_PCM_16, ""},
      Format{".aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, ""},
      Format{".caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, ""},
      Format{".w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, ""},
      Format{".flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, ""},
      Format{".ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, ""},
      Format{".opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, ""},
      Format{".mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, ""},
      Format{".m4a", 0, "aac"},
      Format{".aac", 0, "aac"},
      Format{".wma", 0, "wmav2"},
      Format{".webm", 0, "libopus"},
  };
  const std::string ending = std::filesystem::path(path).extension();
  for (const Format& format : kFormats)
    if (ending == format.ending) return format;
  throw std::runtime_error(path + ": no format ends so");
}

std::vector<float> sound(double seconds, int rate, int channels, std::uint64_t seed) {
  melsift::Random random(seed);
  const double note_s = random.uniform(0.1, 0.3);
  const double noise = random.uniform(0.0, 0.1);
  std::vector<float> samples;
  double hz = 0.0;
  for (long i = 0; i < std::lround(seconds * rate); ++i) {
    const double t = static_cast<double>(i) / rate;
    const double in_note = std::fmod(t, note_s);
    if (in_note < 1.0 / rate) hz = random.uniform(110.0, 880.0);
    double value = noise * random.normal();
    for (const int partial : {1, 2, 3})
      value += std::sin(2.0 * std::numbers::pi * partial * hz * t) / partial;
    value *= 0.2 * std::exp(-3.0 * in_note / note_s);
    for (int c = 0; c < channels; ++c) samples.push_back(static_cast<float>(value));
  }
  return samples;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto argument = [&](int i, const char* otherwise) {
      return std::string(argc > i ? argv[i] : otherwise);
    };
    const std::string path = argument(1, "");
    const int rate = std::stoi(argument(3, "22050"));
    const int channels = std::stoi(argument(4, "1"));
    const auto samples =
        sound(std::stod(argument(2, "1")), rate, channels, std::stoull(argument(5, "1")));
    const Format& format = format_of(path);
    if (format.code != 0) {
      melsift::test::write_audio(path, samples, channels, rate, format.code);
    } else {
      melsift::test::write_libav_audio(path, samples, channels, rate, format.encoder);
    }
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "make_audio: %s\n", failure.what());
    return 1;
  }
}
