// Where melsift finds what it was installed with.  Found from the place of the running executable,
// so that the installed tree can be moved.
#pragma once

#include <filesystem>

namespace melsift {

// The folder that the running executable is in, symbolic links followed; empty where the system
// does not tell.
std::filesystem::path executable_folder();

// The folder of the tools: beside the front command in the build tree, in libexec when installed.
// To be asked by the front command.
std::filesystem::path tool_folder();

// The folder of the data that melsift brings, <prefix>/share/melsift, or empty where there is none:
// its folder "models" holds the default models.
std::filesystem::path data_folder();

// The folder of the manual pages, which has man1, man5 and man7; empty where there is none.
std::filesystem::path manual_folder();

}  // namespace melsift
