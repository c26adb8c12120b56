// A network's architecture as JSON, with the names of Keras: described in melsift-model(5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "nn/architecture.h"

namespace melsift::model {

// Reads an architecture such as
//
//   {"input": [128, 128, 1],
//    "layers": [{"type": "conv2d", "filters": 64, "kernel_size": 3, "activation": "relu"},
//               {"type": "global_average_pooling2d"},
//               {"type": "dense", "units": "classes"}]}
//
// `input` is the shape of a sample of the data, if it is known: the text may then omit its own, and
// must agree if it has one.  `classes`, at least two, is the value of "classes"; the network must
// end in a softmax over this number of classes, or in a single sigmoid for two classes.  Throws
// Error corrupt or invalid_argument, beginning with `name` and giving the number (from 1) of the
// wrong layer in "layers".
nn::Architecture architecture_from_json(std::string_view text,
                                        const std::optional<nn::Shape>& input, nn::Index classes,
                                        const std::string& name);

// Writes the architecture with one line per layer and no omissions; reading it gives an equal
// value.
std::string architecture_to_json(const nn::Architecture& architecture);

}  // namespace melsift::model
