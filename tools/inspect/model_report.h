// Describes a model, for inspect.
#pragma once

#include <cstddef>
#include <string>

#include "model/model.h"

namespace melsift::tools {

// The classes, the training, and the layers with their output shapes and parameter counts.  The
// table is no wider than `width` cells, if that is not 0.
std::string model_report(const model::Model& model, std::size_t width);

}  // namespace melsift::tools
