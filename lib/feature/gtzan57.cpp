#include "feature/gtzan57.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "dsp/chroma.h"
#include "dsp/decibel.h"
#include "dsp/delta.h"
#include "dsp/hpss.h"
#include "dsp/istft.h"
#include "dsp/onset.h"
#include "dsp/spectral.h"
#include "dsp/tempo.h"
#include "feature/moments.h"
#include "feature/spectra.h"

namespace melsift::feature {
namespace {

// The moments of the harmonic and the percussive part of the signal.  The masks of a frame add up
// to 1, so the parts add up to the signal, and only one of them is transformed back.
class PartSignals {
 public:
  explicit PartSignals(const dsp::Stft& stft)
      : n_fft_(stft.n_fft()),
        hop_(stft.hop_length()),
        hpss_(stft.bins()),
        harmonic_(stft.n_fft(), stft.hop_length()) {}

  void push(const SpectralFrame& frame) {
    show(frame.samples);
    hpss_.push(frame.spectrum, part());
  }
  void finish(std::int64_t samples) {
    hpss_.finish(part());
    harmonic_.finish(samples, divided());
  }

  SampleMoments harmonic_moments, percussive_moments;

 private:
  // Keeps the samples that no earlier frame contained, and 0 for samples that no frame contains: if
  // the hop is longer than a frame, of which the window drops the first sample.
  void show(const dsp::Frame& frame) {
    const std::int64_t begin = frame.index * hop_ - n_fft_ / 2;
    const std::int64_t end = taken_ + static_cast<std::int64_t>(signal_.size() - used_);
    const std::int64_t from = std::max(begin + std::max(frame.own_begin, 1), end);
    if (from > end) signal_.resize(signal_.size() + static_cast<std::size_t>(from - end));
    if (from < begin + frame.own_end)
      signal_.insert(signal_.end(), frame.samples + (from - begin), frame.samples + frame.own_end);
  }
  dsp::HpssSink part() {
    return [this](const std::complex<float>* harmonic, const std::complex<float>* /*percussive*/) {
      harmonic_.push(harmonic, divided());
    };
  }
  dsp::SampleSink divided() {
    return [this](std::span<const float> harmonic) {
      harmonic_moments.add(harmonic.data(), harmonic.size());
      if (signal_.size() - used_ < harmonic.size()) signal_.resize(used_ + harmonic.size());
      percussive_.resize(harmonic.size());
      for (std::size_t i = 0; i < harmonic.size(); ++i)
        percussive_[i] = signal_[used_ + i] - harmonic[i];
      percussive_moments.add(percussive_.data(), percussive_.size());
      used_ += harmonic.size();
      taken_ += static_cast<std::int64_t>(harmonic.size());
      if (used_ < signal_.size() / 2) return;
      signal_.erase(signal_.begin(), signal_.begin() + static_cast<std::ptrdiff_t>(used_));
      used_ = 0;
    };
  }

  int n_fft_, hop_;
  dsp::Hpss hpss_;
  dsp::InverseStft harmonic_;
  std::vector<float> signal_;  // samples that are not yet separated begin at used_ ...
  std::size_t used_ = 0;
  std::int64_t taken_ = 0;  // ... which is this position in the track
  std::vector<float> percussive_;
};

// Spectral contrast needs the loudest peak and valley before it can compute a difference: each is
// clipped 80 dB below its loudest.
class Contrast {
 public:
  explicit Contrast(const dsp::SpectralContrast& contrast)
      : contrast_(contrast), peak_(contrast.bands()), valley_(contrast.bands()) {}

  void find_loudest(const RowVector& magnitude) {
    contrast_(magnitude, peak_, valley_);
    loudest_peak_ = std::max(loudest_peak_, peak_.maxCoeff());
    loudest_valley_ = std::max(loudest_valley_, valley_.maxCoeff());
  }
  void add(const RowVector& magnitude) {
    contrast_(magnitude, peak_, valley_);
    moments.add(decibels(peak_, loudest_peak_) - decibels(valley_, loudest_valley_));
  }

  Moments moments;

 private:
  static RowVector decibels(const RowVector& values, float loudest) {
    Matrix db(1, values.size() + 1);
    db << values, loudest;
    dsp::power_to_db(db);
    constexpr float kTopDb = 80.0F;
    return db.leftCols(values.size()).cwiseMax(db(0, values.size()) - kTopDb);
  }

  const dsp::SpectralContrast& contrast_;
  RowVector peak_, valley_;
  float loudest_peak_ = 0.0F, loudest_valley_ = 0.0F;
};

void append_pairs(std::vector<float>& out, const Eigen::RowVectorXd& first,
                  const Eigen::RowVectorXd& second) {
  for (Eigen::Index i = 0; i < first.size(); ++i) {
    out.push_back(static_cast<float>(first(i)));
    out.push_back(static_cast<float>(second(i)));
  }
}

void append_pair(std::vector<float>& out, const SampleMoments& moments) {
  out.push_back(static_cast<float>(moments.mean()));
  out.push_back(static_cast<float>(moments.variance()));
}

class TrackFeatures {
 public:
  explicit TrackFeatures(const Tables& tables)
      : tables_(tables),
        spectra_(tables.stft, tables.bank, tables.front_end.padding, true),
        parts_(tables.stft),
        tuning_(tables.front_end.sr, tables.front_end.n_fft),
        onsets_(tables.onset_strength()) {
    if (tables.contrast) contrast_.emplace(*tables.contrast);
  }

