#include "feature/tables.h"

#include "dsp/dct.h"

namespace melsift::feature {
namespace {

FrontEnd checked(const FrontEnd& front_end) {
  front_end.check();
  return front_end;
}

}  // namespace

Tables::Tables(const FrontEnd& p)
    : front_end(checked(p)),
      stft(p.n_fft, p.hop_length, p.padding),
      bank(p.sr, p.n_fft, p.n_mels, p.fmin, p.fmax > 0.0 ? p.fmax : p.sr / 2.0),
      dct(dsp::dct_matrix(p.fixed_n_mfcc(), p.n_mels)),
      frequencies(dsp::bin_frequencies(p.sr, stft.bins())) {
  if (p.set == FeatureSet::full) contrast.emplace(p.sr, stft.bins());
}

dsp::OnsetStrength Tables::onset_strength() const {
  using Aggregate = dsp::OnsetStrength::Aggregate;
  const bool is_median = front_end.resolved_onset_aggregate() == OnsetAggregate::median;
  return {front_end.n_fft, front_end.hop_length, is_median ? Aggregate::median : Aggregate::mean};
}

}  // namespace melsift::feature
