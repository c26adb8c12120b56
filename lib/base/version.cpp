#include "base/version.h"

namespace melsift {

std::string_view version() {
  return MELSIFT_VERSION;
}

}  // namespace melsift