  std::vector<float> operator()(const Signal& signal) {
    spectra_.first_pass(signal, [&](const SpectralFrame& frame) { first(frame); });
    parts_.finish(spectra_.samples());
    bank_ = dsp::chroma_bank(tables_.front_end.sr, tables_.front_end.n_fft, tuning_.tuning());
    floor_db_ = spectra_.loudest_db() - static_cast<float>(tables_.front_end.top_db);
    spectra_.second_pass(
        signal, [&](const Eigen::Ref<const Matrix>& mel_db, const Eigen::Ref<const Matrix>& power) {
          cepstral(mel_db);
          for (Eigen::Index t = 0; t < power.rows(); ++t) tonal(power.row(t));
        });
    deltas_.finish(into_deltas());
    return collected();
  }

 private:
  void first(const SpectralFrame& frame) {
    const int length = tables_.stft.n_fft();
    magnitude_ = frame.power.cwiseSqrt();
    const auto shape = dsp::spectral_shape(magnitude_, tables_.frequencies);
    row_.resize(5);
    row_ << dsp::root_mean_square(frame.samples.samples, length), shape.centroid, shape.bandwidth,
        shape.rolloff,
        dsp::zero_crossing_rate(frame.samples.samples, length, frame.samples.own_begin,
                                frame.samples.own_end);
    frame_moments_.add(row_);
    tuning_.add(frame.power);
    parts_.push(frame);
    if (contrast_) contrast_->find_loudest(magnitude_);
  }

  void cepstral(const Eigen::Ref<const Matrix>& mel_db) {
    const Matrix clipped = mel_db.cwiseMax(floor_db_);
    const Matrix mfcc = (clipped.cast<double>() * tables_.dct.transpose()).cast<float>();
    for (Eigen::Index t = 0; t < mfcc.rows(); ++t) {
      onsets_.add(clipped.row(t));
      mfcc_moments_.add(mfcc.row(t));
      if (contrast_) deltas_.push(mfcc.row(t), into_deltas());
    }
  }

  void tonal(const Eigen::Ref<const RowVector>& power) {
    row_.resize(12);
    dsp::chroma(bank_, power, row_);
    chroma_moments_.add(row_.data(), static_cast<std::size_t>(row_.size()));
    if (!contrast_) return;
    tonnetz_moments_.add(dsp::tonal_centroid(row_));
    magnitude_ = power.cwiseSqrt();
    contrast_->add(magnitude_);
  }

  dsp::Delta::Sink into_deltas() {
    return [this](const Eigen::Ref<const RowVector>& slopes) { delta_moments_.add(slopes); };
  }

  std::vector<float> collected() const {
    const double sr = tables_.front_end.sr;
    const int hop = tables_.front_end.hop_length;
    const auto strength = onsets_.strength();
    std::vector<float> out;
    append_pair(out, chroma_moments_);
    append_pairs(out, frame_moments_.mean(), frame_moments_.variance());
    append_pair(out, parts_.harmonic_moments);
    append_pair(out, parts_.percussive_moments);
    out.push_back(static_cast<float>(dsp::tempo(strength, sr, hop)));
    const Eigen::RowVectorXd mean = mfcc_moments_.mean();
    append_pairs(out, mean.head(20), mfcc_moments_.variance().head(20));
    if (!contrast_) return out;
    for (const double value : mean.tail(20)) out.push_back(static_cast<float>(value));
    for (const double value : mfcc_moments_.deviation()) out.push_back(static_cast<float>(value));
    for (const Moments* moments : {&delta_moments_, &contrast_->moments, &tonnetz_moments_})
      append_pairs(out, moments->mean(), moments->deviation());
    const double seconds = static_cast<double>(spectra_.samples()) / sr;
    out.push_back(static_cast<float>(
        static_cast<double>(dsp::onset_frames(strength, sr, hop).size()) / seconds));
    return out;
  }

  const Tables& tables_;
  TrackSpectra spectra_;
  PartSignals parts_;
  dsp::TuningEstimator tuning_;
  dsp::OnsetStrength onsets_;
  dsp::Delta deltas_;
  std::optional<Contrast> contrast_;  // of the set full, as deltas and tonnetz are
  Matrix bank_;
  float floor_db_ = 0.0F;
  RowVector magnitude_, row_;
  Moments frame_moments_;  // rms, centroid, bandwidth, rolloff, zero crossing rate
  Moments mfcc_moments_, delta_moments_, tonnetz_moments_;
  SampleMoments chroma_moments_;
};

}  // namespace

std::vector<float> track_features(const Tables& tables, const Signal& signal) {
  return TrackFeatures(tables)(signal);
}

}  // namespace melsift::feature
