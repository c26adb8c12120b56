#include "nn/aligned_floats.h"

#include <cstdint>
#include <thread>
#include <utility>

#include <doctest/doctest.h>

using namespace melsift::nn;

namespace {

constexpr std::ptrdiff_t kLarge = 1 << 21;  // floats: 8 MB

bool is_aligned(const AlignedFloats& memory, std::uintptr_t bytes) {
  return reinterpret_cast<std::uintptr_t>(memory.data()) % bytes == 0;
}

}  // namespace

TEST_CASE("aligned floats: small memory on cache lines, large memory on huge pages") {
  for (const std::ptrdiff_t size : {0, 1, 17, 1000, (1 << 18) - 1})
    CHECK(is_aligned(AlignedFloats(size), 64));
  for (const std::ptrdiff_t size : {1 << 18, (1 << 18) + 1, 3 << 18})
    CHECK(is_aligned(AlignedFloats(size), 1 << 21));
  AlignedFloats memory(kLarge + 3);
  memory.fill(2.0F);
  CHECK(memory.data()[0] + memory.data()[kLarge + 2] == 4.0F);
}

TEST_CASE("aligned floats: a thread reuses its large memory for similar sizes") {
  const float* first = nullptr;
  {
    const AlignedFloats memory(kLarge);
    first = memory.data();
  }
  {
    const AlignedFloats small(kLarge / 4);  // most would be unused
    CHECK(small.data() != first);
    const AlignedFloats similar(kLarge - 5);
    CHECK(similar.data() == first);
    const AlignedFloats other(kLarge);
    CHECK(other.data() != first);
  }
  // Memory may be freed by another thread, also at its end.
  AlignedFloats memory(kLarge);
  std::thread([moved = std::move(memory)]() mutable { moved = AlignedFloats(kLarge); }).join();
  CHECK(memory.data() == nullptr);
}

TEST_CASE("aligned floats: reserve keeps memory that is large enough") {
  AlignedFloats memory(100);
  const float* before = memory.data();
  memory.reserve(50);
  CHECK(memory.data() == before);
  CHECK(memory.size() == 100);
  memory.reserve(200);
  CHECK(memory.size() == 200);
}
