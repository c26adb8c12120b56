// Features against librosa 0.11.0's.  Tolerances are those of the reference figures: 2e-4 from the
// same samples, 1e-3 from the file.
#include "feature/extractor.h"

#include <fstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "support/support.h"

using namespace melsift;

namespace {

// librosa's arrays are (bins, frames); ours have frames in rows.
std::vector<float> transposed(const Matrix& m) {
  const Matrix t = m.transpose();
  return {t.data(), t.data() + t.size()};
}

double difference(const Matrix& ours, const std::string& npy) {
  const auto expected = test::read_npy(npy);
  REQUIRE(expected.shape.size() == 2);
  REQUIRE(expected.shape[0] == static_cast<std::size_t>(ours.cols()));
  REQUIRE(expected.shape[1] == static_cast<std::size_t>(ours.rows()));
  return test::largest_difference(transposed(ours), expected.values);
}

audio::Clip clip_of(const std::string& samples_npy) {
  audio::Clip clip;
  clip.samples = test::read_npy(samples_npy).values;
  clip.sample_rate = 22050;
  return clip;
}

const feature::Extractor& extractor() {
  static const feature::Extractor instance{feature::FrontEnd()};
  return instance;
}

}  // namespace

TEST_CASE("mel and MFCC of the signals that the project carries") {
  for (const std::string name : {"short22k", "silence22k", "mono8k", "tune22k"}) {
    CAPTURE(name);
    const std::string base = test::data("librosa/" + name);
    const auto clip = audio::read(base + ".wav");
    CHECK(difference(extractor().mel_db(clip), base + ".mel_db.npy") <= 1e-3);
    CHECK(difference(extractor().mfcc(clip), base + ".mfcc40.npy") <= 1e-3);
  }
}

TEST_CASE("parity with librosa, all signals") {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "golden/librosa");
  for (const std::string name :
       {"mono48k", "mono8k", "short22k", "silence22k", "stereo44k", "tune22k"}) {
    CAPTURE(name);
    const std::string base = *folder + "/" + name;
    const auto same = clip_of(base + ".samples22050.npy");
    const auto file = audio::read(base + ".wav");
    const double mel_db = difference(extractor().mel_db(same), base + ".mel_db.npy");
    const double mfcc = difference(extractor().mfcc(same), base + ".mfcc40.npy");
    const double mel_db_file = difference(extractor().mel_db(file), base + ".mel_db.npy");
    const double mfcc_file = difference(extractor().mfcc(file), base + ".mfcc40.npy");
    const auto power = test::read_npy(base + ".mel_power.npy");
    const double loudest = *std::max_element(power.values.begin(), power.values.end());
    const double mel_power =
        difference(extractor().mel_power(same), base + ".mel_power.npy") / std::max(loudest, 1e-10);
    MESSAGE(name, ": mel_power ", mel_power, " of the loudest, mel_db ", mel_db, ", mfcc ", mfcc,
            "; from the file: mel_db ", mel_db_file, ", mfcc ", mfcc_file);
    CHECK(mel_power <= 1e-6);
    CHECK(mel_db <= 2e-4);
    CHECK(mfcc <= 2e-4);
    CHECK(mel_db_file <= 1e-3);
    CHECK(mfcc_file <= 1e-3);
  }
}

TEST_CASE("parity with librosa, four recordings") {
  MELSIFT_OUTSIDE_OR_SKIP(folder, "golden/librosa-music");
  MELSIFT_OUTSIDE_OR_SKIP(music, "audio");
  for (const std::string name : {"hungarian_dance", "sugar_plum", "trumpet", "vibe_ace"}) {
    CAPTURE(name);
    const auto clip = audio::read(*music + "/" + name + ".ogg");
    const double frames = difference(extractor().mfcc(clip), *folder + "/" + name + ".mfcc40.npy");
    std::ifstream in(*folder + "/" + name + ".json");
    const auto expected = nlohmann::json::parse(in)["mfcc40_mean"].get<std::vector<float>>();
    const double means = test::largest_difference(extractor()(clip), expected);
    MESSAGE(name, ": mfcc ", frames, ", their means ", means);
    CHECK(frames <= 1e-3);
    CHECK(means <= 1e-3);
  }
}

TEST_CASE("the vector is the mean of the frames") {
  const auto clip = audio::read(test::data("librosa/tune22k.wav"));
  const auto vector = extractor()(clip);
  const Eigen::RowVectorXd mean = extractor().mfcc(clip).cast<double>().colwise().mean();
  REQUIRE(vector.size() == 40);
  for (int i = 0; i < 40; ++i)
    CHECK(vector[static_cast<std::size_t>(i)] == doctest::Approx(mean(i)).epsilon(1e-5));
}

TEST_CASE("parameters change what they should") {
  const auto clip = audio::read(test::data("librosa/tune22k.wav"));
  feature::FrontEnd front_end;
  front_end.n_mfcc = 13;
  front_end.n_fft = 1024;
  front_end.hop_length = 256;
  front_end.n_mels = 40;
  const feature::Extractor other(front_end);
  CHECK(other(clip).size() == 13);
  CHECK(other.mel_db(clip).rows() == 1 + static_cast<Eigen::Index>(clip.samples.size()) / 256);
  CHECK(other.mel_db(clip).cols() == 40);
}

TEST_CASE("a clip at another rate is refused") {
  audio::Clip clip;
  clip.samples.assign(1000, 0.0F);
  clip.sample_rate = 44100;
  CHECK_THROWS_AS(extractor()(clip), Error);
  clip.sample_rate = 22050;
  clip.samples.clear();
  CHECK_THROWS_AS(extractor()(clip), Error);
}
