// Features against librosa 0.11.0's.  Tolerances are those of the reference figures: 2e-4 from the
// same samples, 1e-3 from the file, chroma 1e-4, spectral statistics 1e-4 relative, tempo equal.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "audio/read.h"
#include "base/file.h"
#include "dsp/chroma.h"
#include "dsp/mel.h"
#include "dsp/onset.h"
#include "dsp/stft.h"
#include "feature/columns.h"
#include "feature/extractor.h"
#include "feature/front_ends.h"
#include "support/support.h"

using namespace melsift;
using feature::Extractor;
using feature::FrontEnd;
using test::front_end;
using test::mel_db;
using test::mfcc;

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
    // The precision of cepstral means is 2e-4; in silence all except the first are rounding noise.
    if (names[i].starts_with("mfcc") && names[i].ends_with("mean")) scale = std::max(scale, 2.0);
    const double off = std::abs(values[i] - want) / std::max(scale, 1e-9);
    if (off > worst.difference) worst = {off, names[i]};
  }
  return worst;
}

}  // namespace

TEST_CASE("mel and MFCC of the signals that the repository contains") {
  for (const std::string name : {"short22k", "silence22k", "mono8k", "tune22k"}) {
    CAPTURE(name);
    const std::string base = test::data("librosa/" + name);
    const auto clip = audio::read(base + ".wav");
    CHECK(difference(mel_db()(clip.samples).matrix, base + ".mel_db.npy") <= 1e-3);
    CHECK(difference(mfcc()(clip.samples).matrix, base + ".mfcc40.npy") <= 1e-3);
  }
}

// tests/data/librosa/kaggle57.json: what librosa 0.11.0 computes from these files, which were
// generated for this purpose (tones, a melody, silence; short22k has two frames, for which
// librosa's separation gives no number).
TEST_CASE("the 57 columns of the signals that the repository contains") {
  const Extractor gtzan57(front_end("gtzan57"));
  const auto golden = json(test::data("librosa/kaggle57.json"));
  for (const std::string name : {"short22k", "silence22k", "mono8k", "tune22k"}) {
    CAPTURE(name);
    const auto clip = audio::read(test::data("librosa/" + name + ".wav"));
    const auto worst = worst_column(gtzan57(clip.samples).vector, golden.at(name));
    CAPTURE(worst.column);
    CHECK(worst.difference <= 1e-4);
  }
}

TEST_CASE("parity with librosa, all signals" * doctest::test_suite("outside")) {
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

TEST_CASE("mel power, tuning, chroma and onset strength, all signals" *
          doctest::test_suite("outside")) {
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

TEST_CASE("parity with librosa, four recordings" * doctest::test_suite("outside")) {
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
