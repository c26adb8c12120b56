// The table of GTZAN's features that is published on Kaggle ("GTZAN Dataset - Music Genre
// Classification", features_30_sec.csv): filename, length, 57 features, label.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::record {

// The front end of the published numbers: the defaults of librosa at the time, whose frames reflect
// the track at its ends (computing the numbers again has confirmed this).
inline constexpr std::string_view kKaggleFrontEnd =
    "gtzan57 sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=20 padding=reflect";

// The names of the 57 features: "chroma_stft_mean", "chroma_stft_var", ..., "mfcc20_var".
const std::vector<std::string>& kaggle_columns();

// `length`: the number of samples of the track, or of its piece, at the front end's rate; nothing
// if the record doesn't say.  A resampled track has the number of samples that librosa.resample
// gives, rounded up.
std::optional<long long> kaggle_length(const Record& record);

}  // namespace melsift::record
