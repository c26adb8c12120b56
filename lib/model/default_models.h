// The models that melsift bundles: genres of GTZAN.  models/README.md has their accuracy.
#pragma once

#include <string>
#include <vector>

namespace melsift::model {

// Their files in bytewise order; none if none is installed.  They are found by the place of the
// running program: in PREFIX/share/melsift/models if it is in PREFIX/bin or
// PREFIX/libexec/melsift.  Throws Error io if their folder can't be listed.
std::vector<std::string> default_models();

}  // namespace melsift::model
