// A PNG's pixels, read back by libpng.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace melsift::test {

struct Png {
  int width = 0, height = 0;
  std::vector<std::uint32_t> pixels;  // 0xrrggbb

  std::uint32_t at(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + x];
  }
};

Png read_png(const std::string& bytes);

}  // namespace melsift::test
