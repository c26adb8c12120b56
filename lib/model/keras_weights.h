// A network's weights from a file that names them as Keras does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/safetensors.h"
#include "nn/network.h"

namespace melsift::model {

// Sets every parameter of `network` from the tensors, and returns the names of tensors that are not
// needed, such as the state of an optimizer, in their order.
//
// A tensor belongs to a layer by its name: the name of the variable, as in "conv2d_1/kernel" and
// "sequential/conv2d_1/kernel:0"; or the number of the variable in the layer, as in the paths of
// Keras 3's .weights.h5, "layers/conv2d_1/vars/0" and
// "_layer_checkpoint_dependencies/conv2d_1/vars/0" (kernel, bias; gamma, beta, moving_mean,
// moving_variance).  The path before the layer does not matter.  Keras numbers the layers of a
// class over all networks of a program, so that those of one network may be conv2d_4, conv2d_5,
// ...: only the order of the numbers matters.
//
// Throws Error corrupt, beginning with `name`, if a parameter is missing, occurs twice, has a wrong
// shape or is not finite, and if the file has more layers of a class than the network.
std::vector<std::string> set_keras_weights(nn::Network& network, const std::vector<Tensor>& tensors,
                                           const std::string& name);

// Whether a tensor of this name is a weight of a layer.
bool is_layer_weight(std::string_view name);

}  // namespace melsift::model
