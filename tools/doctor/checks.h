// The checks of doctor.
#pragma once

#include <string>
#include <vector>

namespace melsift::tools {

enum class Health {
  ok,
  absent,  // an optional part is missing
  broken,
};

struct Finding {
  Health health = Health::ok;
  std::string subject;  // "formats"
  std::string detail;
};

// Decodes a sample of each audio format.  One finding for the formats that work, one for those that
// need libav in a build without it, and one for each that fails.
std::vector<Finding> check_formats();
// Loads each bundled model.
std::vector<Finding> check_models();
// Reads all of the catalogue at `path`; an empty or missing default library is absent.
Finding check_library(const std::string& path);
// The number of threads of -j 0, and the instruction sets that the kernels use.
Finding check_threads();
Finding check_processor();

// One line each: "ok      formats    WAV, AIFF, ...".
std::string text_of(const std::vector<Finding>& findings);

}  // namespace melsift::tools
