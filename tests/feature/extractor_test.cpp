// The results of an Extractor, compared with closed forms and with its own parts.  librosa_test.cpp
// compares the numbers with librosa's.
#include "feature/extractor.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <doctest/doctest.h>

#include "audio/read.h"
#include "base/error.h"
#include "dsp/frames.h"
#include "dsp/hpss.h"
#include "dsp/istft.h"
#include "dsp/stft.h"
#include "dsp/tempo.h"
#include "feature/columns.h"
#include "feature/front_ends.h"
#include "support/support.h"

using namespace melsift;
using feature::Extractor;
using feature::FrontEnd;
using test::front_end;
using test::mel_db;
using test::mfcc;

namespace {

// harmony_mean, harmony_var, perceptr_mean and perceptr_var as librosa has them: the spectra of
// each part are transformed back.
std::vector<double> moments_of_parts(std::span<const float> samples, const FrontEnd& p) {
  const dsp::Stft stft(p.n_fft, p.hop_length, p.padding);
  dsp::FrameStream frames(p.n_fft, p.hop_length, p.padding);
  dsp::Hpss hpss(stft.bins());
  dsp::InverseStft harmonic(p.n_fft, p.hop_length), percussive(p.n_fft, p.hop_length);
  std::vector<double> parts[2];
  const auto into = [&](int part) {
    return [&parts, part](std::span<const float> given) {
      parts[part].insert(parts[part].end(), given.begin(), given.end());
    };
  };
  const auto divided = [&](const std::complex<float>* h, const std::complex<float>* q) {
    harmonic.push(h, into(0));
    percussive.push(q, into(1));
  };
  RowVector room(p.n_fft);
  Eigen::RowVectorXcf spectrum(stft.bins());
  const auto frame = [&](const dsp::Frame& one) {
    stft.transform(one.samples, room.data(), spectrum.data());
    hpss.push(spectrum.data(), divided);
  };
  frames.push(samples, frame);
  frames.finish(frame);
  hpss.finish(divided);
  harmonic.finish(frames.samples(), into(0));
  percussive.finish(frames.samples(), into(1));
  std::vector<double> moments;
  for (const auto& part : parts) {
    REQUIRE(part.size() == samples.size());
    const Eigen::Map<const Eigen::ArrayXd> x(part.data(), static_cast<Eigen::Index>(part.size()));
    moments.push_back(x.mean());
    moments.push_back((x - x.mean()).square().mean());
  }
  return moments;
}

}  // namespace

TEST_CASE("the percussive part is the signal minus the harmonic one") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;
  for (const auto& frame : {std::pair{2048, 512}, {512, 128}, {512, 512}, {512, 700}}) {
    const int n_fft = frame.first, hop = frame.second;
    for (const auto padding : {dsp::Padding::constant, dsp::Padding::reflect}) {
      for (const std::size_t count : {samples.size(), std::size_t{5000}, std::size_t{300}}) {
        if (count <= static_cast<std::size_t>(n_fft) / 2) continue;  // nothing to reflect
        CAPTURE(n_fft);
        CAPTURE(hop);
        CAPTURE(choice_name(padding));
        CAPTURE(count);
        FrontEnd p = front_end("gtzan57");
        p.n_fft = n_fft;
        p.hop_length = hop;
        p.n_mels = 40;
        p.padding = padding;
        const auto part = std::span(samples).first(count);
        const auto expected = moments_of_parts(part, p);
        const auto features = Extractor(p)({part.begin(), part.end()}).vector;
        const auto columns = feature::column_names(p);
        const auto first = std::ranges::find(columns, "harmony_mean") - columns.begin();
        for (std::size_t i = 0; i < 4; ++i) {
          const double ours = features.at(static_cast<std::size_t>(first) + i);
          CHECK(std::abs(ours - expected[i]) < 1e-6 + 1e-4 * std::abs(expected[i]));
        }
      }
    }
  }
}

TEST_CASE("statistics are those of the frames") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;
  const Matrix frames = mfcc()(samples).matrix;
  const Eigen::VectorXd mean = frames.cast<double>().rowwise().mean();
  const Eigen::VectorXd variance =
      (frames.cast<double>().colwise() - mean).array().square().rowwise().mean();
  const auto means = Extractor(front_end("mfcc"))(samples).vector;
  const auto with_var = Extractor(front_end("mfcc", "mean+var"))(samples).vector;
  const auto with_std = Extractor(front_end("mfcc", "mean+std"))(samples).vector;
  REQUIRE(means.size() == 40);
  REQUIRE(with_var.size() == 80);
  for (int i = 0; i < 40; ++i) {
    const auto k = static_cast<std::size_t>(i);
    CHECK(means[k] == doctest::Approx(mean(i)).epsilon(1e-5));
    CHECK(with_var[k] == doctest::Approx(mean(i)).epsilon(1e-5));
    CHECK(with_var[40 + k] == doctest::Approx(variance(i)).epsilon(1e-5));
    CHECK(with_std[40 + k] == doctest::Approx(std::sqrt(variance(i))).epsilon(1e-5));
  }
}

