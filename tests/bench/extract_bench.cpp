// What features cost beside what they can't do without: a 30 s, 22.05 kHz, 16-bit WAV is decoded,
// windowed, transformed and squared (the floor), against all of `extract --set mfcc`, on one
// thread, in turns.
#include <cmath>
#include <cstdio>
#include <filesystem>

#include <sndfile.h>
#include <unistd.h>

#include "audio/read.h"
#include "base/random.h"
#include "bench/stopwatch.h"
#include "dsp/stft.h"
#include "feature/extractor.h"
#include "support/support.h"

namespace {

using namespace melsift;

// A chord with noise: nothing is zero, nothing denormal.
std::vector<float> music(int sample_rate, double seconds) {
  Random random(1);
  std::vector<float> samples;
  for (int i = 0; i < static_cast<int>(sample_rate * seconds); ++i) {
    const double t = static_cast<double>(i) / sample_rate;
    samples.push_back(static_cast<float>(0.2 * std::sin(2764.6 * t) + 0.2 * std::sin(3483.2 * t) +
                                         0.1 * random.uniform(-1.0, 1.0)));
  }
  return samples;
}

volatile float sink = 0.0F;  // keeps results from being optimised away

}  // namespace

int main() {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("music.wav");
  test::write_audio(path, music(22050, 30.0), 1, 22050, SF_FORMAT_WAV | SF_FORMAT_PCM_16);

  const dsp::Stft stft(2048, 512, dsp::Padding::constant);
  const feature::Extractor mfcc{feature::FrontEnd()};
  Matrix power(16, stft.bins());
  const auto floor = [&] {
    const auto clip = audio::read(path);
    const auto frames = stft.frame_count(static_cast<std::int64_t>(clip.samples.size()));
    for (std::int64_t first = 0; first < frames; first += power.rows()) {
      stft.power(clip.samples, first,
                 power.topRows(std::min<Eigen::Index>(power.rows(), frames - first)));
      sink = sink + power(0, 1);
    }
  };
  const auto times = bench::in_turns(101, {
                                              [&] { sink = sink + audio::read(path).samples[5]; },
                                              floor,
                                              [&] { sink = sink + mfcc(audio::read(path))[0]; },
                                          });
  std::printf("30 s WAV at 22.05 kHz, one thread, medians of 101 rounds in turns\n");
  std::printf("  decode                           %7.2f ms\n", times[0]);
  std::printf("  decode, window, FFT, power       %7.2f ms   1.00 (the floor)\n", times[1]);
  std::printf("  mfcc: 40 means                   %7.2f ms   %.2f\n", times[2],
              times[2] / times[1]);
  return 0;
}
