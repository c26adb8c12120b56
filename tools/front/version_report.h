// What `melsift --version` prints.
#pragma once

#include <string>

namespace melsift::front {

// "melsift X.Y.Z", and below it the default models, the build, and the libraries: the versions that
// it was built with and, where they can be asked, those that the tools find on this machine.
std::string version_report();

}  // namespace melsift::front
