// An evaluation in words and tables.
#pragma once

#include <cstddef>
#include <string>

#include "model/metrics.h"

namespace melsift::tools {

// Accuracy, F1 and calibration error, the table of classes, and the confusion matrix; `verbose`
// adds how often predictions of each probability are correct.  Tables are no wider than `width`
// cells.  The confusion matrix is no wider than 80 cells if `width` is 0: its columns get numbers
// if their labels do not fit, and the most frequent confusions replace it if these do not either.
std::string evaluation_report(const model::Evaluation& result, std::size_t width, bool verbose);

}  // namespace melsift::tools
