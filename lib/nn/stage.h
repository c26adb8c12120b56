// The layers of an architecture in the form in which they run: some are combined.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nn/architecture.h"
#include "nn/layer.h"

namespace melsift::nn {

struct Stage {
  std::unique_ptr<Layer> layer;
  std::size_t first = 0;  // the layers of the architecture in this stage: first .. last
  std::size_t last = 0;
  std::size_t owner = 0;  // the layer that has the parameters

  // Whether an optimizer changes any of its parameters.
  bool learns() const;
};

// Relu, batch normalization and average pooling become one, and so do batch normalization, relu and
// max pooling (see pooled_normalization.h).  Dropout uses `seed`.  Throws what
// Architecture::check() throws.
std::vector<Stage> make_stages(const Architecture& architecture, std::uint64_t seed);

// Keras' names of the layers: the kind, and "_1", "_2" from its second occurrence on.
std::vector<std::string> layer_names(const Architecture& architecture);

}  // namespace melsift::nn
