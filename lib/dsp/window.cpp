#include "dsp/window.h"

#include <cmath>
#include <numbers>

namespace melsift::dsp {

std::vector<float> hann(int length) {
  std::vector<float> window(static_cast<std::size_t>(length));
  for (int k = 0; k < length; ++k)
    window[static_cast<std::size_t>(k)] =
        static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * k / length));
  return window;
}

}  // namespace melsift::dsp
