// Features against librosa 0.11.0's.  Tolerances are those of the reference figures: 2e-4 from the
// same samples, 1e-3 from the file, chroma 1e-4, spectral statistics 1e-4 relative, tempo equal.
#include "feature/extractor.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "audio/read.h"
#include "base/error.h"
#include "base/file.h"
#include "dsp/chroma.h"
#include "dsp/frames.h"
#include "dsp/hpss.h"
#include "dsp/istft.h"
#include "dsp/mel.h"
#include "dsp/onset.h"
#include "dsp/stft.h"
#include "feature/columns.h"
#include "support/support.h"

using namespace melsift;
using feature::Extractor;
using feature::FrontEnd;

namespace {

const std::vector<std::string> kSignals = {"mono48k",    "mono8k",    "short22k",
                                           "silence22k", "stereo44k", "tune22k"};
const std::vector<std::string> kRecordings = {"hungarian_dance", "sugar_plum", "trumpet",
                                              "vibe_ace"};

double difference(const Matrix& ours, const std::string& npy) {
  const auto expected = test::read_npy(npy);
  REQUIRE(expected.shape.size() == 2);
  REQUIRE(expected.shape[0] == static_cast<std::size_t>(ours.rows()));
  REQUIRE(expected.shape[1] == static_cast<std::size_t>(ours.cols()));
  return test::largest_difference({ours.data(), static_cast<std::size_t>(ours.size())},
                                  expected.values);
}

FrontEnd front_end(const std::string& set, const std::string& stat = "mean") {
  FrontEnd p;
  p.set = set;
  p.stat = stat;
  return p;
}

// librosa.power_to_db(melspectrogram) with its defaults.
const Extractor& mel_db() {
  static const Extractor instance = [] {
    FrontEnd p = front_end("mel");
    p.ref = "1";
    return Extractor(p);
  }();
  return instance;
}
const Extractor& mfcc() {
  static const Extractor instance(front_end("mfcc", "frames"));
  return instance;
}

// Python writes NaN, which JSON lacks: null.
nlohmann::json json(const std::string& path) {
  std::string text = read_file(path);
  for (std::size_t at = text.find("NaN"); at != std::string::npos; at = text.find("NaN"))
    text.replace(at, 3, "null");
  return nlohmann::json::parse(text);
}

// The power spectrum, frames in rows.
Matrix power_spectrum(const std::vector<float>& samples) {
  const dsp::Stft stft(2048, 512, dsp::Padding::constant);
  Matrix power(stft.frame_count(static_cast<std::int64_t>(samples.size())), stft.bins());
  stft.power(samples, 0, power);
  return power;
}

// The largest relative difference of the 57 columns but harmony_mean and perceptr_mean, which are
// rounding noise around zero and compared with the deviation that goes with them; names the column.
struct Worst {
  double difference = 0.0;
  std::string column;
};
Worst worst_column(const std::vector<float>& values, const nlohmann::json& expected) {
  const auto names = feature::column_names(front_end("gtzan57"));
  REQUIRE(values.size() == 57);
  REQUIRE(names.size() == 57);
  Worst worst;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (expected.at(names[i])
            .is_null()) {  // librosa's istft divides by zero where a track has a frame or two
      CHECK(std::isfinite(values[i]));
      continue;
    }
    const double want = expected.at(names[i]).get<double>();
    double scale = std::abs(want);
    if (names[i] == "harmony_mean" || names[i] == "perceptr_mean")
      scale = std::sqrt(expected.at(names[i].substr(0, names[i].size() - 4) + "var").get<double>());
    // Cepstral means are good to 2e-4 in themselves; in silence all but the first are rounding
    // noise.
    if (names[i].starts_with("mfcc") && names[i].ends_with("mean")) scale = std::max(scale, 2.0);
    const double off = std::abs(values[i] - want) / std::max(scale, 1e-9);
    if (off > worst.difference) worst = {off, names[i]};
  }
  return worst;
}

