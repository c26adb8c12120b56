#include "index/codes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace melsift::index {
namespace {

constexpr int kMaxCode = 127;
constexpr double kUnit = 0x1p-24;      // half the distance of 1 to the next float
constexpr double kMaxLength = 1.0001;  // of a vector whose values were rounded to floats
constexpr std::size_t kRows = CodedQuery::kTogether;

double length_of(std::span<const double> values) {
  double squares = 0.0;
  for (const double value : values) squares += value * value;
  return std::sqrt(squares);
}

float rounded_up(double value) {
  return std::nextafter(static_cast<float>(value), std::numeric_limits<float>::infinity());
}

// sums[r] = the inner product of `query` and the r-th of eight codes, exactly.
#if defined(__AVX2__)
void inner_products(const std::int16_t* query, const std::int8_t* codes, std::size_t stride,
                    std::array<std::int32_t, kRows>& out) {
  __m256i sums[kRows];
  for (std::size_t r = 0; r < kRows; ++r) {
    __m256i sum = _mm256_setzero_si256();
    for (std::size_t i = 0; i < stride; i += 16) {
      const __m128i bytes =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + r * stride + i));
      const __m256i values = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query + i));
      sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_cvtepi8_epi16(bytes), values));
    }
    sums[r] = sum;
  }
  const __m256i low =
      _mm256_hadd_epi32(_mm256_hadd_epi32(sums[0], sums[1]), _mm256_hadd_epi32(sums[2], sums[3]));
  const __m256i high =
      _mm256_hadd_epi32(_mm256_hadd_epi32(sums[4], sums[5]), _mm256_hadd_epi32(sums[6], sums[7]));
  const __m256i all = _mm256_add_epi32(_mm256_permute2x128_si256(low, high, 0x20),
                                       _mm256_permute2x128_si256(low, high, 0x31));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out.data()), all);
}
#else
void inner_products(const std::int16_t* query, const std::int8_t* codes, std::size_t stride,
                    std::array<std::int32_t, kRows>& out) {
  for (std::size_t r = 0; r < kRows; ++r) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < stride; ++i) {
      const std::int16_t code = codes[r * stride + i];
      sum += std::int32_t{query[i]} * std::int32_t{code};
    }
    out[r] = sum;
  }
}
#endif

}  // namespace

float encode(std::span<const float> vector, std::span<std::int8_t> codes) {
  float largest = 0.0F;
  for (const float value : vector) largest = std::max(largest, std::abs(value));
  const float scale = largest / static_cast<float>(kMaxCode);
  for (std::size_t i = 0; i < vector.size(); ++i) {
    const double code = scale > 0.0F ? std::nearbyint(double{vector[i]} / double{scale}) : 0.0;
    codes[i] = static_cast<std::int8_t>(std::clamp<double>(code, -kMaxCode, kMaxCode));
  }
  return scale;
}

double residual_ratio(std::span<const float> vector, std::span<const std::int8_t> codes,
                      float scale) {
  if (!(scale > 0.0F)) return 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < vector.size(); ++i) {
    const double rest = double{vector[i]} - double{scale} * static_cast<double>(codes[i]);
    squares += rest * rest;
  }
  return std::sqrt(squares) / double{scale} * (1.0 + 1e-12);
}

CodedQuery::CodedQuery(std::span<const float> query, double residual) : code_(query.size()) {
  const auto size = static_cast<double>(query.size());
  double largest = 0.0;
  for (const float value : query) {
    finite_ = finite_ && std::isfinite(value);
    largest = std::max(largest, std::abs(double{value}));
  }
  if (!finite_ || !(largest > 0.0)) return;
  // The sum of products with codes must stay below 2^31.
  const double max_code = std::min(32767.0, std::floor(2147483647.0 / (size * kMaxCode)));
  step_ = rounded_up(largest / max_code);
  std::vector<double> rest(query.size()), values(query.begin(), query.end());
  for (std::size_t i = 0; i < query.size(); ++i) {
    const double code = std::nearbyint(values[i] / double{step_});
    code_[i] = static_cast<std::int16_t>(code);
    rest[i] = values[i] - double{step_} * code;
  }
  const double length = length_of(values), rest_length = length_of(rest);
  const double rounding = size * kUnit / (1.0 - size * kUnit);
  // bounds() rounds four times, each result at most this large: |t d| |s c| + the rest.
  const double largest_bound =
      (length + rest_length) * (kMaxLength + 2.0 * residual * kMaxLength / kMaxCode);
  per_scale_ = rounded_up(residual * (length + rest_length));
  slack_ = rounded_up(rest_length * kMaxLength + rounding * length * kMaxLength +
                      8.0 * kUnit * largest_bound);
}

void CodedQuery::bounds(const std::int8_t* codes, const float* scales,
                        std::array<float, kTogether>& bounds) const {
  std::array<std::int32_t, kTogether> sums;
  inner_products(code_.data(), codes, code_.size(), sums);
  for (std::size_t r = 0; r < kTogether; ++r)
    bounds[r] = scales[r] * (step_ * static_cast<float>(sums[r]) + per_scale_) + slack_;
}

}  // namespace melsift::index
