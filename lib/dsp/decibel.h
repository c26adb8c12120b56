// Power in decibels: librosa.power_to_db.
#pragma once

#include "base/matrix.h"

namespace melsift::dsp {

// 10 log10(max(power, amin) / max(ref, amin)) in place, element by element, without the clipping
// below the maximum; returns the largest value.  amin must be a normal number (>= 1.2e-38); there
// must be at least one value.
float power_to_db(Eigen::Ref<Matrix> power, float ref = 1.0F, float amin = 1e-10F);

}  // namespace melsift::dsp