// harmony_mean, harmony_var, perceptr_mean and perceptr_var as librosa has them: the spectra of
// each part are transformed back.
std::vector<double> moments_of_parts(std::span<const float> samples, const FrontEnd& p) {
  const auto padding = p.padding == "reflect" ? dsp::Padding::reflect : dsp::Padding::constant;
  const dsp::Stft stft(p.n_fft, p.hop_length, padding);
  dsp::FrameStream frames(p.n_fft, p.hop_length, padding);
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

TEST_CASE("mel and MFCC of the signals that the project carries") {
  for (const std::string name : {"short22k", "silence22k", "mono8k", "tune22k"}) {
    CAPTURE(name);
    const std::string base = test::data("librosa/" + name);
    const auto clip = audio::read(base + ".wav");
    CHECK(difference(mel_db()(clip.samples).matrix, base + ".mel_db.npy") <= 1e-3);
    CHECK(difference(mfcc()(clip.samples).matrix, base + ".mfcc40.npy") <= 1e-3);
  }
}

TEST_CASE("parity with librosa, all signals") {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "golden/librosa");
  const Extractor gtzan57(front_end("gtzan57"));
  for (const std::string& name : kSignals) {
    CAPTURE(name);
    const std::string base = *folder + "/" + name;
    const auto same = test::read_npy(base + ".samples22050.npy").values;
    const auto file = audio::read(base + ".wav").samples;
    const double mel = difference(mel_db()(same).matrix, base + ".mel_db.npy");
    const double cepstra = difference(mfcc()(same).matrix, base + ".mfcc40.npy");
    const double mel_file = difference(mel_db()(file).matrix, base + ".mel_db.npy");
    const double cepstra_file = difference(mfcc()(file).matrix, base + ".mfcc40.npy");
    const auto worst = worst_column(gtzan57(file).vector, json(base + ".json").at("kaggle57"));
    MESSAGE(name, ": mel_db ", mel, ", mfcc ", cepstra, "; from the file: mel_db ", mel_file,
            ", mfcc ", cepstra_file, ", gtzan57 ", worst.difference, " relative (", worst.column,
            ")");
    CHECK(mel <= 2e-4);
    CHECK(cepstra <= 2e-4);
    CHECK(mel_file <= 1e-3);
    CHECK(cepstra_file <= 1e-3);
    CHECK(worst.difference <= 1e-4);
  }
}

TEST_CASE("mel power, tuning, chroma and onset strength, all signals") {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "golden/librosa");
  for (const std::string& name : kSignals) {
    CAPTURE(name);
    const std::string base = *folder + "/" + name;
    const auto samples = test::read_npy(base + ".samples22050.npy").values;
    const Matrix power = power_spectrum(samples);

    const dsp::MelBank bank(22050, 2048, 128, 0.0, 11025.0);
    Matrix mel(power.rows(), 128);
    bank.apply(power, mel);
    const auto reference = test::read_npy(base + ".mel_power.npy").values;
    const double loudest = std::max(1e-10F, *std::max_element(reference.begin(), reference.end()));
    const double mel_power = difference(mel.transpose(), base + ".mel_power.npy") / loudest;

    // librosa.estimate_tuning(y=...) looks at magnitudes, chroma_stft at the power spectrum.
    dsp::TuningEstimator of_magnitude(22050, 2048), of_power(22050, 2048);
    for (Eigen::Index t = 0; t < power.rows(); ++t) {
      of_magnitude.add(power.row(t).cwiseSqrt());
      of_power.add(power.row(t));
    }
    CHECK(of_magnitude.tuning() ==
          doctest::Approx(json(base + ".json").at("estimate_tuning").get<double>()));
    const double tuning = of_power.tuning();
    const Matrix chroma_bank = dsp::chroma_bank(22050, 2048, tuning);
    Matrix chroma(power.rows(), 12);
    RowVector row(12);
    for (Eigen::Index t = 0; t < power.rows(); ++t) {
      dsp::chroma(chroma_bank, power.row(t), row);
      chroma.row(t) = row;
    }
    const double chroma_difference = difference(chroma.transpose(), base + ".chroma.npy");

    dsp::OnsetStrength onsets(2048, 512);
    const Matrix mel_frames = mel_db()(samples).matrix.transpose();
    for (Eigen::Index t = 0; t < mel_frames.rows(); ++t) onsets.add(mel_frames.row(t));
    const double onset = test::largest_difference(
        onsets.strength(), test::read_npy(base + ".onset_strength.npy").values);

    MESSAGE(name, ": mel_power ", mel_power, " of the loudest, tuning ", tuning, ", chroma ",
            chroma_difference, ", onset strength ", onset);
    CHECK(mel_power <= 1e-6);
    CHECK(chroma_difference <= 1e-4);
    CHECK(onset <= 2e-4);
  }
}

