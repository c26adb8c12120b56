// The sets "gtzan57" (the columns of the Kaggle GTZAN table) and "full" (these and more).
#pragma once

#include <vector>

#include "feature/signal.h"
#include "feature/tables.h"

namespace melsift::feature {

// In the order of column_names().
std::vector<float> track_features(const Tables& tables, const Signal& signal);

}  // namespace melsift::feature
