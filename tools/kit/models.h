// The models that a tool uses: those named by -m, or the bundled ones.
#pragma once

#include <string>
#include <vector>

#include "model/committee.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Adds -m/--model, which may be given several times, to `parser`.
Option add_models(OptionParser& parser, std::vector<std::string>& models, const std::string& help);

// `models`, or the bundled ones if it is empty.
std::vector<std::string> models_or_default(const std::vector<std::string>& models);

// One line on standard error, which -q silences: the names of the bundled models that the command
// uses, and the first one's description.
void note_bundled_models(const Command& command, const model::Committee& committee);

}  // namespace melsift::tools