TEST_CASE("vectors have a name for each value") {
  const auto samples = audio::read(test::data("librosa/mono8k.wav")).samples;
  for (FrontEnd p : {front_end("mfcc"), front_end("mfcc", "mean+std"), front_end("gtzan57"),
                     front_end("full")}) {
    CAPTURE(p.text());
    CHECK(Extractor(p)(samples).vector.size() == feature::column_names(p).size());
    if (p.set != feature::FeatureSet::mfcc) continue;
    p.deltas = 2;
    p.n_mfcc = 13;
    CHECK(Extractor(p)(samples).vector.size() == feature::column_names(p).size());
    CHECK(feature::column_names(p).size() == (p.stat == feature::Statistic::mean ? 39 : 78));
  }
  CHECK(feature::column_names(front_end("full")).size() == 224);
}

TEST_CASE("the full set begins with gtzan57 and is finite, also for silence") {
  for (const std::string name : {"tune22k", "silence22k", "short22k"}) {
    CAPTURE(name);
    const auto samples = audio::read(test::data("librosa/" + name + ".wav")).samples;
    const auto full = Extractor(front_end("full"))(samples).vector;
    const auto part = Extractor(front_end("gtzan57"))(samples).vector;
    CHECK(std::equal(part.begin(), part.end(), full.begin()));
    CHECK(std::all_of(full.begin(), full.end(), [](float x) { return std::isfinite(x); }));
  }
}

TEST_CASE("the aggregate of onsets changes the tempo and the onset rate with any padding") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;
  // librosa.onset.onset_strength(aggregate=numpy.mean or numpy.median), written out: rises of each
  // band in dB, delayed by 2048 / (2 * 512) = 2 frames.
  const auto tempo_by = [&](dsp::Padding padding, bool median) {
    FrontEnd p = front_end("mel");
    p.ref = feature::Reference::one;
    p.padding = padding;
    const Matrix mel = Extractor(p)(samples).matrix;
    std::vector<float> strength(static_cast<std::size_t>(mel.cols()), 0.0F);
    for (Eigen::Index t = 1; t + 2 < mel.cols(); ++t) {
      std::vector<float> rises;
      for (Eigen::Index band = 0; band < mel.rows(); ++band)
        rises.push_back(std::max(0.0F, mel(band, t) - mel(band, t - 1)));
      std::ranges::sort(rises);
      double value = std::accumulate(rises.begin(), rises.end(), 0.0) / 128.0;
      if (median) value = (static_cast<double>(rises[63]) + static_cast<double>(rises[64])) / 2.0;
      strength[static_cast<std::size_t>(t) + 2] = static_cast<float>(value);
    }
    return dsp::tempo(strength, 22050, 512);
  };
  const auto names = feature::column_names(front_end("full"));
  const auto tempo = static_cast<std::size_t>(std::ranges::find(names, "tempo") - names.begin());
  for (const dsp::Padding padding : {dsp::Padding::constant, dsp::Padding::reflect}) {
    CAPTURE(choice_name(padding));
    FrontEnd p = front_end("full");
    p.padding = padding;
    const auto implied = Extractor(p)(samples).vector;
    p.onset_aggregate = feature::OnsetAggregate::mean;
    const auto mean = Extractor(p)(samples).vector;
    p.onset_aggregate = feature::OnsetAggregate::median;
    const auto median = Extractor(p)(samples).vector;
    CHECK(mean[tempo] == doctest::Approx(tempo_by(padding, false)).epsilon(1e-6));
    CHECK(median[tempo] == doctest::Approx(tempo_by(padding, true)).epsilon(1e-6));
    CHECK(implied == (padding == dsp::Padding::reflect ? median : mean));
    for (std::size_t i = 0; i + 1 < names.size(); ++i)  // the last is onset_rate
      if (i != tempo) CHECK(mean[i] == median[i]);
  }
}

