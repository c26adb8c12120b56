// The names of the values of a feature vector.
#pragma once

#include <string>
#include <vector>

#include "feature/front_end.h"

namespace melsift::feature {

// A name for each value that an Extractor with this front end computes, in order; for gtzan57 the
// names of the Kaggle table ("chroma_stft_mean", "chroma_stft_var", ..., "mfcc20_var").  Empty if
// the features are a matrix.
std::vector<std::string> column_names(const FrontEnd& front_end);

}  // namespace melsift::feature
