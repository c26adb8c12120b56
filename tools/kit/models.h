// The models that a tool asks: those named by -m, or those that melsift brings.
#pragma once

#include <string>
#include <vector>

#include "model/committee.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Adds -m/--model, which may be given several times, to `parser`.
Option add_models(OptionParser& parser, std::vector<std::string>& models, const std::string& help);

// `models`, or the default ones where none was named.
std::vector<std::string> models_or_default(const std::vector<std::string>& models);

// A note for each member, which is a default model: its name and what it says of itself.
void tell_default_models(const Command& command, const model::Committee& committee);

}  // namespace melsift::tools
