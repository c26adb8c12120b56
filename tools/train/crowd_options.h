// The options of train for crowd models, and the architectures that use each of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "crowd/crowd_settings.h"
#include "tools/kit/command.h"

namespace melsift::tools {

struct CrowdOptions {
  struct Change {
    std::string option;  // "--factors"
    std::function<void(crowd::Settings&)> make;
  };
  std::vector<Change> changes;  // to the recipe of the architecture, in the order given
};

void add_crowd_options(Command& command, CrowdOptions& options);

// The settings of `arch`, for which crowd::is_arch is true.  Throws UsageError for an option that
// the architecture does not use, whether of networks or of other crowd models.
crowd::Settings crowd_settings(Command& command, const CrowdOptions& options,
                               const std::string& arch);

// Throws UsageError if an option of crowd models is given.
void refuse_crowd_options(const CrowdOptions& options);

}  // namespace melsift::tools
