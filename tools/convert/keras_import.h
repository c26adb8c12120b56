// convert --arch: a model of Keras' weights.
#pragma once

#include <string>

#include "model/keras_model.h"
#include "model/model.h"
#include "tools/kit/command.h"

namespace melsift::tools {

struct KerasOptions {
  std::string arch;  // empty: no import
  std::string labels;
  std::string input;
  std::string front_end;
  std::string target = "label";
};

void add_options(OptionParser& parser, KerasOptions& options);

// The settings of an import.  Throws Error invalid_argument, beginning with the option, for a value
// that is not valid, for an option that needs --arch without it, and for --arch without --labels.
model::KerasSettings keras_settings(const OptionParser& parser, const KerasOptions& options);

// The model of the weights in the safetensors file `path`.  Notes unused tensors, and the front end
// if the settings name none.  Throws Error.
model::Model import_keras(const Command& command, model::KerasSettings settings,
                          const std::string& path);

}  // namespace melsift::tools
