// What train can be told of crowd models, and which of it goes with which architecture.
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
  std::vector<Change> changes;  // of the architecture's recipe, as given
};

void add_crowd_options(Command& command, CrowdOptions& options);

// The settings of `arch`, a name that crowd::is_arch knows.  Throws what makes a usage error for an
// option that the architecture has no use for, be it of networks or of other crowd models.
crowd::Settings crowd_settings(Command& command, const CrowdOptions& options,
                               const std::string& arch);

// Throws what makes a usage error where an option of crowd models was given to a network.
void refuse_crowd_options(const CrowdOptions& options);

}  // namespace melsift::tools
