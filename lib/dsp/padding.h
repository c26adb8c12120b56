// Samples beyond the ends of a signal.
#pragma once

namespace melsift::dsp {

// The samples that centred frames read beyond the signal's ends (modes of numpy.pad).
enum class Padding {
  constant,  // zeros: librosa's default since 0.10
  reflect,   // the signal mirrored at its first and last sample: librosa's default before 0.10
};

}  // namespace melsift::dsp
