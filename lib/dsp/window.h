// Window functions.
#pragma once

#include <vector>

namespace melsift::dsp {

// The periodic Hann window, 0.5 - 0.5 cos(2 pi k / length), k = 0 .. length-1:
// scipy.signal.get_window's and librosa's default ("hann", fftbins=True).  length >= 1.
std::vector<float> hann(int length);

}  // namespace melsift::dsp
