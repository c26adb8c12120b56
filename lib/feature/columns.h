// What the values of a feature vector are.
#pragma once

#include <string>
#include <vector>

#include "feature/front_end.h"

namespace melsift::feature {

// A name for each value that an Extractor of this front end gives, in order; for gtzan57 those of
// the Kaggle table ("chroma_stft_mean", "chroma_stft_var", ..., "mfcc20_var").  Empty where the
// features are a matrix.
std::vector<std::string> column_names(const FrontEnd& front_end);

}  // namespace melsift::feature
