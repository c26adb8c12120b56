// Finds the files that melsift was installed with.  All folders are relative to the running
// executable, so that the installed tree can be moved.
#pragma once

#include <filesystem>

namespace melsift {

// The folder of the running executable, with symbolic links followed; empty if the system does not
// tell.
std::filesystem::path executable_folder();

// The folder of the tools: beside the front command in the build tree, in libexec when installed.
// For the front command only.
std::filesystem::path tool_folder();

// The folder of melsift's data, <prefix>/share/melsift, or empty if there is none.  Its folder
// "models" contains the default models.
std::filesystem::path data_folder();

// The folder of the manual pages, which has man1, man5 and man7; empty where there is none.
std::filesystem::path manual_folder();

}  // namespace melsift
