// Excerpts of long tracks, and the tempo without other features.
#include "feature/excerpt.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "audio/read.h"
#include "base/error.h"
#include "base/random.h"
#include "feature/columns.h"
#include "feature/extractor.h"
#include "feature/tempo.h"
#include "support/support.h"

using namespace melsift;
using feature::Excerpt;
using feature::Extractor;
using feature::FrontEnd;

namespace {

// Noise whose loudness changes, in blocks of 1,000 samples.
std::vector<float> noise(std::size_t samples) {
  Random random(1);
  std::vector<float> out;
  for (std::size_t i = 0; i < samples; ++i)
    out.push_back(static_cast<float>(random.uniform(-0.5, 0.5) *
                                     (1.0 + std::sin(static_cast<double>(i) / 9000.0))));
  return out;
}

feature::Signal signal_of(const std::vector<float>& samples, std::size_t block = 1000) {
  const auto at = std::make_shared<std::size_t>(0);
  return {[&samples, at, block](std::vector<float>& out) {
            const std::size_t end = std::min(*at + block, samples.size());
            out.insert(out.end(), samples.begin() + static_cast<std::ptrdiff_t>(*at),
                       samples.begin() + static_cast<std::ptrdiff_t>(end));
            *at = end;
            return end < samples.size();
          },
          [at] { *at = 0; }};
}

FrontEnd mel() {
  FrontEnd front_end{.set = feature::FeatureSet::mel};
  front_end.n_fft = 512;
  front_end.hop_length = 256;
  front_end.n_mels = 16;
  return front_end;
}

}  // namespace

TEST_CASE("the stride is a power of 2 and keeps at least half of the most blocks") {
  const Excerpt excerpt{10, 8};
  CHECK(excerpt.stride(1) == 1);
  CHECK(excerpt.stride(8) == 1);
  CHECK(excerpt.stride(9) == 2);
  CHECK(excerpt.stride(16) == 2);
  CHECK(excerpt.stride(17) == 4);
  CHECK(excerpt.stride(33) == 8);
  for (std::int64_t blocks = 1; blocks < 1000; ++blocks) {
    const std::int64_t kept = (blocks + excerpt.stride(blocks) - 1) / excerpt.stride(blocks);
    CHECK(kept <= 8);
    CHECK(kept >= std::min<std::int64_t>(blocks, 4));
  }
}

TEST_CASE("a short track is analysed completely, to the last bit") {
  const auto samples = noise(20000);  // 79 frames
  for (const bool zscore : {false, true}) {
    FrontEnd front_end = mel();
    front_end.zscore = zscore;
    const Extractor extractor(front_end);
    const auto excerpt = extractor.excerpt(signal_of(samples), {10, 8});
    CHECK(excerpt.stride == 1);
    CHECK(excerpt.mel == extractor(samples).matrix);
  }
}

TEST_CASE("a long track keeps every fourth block, whole") {
  const auto samples = noise(256 * 249);  // 250 frames: 25 blocks of 10, every 4th is kept
  FrontEnd front_end = mel();
  front_end.ref = feature::Reference::one;
  front_end.top_db = 1000.0;
  const Extractor extractor(front_end);
  const Matrix whole = extractor(samples).matrix;
  REQUIRE(whole.cols() == 250);
  const auto excerpt = extractor.excerpt(signal_of(samples), {10, 8});
  CHECK(excerpt.stride == 4);
  REQUIRE(excerpt.mel.cols() == 70);
  for (Eigen::Index block = 0; block < 7; ++block)
    CHECK(excerpt.mel.middleCols(10 * block, 10) == whole.middleCols(40 * block, 10));
  CHECK(extractor.excerpt(signal_of(samples, 77), {10, 8}).mel == excerpt.mel);

  // The reference is the excerpt's loudest band.
  front_end.ref = feature::Reference::max;
  const Matrix relative = Extractor(front_end).excerpt(signal_of(samples), {10, 8}).mel;
  CHECK(relative.maxCoeff() == 0.0F);
  CHECK((relative.array() + excerpt.mel.maxCoeff() - excerpt.mel.array()).abs().maxCoeff() < 1e-4F);
}

TEST_CASE("a signal without samples has no excerpt") {
  const std::vector<float> none;
  CHECK_THROWS_WITH_AS(Extractor(mel()).excerpt(signal_of(none), {}), "the signal: has no samples",
                       Error);
}

TEST_CASE("the tempo alone is that of the set gtzan57") {
  const auto samples = audio::read(test::data("librosa/tune22k.wav")).samples;
  const FrontEnd front_end{.set = feature::FeatureSet::gtzan57, .padding = dsp::Padding::reflect};
  const auto names = feature::column_names(front_end);
  const auto column = std::ranges::find(names, "tempo") - names.begin();
  const auto all = Extractor(front_end)(samples).vector;
  const feature::TempoEstimator tempo;
  CHECK(tempo.sample_rate() == 22050);
  CHECK(static_cast<float>(tempo(signal_of(samples))) == all[static_cast<std::size_t>(column)]);
}
