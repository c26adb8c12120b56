// The layers of an architecture as they are run: some of them together in one.
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
  std::size_t first = 0;  // layers of the architecture that it stands for: first .. last
  std::size_t last = 0;
  std::size_t owner = 0;  // the one of them whose the parameters are

  // Whether an optimizer moves any of its parameters.
  bool learns() const;
};

// Relu, batch normalization and average pooling become one, and so do batch normalization, relu
// and max pooling (see pooled_normalization.h).  Dropout draws from `seed`.  Throws what
// Architecture::check() throws.
std::vector<Stage> make_stages(const Architecture& architecture, std::uint64_t seed);

// Keras' names of the layers: the kind, and "_1", "_2" from its second occurrence on.
std::vector<std::string> layer_names(const Architecture& architecture);

}  // namespace melsift::nn