TEST_CASE("parity with librosa, four recordings") {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "golden/librosa-music");
  MELSIFT_OUTSIDE_OR_SKIP(music, "audio");
  const Extractor gtzan57(front_end("gtzan57"));
  for (const std::string& name : kRecordings) {
    CAPTURE(name);
    const auto samples = audio::read(*music + "/" + name + ".ogg").samples;
    const auto summary = json(*folder + "/" + name + ".json");
    const double frames = difference(mfcc()(samples).matrix, *folder + "/" + name + ".mfcc40.npy");
    const auto expected = summary["mfcc40_mean"].get<std::vector<float>>();
    const double means = test::largest_difference(Extractor{FrontEnd()}(samples).vector, expected);
    const auto worst = worst_column(gtzan57(samples).vector, summary.at("kaggle57"));
    MESSAGE(name, ": mfcc ", frames, ", their means ", means, ", gtzan57 ", worst.difference,
            " relative (", worst.column, ")");
    CHECK(frames <= 1e-3);
    CHECK(means <= 1e-3);
    CHECK(worst.difference <= 1e-4);
  }
}

TEST_CASE("the percussive part is the signal less the harmonic one") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;
  for (const auto& [n_fft, hop] : {std::pair{2048, 512}, {512, 128}, {512, 512}, {512, 700}}) {
    for (const char* padding : {"constant", "reflect"}) {
      for (const std::size_t count : {samples.size(), std::size_t{5000}, std::size_t{300}}) {
        if (count <= static_cast<std::size_t>(n_fft) / 2) continue;  // nothing to reflect
        CAPTURE(n_fft);
        CAPTURE(hop);
        CAPTURE(padding);
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
    if (p.set != "mfcc") continue;
    p.deltas = 2;
    p.n_mfcc = 13;
    CHECK(Extractor(p)(samples).vector.size() == feature::column_names(p).size());
    CHECK(feature::column_names(p).size() == (p.stat == "mean" ? 39 : 78));
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
    p.padding = "reflect";
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

TEST_CASE("segments are tracks of their own, windows are cuts of the whole") {
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

TEST_CASE("parameters change what they should") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;
  FrontEnd p;
  p.n_mfcc = 13;
  p.n_fft = 1024;
  p.hop_length = 256;
  p.n_mels = 40;
  CHECK(Extractor(p)(samples).vector.size() == 13);
  p.set = "mel";
  p.n_mfcc = 40;
  const Matrix mel = Extractor(p)(samples).matrix;
  CHECK(mel.rows() == 40);
  CHECK(mel.cols() == 1 + static_cast<Eigen::Index>(samples.size()) / 256);
}

TEST_CASE("a signal without samples is refused") {
  CHECK_THROWS_WITH_AS(Extractor{FrontEnd()}(std::vector<float>{}), "the signal: has no samples",
                       Error);
}
