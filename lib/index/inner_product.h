// Inner products of a vector with several rows at once, in the processor's vector registers.
//
// The order of each row's sum does not depend on the other rows: a row always has the same score,
// bit for bit.
#pragma once

#include <array>
#include <cstddef>

namespace melsift::index {
namespace {

#if defined(__AVX512F__)
constexpr std::size_t kLanes = 16;
#elif defined(__AVX__)
constexpr std::size_t kLanes = 8;
#else
constexpr std::size_t kLanes = 4;
#endif

using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));
// The same without a guaranteed alignment.
using LooseLanes =
    float __attribute__((vector_size(kLanes * sizeof(float)), aligned(4), may_alias));

// The products of a row, added up lane by lane: 16 floats per step, with one chain of additions per
// register.  It processes row by row, in the order of memory: eight rows side by side, which read
// each query value once, took 1.5 times as long for a catalogue larger than the caches.
inline Lanes lane_sums(const float* query, const float* row, std::size_t stride) {
  constexpr std::size_t kStep = 16;
  std::array<Lanes, kStep / kLanes> chains{};
  for (std::size_t i = 0; i < stride; i += kStep) {
    for (std::size_t c = 0; c < chains.size(); ++c) {
      const std::size_t at = i + c * kLanes;
      chains[c] += *reinterpret_cast<const LooseLanes*>(query + at) *
                   *reinterpret_cast<const LooseLanes*>(row + at);
    }
  }
  Lanes sum = chains[0];
  for (std::size_t c = 1; c < chains.size(); ++c) sum += chains[c];
  return sum;
}

// The sum of the lanes: within each four, the first pair and the second pair are added; then fours
// are added to fours.
inline float sum_of(const Lanes& values) {
  std::array<float, kLanes> lanes;
  *reinterpret_cast<LooseLanes*>(lanes.data()) = values;
  float sum = 0.0F;
  for (std::size_t i = 0; i < kLanes; i += 4) {
    const float four = (lanes[i] + lanes[i + 2]) + (lanes[i + 1] + lanes[i + 3]);
    sum = i == 0 ? four : sum + four;
  }
  return sum;
}

// sum_of() for eight registers at once, with the same additions.
[[maybe_unused]] inline void sums_of(const std::array<Lanes, 8>& values, float* out) {
#if defined(__AVX__) && !defined(__AVX512F__)
  static_assert(kLanes == 8);
  const auto twos = [&](int i) {  // of registers i and i + 1
    return __builtin_shufflevector(values[i], values[i + 1], 0, 1, 8, 9, 4, 5, 12, 13) +
           __builtin_shufflevector(values[i], values[i + 1], 2, 3, 10, 11, 6, 7, 14, 15);
  };
  const auto fours = [&](int i) {  // of registers i to i + 3
    const Lanes a = twos(i), b = twos(i + 2);
    return __builtin_shufflevector(a, b, 0, 2, 8, 10, 4, 6, 12, 14) +
           __builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
  };
  const Lanes a = fours(0), b = fours(4);
  *reinterpret_cast<LooseLanes*>(out) = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
                                        __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
#else
  for (std::size_t i = 0; i < values.size(); ++i) out[i] = sum_of(values[i]);
#endif
}

// out[r] = the inner product of `query` and rows[r], all of `stride` floats, a multiple of 16.
inline void inner_products(const float* query, const std::array<const float*, 8>& rows,
                           std::size_t stride, float* out) {
  std::array<Lanes, 8> sums;
  for (std::size_t r = 0; r < rows.size(); ++r) sums[r] = lane_sums(query, rows[r], stride);
  sums_of(sums, out);
}

// The inner product of one row.
[[maybe_unused]] inline float inner_product(const float* query, const float* row,
                                            std::size_t stride) {
  return sum_of(lane_sums(query, row, stride));
}

}  // namespace
}  // namespace melsift::index
