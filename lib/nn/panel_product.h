// The matrix product for convolutions: C = A * B, 12 rows by 32 columns at a time.
//
// Unlike in a product of two matrices in memory, pointers say where the rows of A begin, and their
// values are at any distances from there: overlapping windows of an image need no copy (M. Dukhan,
// "The Indirect Convolution Algorithm", 2019).  Every value of C is one chain of fused
// multiply-adds in the order of A's columns, in any block: the result does not depend on how rows
// are grouped, nor on the width of the processor's registers.
#pragma once

#include "nn/aligned_floats.h"
#include "nn/shape.h"

namespace melsift::nn {

constexpr Index kBlockRows = 12;
constexpr Index kPanelColumns = 32;

constexpr Index panel_count(Index columns) {
  return (columns + kPanelColumns - 1) / kPanelColumns;
}

// The best number of rows per block for this number of rows: a last block of one or two rows would
// take half the time of a full block.
constexpr Index block_rows(Index rows) {
  const Index blocks = (rows + kBlockRows - 1) / kBlockRows;
  return blocks > 0 ? (rows + blocks - 1) / blocks : 1;
}

struct PanelBlock {
  Index rows = 0;                 // at most kBlockRows
  Index columns = kPanelColumns;  // at most kPanelColumns: columns of C; the others are not written
  const float* const* a = nullptr;  // pointer to each row of A ...
  const Index* offsets = nullptr;   // ... and how far from there each of its values is
  Index length = 0;                 // values of a row
  const float* panel = nullptr;     // B: (length, kPanelColumns), contiguous, aligned
  const float* start = nullptr;     // kPanelColumns initial values of the sums; null: zeros
  float* const* c = nullptr;        // pointer to each row of C ...
  Index column = 0;                 // ... and the column where the block begins
  bool add = false;                 // whether to add to the values of C
};

void multiply(const PanelBlock& block);

// Writes a row-major (rows, columns) matrix as panels of columns, (panel, row, kPanelColumns), the
// last one filled with zeros.  `panels` has panel_count(columns) * rows * kPanelColumns values.
void pack_panels(const float* matrix, Index rows, Index columns, float* panels);
// Writes one panel.
void pack_panel(const float* matrix, Index rows, Index columns, Index panel, float* to);

// c = a * b of row-major matrices: a is (rows, depth), and b is (depth, columns) in panels.
void multiply_matrix(const float* a, Index rows, Index depth, const float* panels, Index columns,
                     float* c);
// c = a' * b (+ c): a is (rows, depth), b is (rows, columns).
void multiply_transposed(const float* a, Index rows, Index depth, const float* b, Index columns,
                         float* c, bool add);

// The implementations of multiply(), for registers of the build's own width and for AVX-512, with
// which the same instructions are twice as fast.  Call the latter only if has_avx512().
void multiply_portable(const PanelBlock& block);
void multiply_avx512(const PanelBlock& block);
bool has_avx512();

}  // namespace melsift::nn
