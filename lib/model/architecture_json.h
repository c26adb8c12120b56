// A network's architecture as JSON, in Keras' words: described in melsift-model(5).
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
// `input` is the shape of a sample of the data, where that is known: the text may then leave its
// own out, and must agree where it has one.  `classes`, two at least, is what "classes" stands for;
// the network must end in a softmax over as many, or for two of them in a single sigmoid.
// Throws Error corrupt or invalid_argument, beginning with `name` and naming the layer at fault by
// its number (from 1) among "layers".
nn::Architecture architecture_from_json(std::string_view text,
                                        const std::optional<nn::Shape>& input, nn::Index classes,
                                        const std::string& name);

// The same in a text of a line for each layer, all of it written out; reads back as an equal value.
std::string architecture_to_json(const nn::Architecture& architecture);

}  // namespace melsift::model
