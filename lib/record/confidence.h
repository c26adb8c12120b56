// The confidence of a prediction.
#pragma once

#include <optional>

#include "record/record.h"

namespace melsift::record {

// The probability of the predicted class; nothing if the record has no score for it.
std::optional<float> confidence(const Record& record);

// Whether the confidence is below 0.5, so that a calibrated prediction is more likely wrong than
// correct, or less than 0.1 above the probability of another class.
bool is_unsure(const Record& record);

}  // namespace melsift::record
