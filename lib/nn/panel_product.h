// The matrix product that convolutions are made of: C = A * B, 12 rows by 32 columns at a time.
//
// Unlike a product of two matrices in memory, the rows of A begin wherever pointers say, and their
// values are at any distances from there: overlapping windows of an image need no copy of their own
// (M. Dukhan, "The Indirect Convolution Algorithm", 2019).  Every value of C is one chain of fused
// multiply-adds in the order of A's columns, whatever block it stands in: the result does not
// depend on how rows are put together, nor on the width of the processor's registers.
#pragma once

#include "nn/aligned_floats.h"
#include "nn/shape.h"

namespace melsift::nn {

constexpr Index kBlockRows = 12;
constexpr Index kPanelColumns = 32;

constexpr Index panel_count(Index columns) {
  return (columns + kPanelColumns - 1) / kPanelColumns;
}

// Rows of the blocks that so many rows are best cut into: a last one of a row or two would take the
// time of half a full one.
constexpr Index block_rows(Index rows) {
  const Index blocks = (rows + kBlockRows - 1) / kBlockRows;
  return blocks > 0 ? (rows + blocks - 1) / blocks : 1;
}

struct PanelBlock {
  Index rows = 0;                   // at most kBlockRows
  Index columns = kPanelColumns;    // at most that: of C; the others are not written
  const float* const* a = nullptr;  // where each row of A begins ...
  const Index* offsets = nullptr;   // ... and how far from there each of its values is
  Index length = 0;                 // values of a row
  const float* panel = nullptr;     // B: (length, kPanelColumns), contiguous, aligned
  const float* start = nullptr;     // kPanelColumns values that the sums begin with; null: zeros
  float* const* c = nullptr;        // where each row of C is ...
  Index column = 0;                 // ... and at which of its columns the block begins
  bool add = false;                 // to what C holds
};

void multiply(const PanelBlock& block);

// A row-major (rows, columns) matrix as panels of columns, (panel, row, kPanelColumns), the last
// one filled up with zeros.  `panels` holds panel_count(columns) * rows * kPanelColumns values.
void pack_panels(const float* matrix, Index rows, Index columns, float* panels);
// One of them.
void pack_panel(const float* matrix, Index rows, Index columns, Index panel, float* to);

// c = a * b of row-major matrices: a is (rows, depth), and b is (depth, columns) in panels.
void multiply_matrix(const float* a, Index rows, Index depth, const float* panels, Index columns,
                     float* c);
// c = a' * b (+ c): a is (rows, depth), b is (rows, columns).
void multiply_transposed(const float* a, Index rows, Index depth, const float* b, Index columns,
                         float* c, bool add);

// What multiply() is, for registers of the build's own width and for AVX-512: there the same
// instructions are twice as fast.  The latter may be called where has_avx512() only.
void multiply_portable(const PanelBlock& block);
void multiply_avx512(const PanelBlock& block);
bool has_avx512();

}  // namespace melsift::nn
