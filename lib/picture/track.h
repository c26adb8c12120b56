// The picture of a track: what its sound is made of, and its waveform.
#pragma once

#include <span>
#include <string>

#include "picture/caption.h"
#include "picture/style.h"

namespace melsift::picture {

// Two panels over the same time: above, the mel spectrogram in dB below the loudest
// (spectrogram.h) with frequencies on Slaney's mel scale; below, the waveform as bars from the
// least to the largest sample, in 16-bit steps from -32768 to 32767.  `samples` are one channel,
// nominally in [-1, 1] (beyond it they are clipped), at `sample_rate_hz` > 0.  Returns the file's
// bytes; the same for the same arguments and fonts.  Throws Error invalid_argument for no samples,
// ones that are not finite, and sides that Style doesn't allow.
std::string draw_track(std::span<const float> samples, double sample_rate_hz,
                       const Caption& caption, const Style& style, Format format);

}  // namespace melsift::picture
