// A model in words and a table.
#pragma once

#include <cstddef>
#include <string>

#include "model/model.h"

namespace melsift::tools {

// What the model tells apart, how it was trained, and its layers with their output shapes and
// parameter counts.  The table is no wider than `width` cells; 0 is any.
std::string model_report(const model::Model& model, std::size_t width);

}  // namespace melsift::tools
