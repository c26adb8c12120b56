// Reads any bytes as an audio file: the result must be finite samples or an Error, soon, with
// little memory.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "audio/read.h"
#include "base/error.h"

namespace {

using namespace melsift;

void read(const std::string& bytes, const audio::ReadOptions& options) {
  constexpr std::int64_t kMaxFrames = 1 << 18;
  try {
    audio::Stream stream(bytes, "x", options);
    std::vector<float> samples;
    while (stream.source().frames < kMaxFrames && stream.read(samples)) {
      for (const float sample : samples)
        if (!std::isfinite(sample)) std::abort();
      samples.clear();
    }
  } catch (const Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes, {});
  // A part is decoded without a check that the file is complete, so that the decoders also get
  // content that no complete file has.
  read(bytes, {.sample_rate = 0, .offset_s = 0.01, .duration_s = 1e6});
  return 0;
}
