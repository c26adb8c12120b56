// Compiled for AVX-512 if the build is for x86-64 (lib/CMakeLists.txt).
#include "nn/panel_kernel.h"

namespace melsift::nn {

void multiply_avx512(const PanelBlock& block) {
  multiply_block(block);
}

}  // namespace melsift::nn
