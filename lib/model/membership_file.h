// The membership of a network in its model file: melsift-model(5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/membership.h"
#include "model/safetensors.h"

namespace melsift::model {

// Adds the metadata and tensors of the membership.
void write_membership(Safetensors& content, const Membership& membership);

// Nothing if the file has none.  Throws Error corrupt, beginning with `name`, if they do not fit
// each other or the number of outputs and classes.
std::optional<Membership> read_membership(const SafetensorsView& content, const std::string& name,
                                          nn::Index outputs, std::size_t classes);

// Whether a tensor belongs to the membership and not to the network.
bool is_of_membership(std::string_view tensor);

}  // namespace melsift::model
