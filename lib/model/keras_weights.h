// A network's weights from a file that names them as Keras does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/safetensors.h"
#include "nn/network.h"

namespace melsift::model {

// Gives every parameter of `network` the values that the tensors have for it, and returns the names
// of the tensors that are of no use to it, such as an optimizer's state, in their order.
//
// A tensor belongs to a layer by its name: that of the variable, as in "conv2d_1/kernel" and
// "sequential/conv2d_1/kernel:0"; or its number among the layer's, as in the paths of Keras 3's
// .weights.h5, "layers/conv2d_1/vars/0" and "_layer_checkpoint_dependencies/conv2d_1/vars/0"
// (kernel, bias; gamma, beta, moving_mean, moving_variance).  What stands before the layer does not
// matter.  Keras numbers the layers of a class through, over all networks of a program, so that
// those of one may be called conv2d_4, conv2d_5, ...: the numbers tell the order and no more.
//
// Throws Error corrupt, beginning with `name`, where a parameter is missing, is there twice, has
// another shape or is not finite, and where there are more layers of a class than in the network.
std::vector<std::string> set_keras_weights(nn::Network& network, const std::vector<Tensor>& tensors,
                                           const std::string& name);

// Whether a tensor of this name is a weight of a layer.
bool is_layer_weight(std::string_view name);

}  // namespace melsift::model
