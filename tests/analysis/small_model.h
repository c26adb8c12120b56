// A small network and short tones, for tests of analyses.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <sndfile.h>

#include "model/model.h"
#include "support/support.h"

namespace melsift::test {

// A network on windows of 8 frames of a tenth of a second, with three classes.
inline std::string model_file(const TemporaryFolder& folder, const std::string& name,
                              std::uint64_t seed) {
  model::Model model;
  model.networks.emplace_back(
      nn::Architecture::parse("input 16x8x1; conv2d 4 3x3 he_normal; relu; "
                              "global_average_max_pooling2d; dense 3 glorot_uniform; softmax"),
      seed);
  model.scaler = {RowVector::Zero(1), RowVector::Ones(1), {}};
  model.front_end =
      "mel sr=8000 n_fft=512 hop_length=800 n_mels=16 padding=constant ref=max top_db=80 zscore=1";
  model.labels = {"a", "b", "c"};
  return folder.file(name, model::encode(model));
}

// A tone of changing pitch: a WAV file at 8 kHz.
inline std::string tone(const TemporaryFolder& folder, const std::string& name, double seconds,
                        double loudness = 0.5) {
  std::vector<float> samples(static_cast<std::size_t>(8000.0 * seconds));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / 8000.0;
    samples[i] = static_cast<float>(loudness * std::sin(2000.0 * t * (1.0 + 0.2 * std::sin(t))));
  }
  write_audio(folder.path(name), samples, 1, 8000, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  return folder.path(name);
}

inline record::Record named(const std::string& path) {
  record::Record record;
  record.path = path;
  return record;
}

}  // namespace melsift::test
