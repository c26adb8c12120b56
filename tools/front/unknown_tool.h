// The answer to a name that is not a tool's.
#pragma once

#include <span>
#include <string>

namespace melsift::front {

// 'no tool named "extrct" (did you mean extract?)': the nearest of the tools' names, or the command
// that does what other programs call `name`; without a suggestion if there is neither.
std::string unknown_tool(const std::string& name, std::span<const std::string> tools);

}  // namespace melsift::front