TEST_CASE("mel: reference, range and z-score") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;
  const Matrix re_one = mel_db()(samples).matrix;
  const Matrix re_max = Extractor(front_end("mel"))(samples).matrix;
  CHECK(re_max.maxCoeff() == 0.0F);
  CHECK(re_max.minCoeff() >= -80.0F);
  CHECK((re_one.array() - re_one.maxCoeff() - re_max.array()).abs().maxCoeff() < 1e-5F);
  FrontEnd p = front_end("mel");
  p.top_db = 30;
  CHECK(Extractor(p)(samples).matrix.minCoeff() == doctest::Approx(-30.0));
  p.zscore = true;
  const Matrix z = Extractor(p)(samples).matrix;
  CHECK(z.mean() == doctest::Approx(0.0).epsilon(1e-5));
  CHECK(z.cwiseAbs2().mean() == doctest::Approx(1.0).epsilon(1e-4));
  const std::vector<float> silence(22050, 0.0F);
  CHECK(Extractor(p)(silence).matrix.cwiseAbs().maxCoeff() == 0.0F);
}

TEST_CASE("the features do not depend on the blocks that the samples come in") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;
  for (const std::string set : {"mfcc", "mel", "gtzan57", "full"}) {
    CAPTURE(set);
    FrontEnd p = front_end(set);
    p.padding = dsp::Padding::reflect;
    const Extractor extractor(p);
    const auto whole = extractor(samples);
    for (const std::size_t block : {100UL, 4096UL}) {
      std::size_t at = 0;
      const feature::Signal signal{[&](std::vector<float>& out) {
                                     const std::size_t count = std::min(block, samples.size() - at);
                                     out.insert(out.end(), samples.begin() + static_cast<long>(at),
                                                samples.begin() + static_cast<long>(at + count));
                                     at += count;
                                     return at < samples.size();
                                   },
                                   [&] { at = 0; }};
      extractor(signal, [&](feature::Piece&& piece) {
        CHECK(piece.vector == whole.vector);
        CHECK(piece.matrix == whole.matrix);
      });
    }
  }
}

TEST_CASE("segments are analysed like tracks, windows are cut from the whole") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;  // 4 s
  FrontEnd p;
  p.segment_s = 1.5;
  p.segment_hop_s = 1.0;
  std::vector<feature::Piece> pieces;
  bool done = false;
  const feature::Signal signal{[&](std::vector<float>& out) {
                                 if (!done) out.insert(out.end(), samples.begin(), samples.end());
                                 done = true;
                                 return false;
                               },
                               [&] { done = false; }};
  const auto collect = [&](feature::Piece&& piece) { pieces.push_back(std::move(piece)); };
  Extractor{p}(signal, collect);
  REQUIRE(pieces.size() == 3);  // at 0, 1 and 2 s; one at 3 s would end at 4.5
  CHECK(pieces[2].index == 2);
  CHECK(pieces[2].start_s == 2.0);
  CHECK(pieces[2].duration_s == 1.5);
  const std::vector<float> part(samples.begin() + 44100, samples.begin() + 44100 + 33075);
  CHECK(pieces[2].vector == Extractor{FrontEnd()}(part).vector);

  p = front_end("mel");
  p.window_frames = 64;
  p.window_hop_frames = 50;
  pieces.clear();
  done = false;
  Extractor{p}(signal, collect);
  REQUIRE(pieces.size() == 3);  // 173 frames: at 0, 50 and 100
  const Matrix whole = Extractor(front_end("mel"))(samples).matrix;
  CHECK(pieces[1].matrix == whole.middleCols(50, 64));
  CHECK(pieces[1].start_s == doctest::Approx(50 * 512.0 / 22050));

  p.window_frames = 500;
  done = false;
  CHECK_THROWS_WITH_AS(Extractor{p}(signal, collect),
                       "the signal: is 173 frames long, shorter than a piece of 500", Error);
}

TEST_CASE("each parameter changes the features that depend on it") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;
  FrontEnd p;
  p.n_mfcc = 13;
  p.n_fft = 1024;
  p.hop_length = 256;
  p.n_mels = 40;
  CHECK(Extractor(p)(samples).vector.size() == 13);
  p.set = feature::FeatureSet::mel;
  p.n_mfcc = 40;
  const Matrix mel = Extractor(p)(samples).matrix;
  CHECK(mel.rows() == 40);
  CHECK(mel.cols() == 1 + static_cast<Eigen::Index>(samples.size()) / 256);
}

TEST_CASE("a signal without samples is refused") {
  CHECK_THROWS_WITH_AS(Extractor{FrontEnd()}(std::vector<float>{}), "the signal: has no samples",
                       Error);
}
