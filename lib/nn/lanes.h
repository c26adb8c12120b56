// The processor's vector registers, as wide as the including file is compiled for: 4 floats on any
// machine (SSE, NEON), 8 with AVX, 16 with AVX-512.  Tests define MELSIFT_LANES to compile another
// width, so that one machine checks the code of all.
//
// Files that are compiled twice, for the build's own instruction set and for AVX-512, include no
// other header with code, and keep their functions in the anonymous namespace: if both contained a
// function template of the standard library, the linker might keep the one that other machines
// can't run.
#pragma once

namespace melsift::nn {
namespace {

#if defined(MELSIFT_LANES)
constexpr int kLanes = MELSIFT_LANES;
#elif defined(__AVX512F__)
constexpr int kLanes = 16;
#elif defined(__AVX__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));
// The same without a guaranteed alignment.
using LooseLanes =
    float __attribute__((vector_size(kLanes * sizeof(float)), aligned(4), may_alias));

[[maybe_unused]] inline Lanes load(const float* from) {
  return *reinterpret_cast<const LooseLanes*>(from);
}
[[maybe_unused]] inline void store(float* to, const Lanes& values) {
  *reinterpret_cast<LooseLanes*>(to) = values;
}

// A register and a single value with the same interface, for loops whose end doesn't fill a
// register.
struct Register {
  using Values = Lanes;
  static constexpr int kWidth = kLanes;
  static Lanes load(const float* from) { return nn::load(from); }
  static void store(float* to, const Lanes& values) { nn::store(to, values); }
};
struct Single {
  using Values = float;
  static constexpr int kWidth = 1;
  static float load(const float* from) { return *from; }
  static void store(float* to, float value) { *to = value; }
};

// Calls body(unit, i) for i in 0 .. count-1, with whole registers as far as possible.
template <class Index, class Body>
void for_each_unit(Index count, Body&& body) {
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes) body(Register(), i);
  for (; i < count; ++i) body(Single(), i);
}

}  // namespace
}  // namespace melsift::nn
