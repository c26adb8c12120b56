// Describes a crowd model, for inspect.
#pragma once

#include <string>

#include "crowd/crowd_model.h"

namespace melsift::tools {

std::string crowd_report(const crowd::CrowdModel& model);

}  // namespace melsift::tools
