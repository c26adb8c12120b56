// The last lines of a training, for people.
#pragma once

#include <string>
#include <vector>

#include "model/dataset.h"
#include "model/model.h"

namespace melsift::tools {

// A word as a shell takes it: in quotes if it has other characters than letters, digits and
// "._-/=+:@%,".
std::string shell_word(const std::string& word);

// The lines after the model is written to `output`: its accuracy on the tracks that were held out,
// of each network at the epoch whose weights it has (their mean, of several), and a command to run
// next.  `inputs` are the files that the dataset was read from.
std::vector<std::string> closing_lines(const model::Model& model, const model::Dataset& data,
                                       const std::vector<std::string>& inputs,
                                       const std::string& output);

}  // namespace melsift::tools
