// Preset networks, by name.
#pragma once

#include <span>
#include <string_view>

#include "nn/architecture.h"

namespace melsift::nn {

// All end in a softmax over the classes, or for two classes in a single sigmoid, the probability of
// the second.  Throws Error invalid_argument "classes" unless classes >= 2, and the Errors of
// Architecture::check() if the input is too small.

// Dense layers of 128 and 64 relu units.  For feature vectors.
Architecture mlp(Index inputs, Index classes);

// Wider, with dropout: dense layers of 256 and 128 relu units; training drops 40 % of their
// outputs.  For tables with many kinds of features.
Architecture tabular(Index inputs, Index classes);

// The first network of the project, for an input of 128 mel bands x 128 frames x 1: four
// convolutions (7x7x64, 7x7x128 in steps of 2, 3x3x256, 3x3x512; relu, batch normalization, average
// pooling) and dense layers of 1024, 256, 64 and 32 units with dropout.  All kernels He-normal, all
// padding valid.  4,273,281 parameters for two classes.
Architecture cnn(const Shape& input, Index classes);

// A small network for few tracks, any input of at least 32 x 32: five blocks of a 3x3 convolution,
// batch normalization, relu and max pooling (32, 64, 96, 128, 128 channels), then the mean and the
// maximum of each channel, dropout, and the classes.
Architecture melnet(const Shape& input, Index classes);

// "mlp", "tabular", "cnn", "melnet".
std::span<const std::string_view> preset_names();

// A preset by its name.  Throws Error invalid_argument "arch" for an unknown name, and if the input
// is of the wrong kind: mlp and tabular take vectors, the others mel matrices.
Architecture preset(std::string_view name, const Shape& input, Index classes);

}  // namespace melsift::nn
