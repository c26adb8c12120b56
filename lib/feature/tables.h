// Tables that all tracks of one front end share.  Immutable after construction.
#pragma once

#include <optional>

#include "base/matrix.h"
#include "dsp/mel.h"
#include "dsp/onset.h"
#include "dsp/spectral.h"
#include "dsp/stft.h"
#include "feature/front_end.h"

namespace melsift::feature {

struct Tables {
  // Throws what FrontEnd::check throws.
  explicit Tables(const FrontEnd& front_end);

  // The onset strength for a new track.
  dsp::OnsetStrength onset_strength() const;

  FrontEnd front_end;
  dsp::Stft stft;
  dsp::MelBank bank;
  Eigen::MatrixXd dct;                            // (coefficients, n_mels)
  RowVector frequencies;                          // Hz of each bin
  std::optional<dsp::SpectralContrast> contrast;  // of the set full
};

}  // namespace melsift::feature
