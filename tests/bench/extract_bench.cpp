// The time of each feature set relative to the minimum: decoding, windowing, transforming and
// squaring a 30 s, 22.05 kHz, 16-bit WAV, on one thread, in turns; and the gain of a second thread.
#include <cmath>
#include <cstdio>
#include <filesystem>

#include <sndfile.h>
#include <unistd.h>

#include "audio/read.h"
#include "base/parallel.h"
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

feature::Extractor extractor(const std::string& set) {
  feature::FrontEnd front_end;
  front_end.set = parse_choice<feature::FeatureSet>(set, "set");
  return feature::Extractor(front_end);
}

// Like extract: decoded block by block into the extractor.
feature::Piece features_of(const feature::Extractor& extractor, const std::string& path) {
  audio::Stream stream(path);
  feature::Piece piece;
  extractor({[&](std::vector<float>& out) { return stream.read(out); }, [&] { stream.rewind(); }},
            [&](feature::Piece&& only) { piece = std::move(only); });
  return piece;
}

void report(const char* name, double ms, double floor_ms) {
  std::printf("  %-32s %7.2f ms  %6.2f\n", name, ms, ms / floor_ms);
}

}  // namespace

int main() {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("music.wav");
  test::write_audio(path, music(22050, 30.0), 1, 22050, SF_FORMAT_WAV | SF_FORMAT_PCM_16);

  const dsp::Stft stft(2048, 512, dsp::Padding::constant);
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
  const auto mfcc = extractor("mfcc"), mel = extractor("mel"), gtzan57 = extractor("gtzan57"),
             full = extractor("full");
  const auto times =
      bench::in_turns(51, {[&] { sink = sink + audio::read(path).samples[5]; }, floor,
                           [&] { sink = sink + features_of(mfcc, path).vector[0]; },
                           [&] { sink = sink + features_of(mel, path).matrix(0, 0); },
                           [&] { sink = sink + features_of(gtzan57, path).vector[0]; },
                           [&] { sink = sink + features_of(full, path).vector[0]; }});
  std::printf("30 s WAV at 22.05 kHz, one thread, medians of 51 rounds in turns\n");
  report("decode", times[0], times[1]);
  report("decode, window, FFT, power", times[1], times[1]);
  report("mfcc (40 means)", times[2], times[1]);
  report("mel (128 bands, dB)", times[3], times[1]);
  report("gtzan57", times[4], times[1]);
  report("full (224 values)", times[5], times[1]);

  constexpr std::size_t kTracks = 64;
  std::vector<float> results(kTracks);
  const auto tracks = [&](const feature::Extractor& features, unsigned threads) {
    parallel_for(kTracks, threads,
                 [&](std::size_t i) { results[i] = features_of(features, path).vector[0]; });
  };
  const auto threads =
      bench::in_turns(7, {[&] { tracks(mfcc, 1); }, [&] { tracks(mfcc, 2); },
                          [&] { tracks(gtzan57, 1); }, [&] { tracks(gtzan57, 2); }});
  std::printf("%zu tracks, two threads against one\n", kTracks);
  std::printf("  mfcc     %.2f times as fast\n", threads[0] / threads[1]);
  std::printf("  gtzan57  %.2f times as fast\n", threads[2] / threads[3]);
  return 0;
}
