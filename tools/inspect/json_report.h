// Models and record counts as JSON, for scripts.
#pragma once

#include <string>

#include "crowd/crowd_model.h"
#include "model/model.h"
#include "tools/inspect/record_count.h"

namespace melsift::tools {

// One JSON object in a line; `path` is the file's name.  The object of a model has `history`, a
// list with a row for each epoch of each network, and `layers`, a row for each layer.
std::string model_json(const std::string& path, const model::Model& model);
std::string crowd_json(const std::string& path, const crowd::CrowdModel& model);
std::string count_json(const RecordCount& count);

}  // namespace melsift::tools
