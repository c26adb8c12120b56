// The picture of a track: its mel spectrogram and its waveform.
#pragma once

#include <span>
#include <string>

#include "picture/caption.h"
#include "picture/style.h"

namespace melsift::picture {

// Two panels over the same time: above, the mel spectrogram in dB below the loudest (spectrogram.h)
// with frequencies on Slaney's mel scale; below, the waveform as bars from the smallest to the
// largest sample, in 16-bit steps from -32768 to 32767.  `samples` are one channel, nominally in
// [-1, 1] (other values are clipped), at `sample_rate_hz` > 0.  Returns the bytes of the file; they
// are the same for the same arguments and fonts.  Throws Error invalid_argument if there are no
// samples, if a sample is not finite, and for sizes that Style doesn't allow.
std::string draw_track(std::span<const float> samples, double sample_rate_hz,
                       const Caption& caption, const Style& style, Format format);

}  // namespace melsift::picture
