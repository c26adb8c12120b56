#include "feature/tempo.h"

#include "dsp/onset.h"
#include "dsp/tempo.h"
#include "feature/mfcc.h"
#include "feature/tables.h"

namespace melsift::feature {

TempoEstimator::TempoEstimator()
    : tables_(std::make_unique<const Tables>(FrontEnd{.set = FeatureSet::gtzan57,
                                                      .padding = dsp::Padding::reflect,
                                                      .onset_aggregate = OnsetAggregate::median})) {
}
TempoEstimator::~TempoEstimator() = default;
TempoEstimator::TempoEstimator(TempoEstimator&&) noexcept = default;
TempoEstimator& TempoEstimator::operator=(TempoEstimator&&) noexcept = default;

int TempoEstimator::sample_rate() const {
  return tables_->front_end.sr;
}

double TempoEstimator::operator()(const Signal& signal) const {
  const FrontEnd& p = tables_->front_end;
  dsp::OnsetStrength onsets = tables_->onset_strength();
  each_mel_block(*tables_, signal, [&](const Matrix& mel_db) {
    for (Eigen::Index t = 0; t < mel_db.rows(); ++t) onsets.add(mel_db.row(t));
  });
  return static_cast<double>(static_cast<float>(dsp::tempo(onsets.strength(), p.sr, p.hop_length)));
}

}  // namespace melsift::feature
