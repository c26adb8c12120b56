// mean_mfccs: the 40 mean MFCCs of an audio file, one a line, as `melsift extract` computes them.
#include <cstdio>

#include "audio/read.h"
#include "feature/extractor.h"

int main(int argc, char** argv) try {
  const melsift::feature::Extractor extractor(melsift::feature::FrontEnd{});
  const auto clip = melsift::audio::read(argc > 1 ? argv[1] : "/dev/stdin");
  for (const float mean : extractor(clip.samples).vector) std::printf("%g\n", mean);
} catch (const std::exception& failure) {
  std::fprintf(stderr, "mean_mfccs: %s\n", failure.what());
  return 1;
}
