// What `melsift --version` prints.
#pragma once

#include <string>

namespace melsift::front {

// "melsift X.Y.Z", and below it the bundled models, the build, and the libraries: the versions that
// it was built with and, if they differ, the versions on this machine.
std::string version_report();

}  // namespace melsift::front
