// The table of GTZAN's features as it is published on Kaggle ("GTZAN Dataset - Music Genre
// Classification", features_30_sec.csv): filename, length, 57 features, label.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::record {

// What the published numbers were computed with: librosa's defaults of the time, whose frames
// reflect the track at its ends (which was found out by computing them again).
inline constexpr std::string_view kKaggleFrontEnd =
    "gtzan57 sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=20 padding=reflect";

// The names of the 57 features: "chroma_stft_mean", "chroma_stft_var", ..., "mfcc20_var".
const std::vector<std::string>& kaggle_columns();

// `length`: the samples of the track, or of its piece, at the front end's rate; nothing where the
// record doesn't tell.  A resampled track has the samples that librosa.resample gives it, rounded
// up.
std::optional<long long> kaggle_length(const Record& record);

}  // namespace melsift::record
