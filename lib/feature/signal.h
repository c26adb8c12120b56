// The source of an extractor's samples: a signal that can be read more than once.
#pragma once

#include <functional>
#include <vector>

namespace melsift::feature {

struct Signal {
  // Appends the next block of samples; false when there are no more.
  std::function<bool(std::vector<float>&)> read;
  // Starts again: the same samples follow once more.
  std::function<void()> rewind;
};

}  // namespace melsift::feature
