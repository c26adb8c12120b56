// Vectors as codes of a byte a value, and a bound of a row's score from its code: an exact search
// reads the codes, a quarter of the memory, and the vectors of the few rows that may be near
// enough.
//
// The bound.  A row v has the code c, whole numbers of -127 to 127, and the scale s = max|v_i| /
// 127, with c_i = round(v_i / s).  The rest e = v - s c has at most the length R s, where R is the
// largest such ratio of all rows.  The query q has likewise d and t, with finer numbers, and the
// rest f = q - t d.  Then
//
//   q v = s (t d + f) c + q e <= s t (d c) + |f| |s c| + |q| |e|
//                             <= s (t (d c) + R (|q| + |f|)) + |f| |v|
//
// where d c is exact in integers.  What is called the score is q v in single precision: from the
// true value it differs by at most n u / (1 - n u) |q| |v| for n values and u = 2^-24 (Higham 2002,
// section 3.1).  A row whose bound is not above a score can't have a better one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace melsift::index {

// The section `codes` of a file (file_format.h).
struct CodesView {
  double residual = 0.0;               // R
  const float* scales = nullptr;       // of each row
  const std::int8_t* codes = nullptr;  // rows x stride; null: the file has none
};

// Writes the code of a vector of length 1 or 0, of codes.size() values; returns its scale.
float encode(std::span<const float> vector, std::span<std::int8_t> codes);
// |v - s c| / s, rounded up; 0 for a vector of zeros.
double residual_ratio(std::span<const float> vector, std::span<const std::int8_t> codes,
                      float scale);

// A query that is compared with codes.
class CodedQuery {
 public:
  static constexpr std::size_t kTogether = 8;  // rows

  // `query` has a multiple of 16 values.
  CodedQuery(std::span<const float> query, double residual);

  // False if a value of the query is not finite: there are no bounds then.
  bool is_finite() const { return finite_; }

  // bounds[r] >= the score of row r, of eight rows whose codes follow each other.
  void bounds(const std::int8_t* codes, const float* scales,
              std::array<float, kTogether>& bounds) const;

 private:
  std::vector<std::int16_t> code_;  // d
  float step_ = 0.0F;               // t
  float per_scale_ = 0.0F;          // R (|q| + |f|)
  float slack_ = 0.0F;  // |f| |v|, the score's rounding errors, and those of the bound itself
  bool finite_ = true;
};

}  // namespace melsift::index
