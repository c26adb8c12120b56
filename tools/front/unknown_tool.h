// The answer to an unknown name of a tool or guide.
#pragma once

#include <span>
#include <string>

namespace melsift::front {

// 'no tool named "extrct" (did you mean extract?)', with "tool" as `kind`.  Suggests the nearest of
// `known`, or the command for what other programs call `name`; nothing if there is neither.
std::string unknown_name(const std::string& kind, const std::string& name,
                         std::span<const std::string> known);

}  // namespace melsift::front
