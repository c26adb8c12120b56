#include "feature/key.h"

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"

using namespace melsift;

namespace {

constexpr int kRate = 22050;

// Notes of six partials that decay, at MIDI pitches.
class Tones {
 public:
  explicit Tones(double cents = 0.0) : cents_(cents) {}

  void play(const std::vector<double>& pitches, double seconds) {
    const auto count = static_cast<std::size_t>(seconds * kRate);
    const std::size_t begin = samples_.size();
    samples_.resize(begin + count);
    for (const double pitch : pitches) {
      const double hz = 440.0 * std::exp2((pitch - 69.0 + cents_ / 100.0) / 12.0);
      for (int partial = 1; partial <= 6; ++partial) {
        const double step = 2.0 * std::numbers::pi * hz * partial / kRate;
        for (std::size_t i = 0; i < count; ++i) {
          const double fade = std::exp(-2.0 * static_cast<double>(i) / kRate);
          samples_[begin + i] +=
              static_cast<float>(0.1 / partial * fade * std::sin(step * static_cast<double>(i)));
        }
      }
    }
  }
  void add_noise(double level) {
    Random random(1);
    for (float& sample : samples_) sample += static_cast<float>(level * random.normal());
  }
  const std::vector<float>& samples() const { return samples_; }

 private:
  double cents_;
  std::vector<float> samples_;
};

std::optional<dsp::KeyEstimate> key_of(const std::vector<float>& samples) {
  const feature::KeyEstimator estimate(kRate);
  bool done = false;
  return estimate({[&](std::vector<float>& out) {
                     if (!done) out.insert(out.end(), samples.begin(), samples.end());
                     done = true;
                     return false;
                   },
                   [&] { done = false; }});
}

// I IV V I in close position, its root in the bass; minor keys have the dominant of the harmonic
// minor.
void play_cadence(Tones& tones, const MusicalKey& key) {
  const double tonic = 60.0 + key.tonic;
  const double third = key.minor ? 3.0 : 4.0;
  const auto chord = [&](double root, double its_third) {
    tones.play({tonic + root - 12.0, tonic + root, tonic + root + its_third, tonic + root + 7.0},
               0.75);
  };
  chord(0.0, third);
  chord(5.0, third);
  chord(7.0 - 12.0, 4.0);
  chord(0.0, third);
}

// Up and down an octave; the sixth and seventh of minor keys are raised upwards only.
void play_scale(Tones& tones, const MusicalKey& key) {
  const std::vector<double> up = key.minor ? std::vector<double>{0, 2, 3, 5, 7, 9, 11, 12}
                                           : std::vector<double>{0, 2, 4, 5, 7, 9, 11, 12};
  const std::vector<double> down = key.minor ? std::vector<double>{12, 10, 8, 7, 5, 3, 2, 0}
                                             : std::vector<double>{12, 11, 9, 7, 5, 4, 2, 0};
  for (const auto* steps : {&up, &down})
    for (const double step : *steps) tones.play({60.0 + key.tonic + step}, 0.4);
}

void check_all_keys(const char* what, void (*play)(Tones&, const MusicalKey&), double cents,
                    double noise) {
  for (const bool minor : {false, true}) {
    for (int tonic = 0; tonic < 12; ++tonic) {
      const MusicalKey key{tonic, minor};
      Tones tones(cents);
      play(tones, key);
      if (noise > 0.0) tones.add_noise(noise);
      const auto found = key_of(tones.samples());
      REQUIRE(found);
      const std::string said = to_text(found->key), played = to_text(key);
      CAPTURE(what);
      CAPTURE(cents);
      CHECK(said == played);
      CHECK(found->confidence > 1.0 / 24.0);
      CHECK(found->confidence <= 1.0);
    }
  }
}

}  // namespace

TEST_CASE("cadences are recognised in all 24 keys, whatever the tuning") {
  for (const double cents : {0.0, 35.0, -45.0}) check_all_keys("cadence", play_cadence, cents, 0.0);
  check_all_keys("cadence in noise", play_cadence, 10.0, 0.05);
}

TEST_CASE("scales are recognised in all 24 keys") {
  check_all_keys("scale", play_scale, 0.0, 0.0);
  check_all_keys("scale", play_scale, 25.0, 0.0);
}

TEST_CASE("the tuning is found to two cents, and pitch classes are of the notes") {
  for (const double cents : {0.0, 30.0, -30.0}) {
    Tones tones(cents);
    tones.play({60, 64, 67}, 4.0);
    const feature::KeyEstimator estimator(kRate);
    bool done = false;
    const auto histogram = estimator.histogram({[&](std::vector<float>& out) {
                                                  if (!done) out = tones.samples();
                                                  done = true;
                                                  return false;
                                                },
                                                {}});
    CHECK(std::abs(100.0 * histogram.tuning() - cents) < 2.0);
    const auto classes = histogram.pitch_classes();
    double sum = 0.0;
    for (const double value : classes) sum += value;
    CHECK(sum == doctest::Approx(1.0));
    for (const std::size_t other : {1, 3, 6, 8}) {
      CHECK(classes[other] < 0.5 * classes[0]);
      CHECK(classes[other] < 0.5 * classes[4]);
      CHECK(classes[other] < 0.5 * classes[7]);
    }
  }
}

TEST_CASE("the confidence is low if no key stands out; silence has no key") {
  Tones chromatic, cadence;
  for (int step = 0; step < 12; ++step) chromatic.play({60.0 + step}, 0.4);
  play_cadence(cadence, {0, false});
  const auto of_all = key_of(chromatic.samples()), of_cadence = key_of(cadence.samples());
  REQUIRE(of_all);
  REQUIRE(of_cadence);
  CHECK(of_all->confidence < 0.5 * of_cadence->confidence);
  CHECK_FALSE(key_of(std::vector<float>(kRate, 0.0F)));
  CHECK_THROWS_AS(key_of({}), Error);
}
