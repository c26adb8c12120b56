// The models that melsift brings.
#pragma once

#include <string>
#include <vector>

namespace melsift::model {

// Their files in bytewise order; none where none is installed.
std::vector<std::string> default_models();

}  // namespace melsift::model
