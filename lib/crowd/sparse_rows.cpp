#include "crowd/sparse_rows.h"

#include <algorithm>
#include <cmath>

namespace melsift::crowd {

SparseRows SparseRows::transposed() const {
  SparseRows result(rows());
  result.begin_.assign(columns_ + 1, 0);
  for (const Entry& entry : entries_) ++result.begin_[entry.column + 1];
  for (std::size_t i = 0; i < columns_; ++i) result.begin_[i + 1] += result.begin_[i];
  result.entries_.resize(entries_.size());
  std::vector<std::size_t> at(result.begin_.begin(), result.begin_.end() - 1);
  for (std::size_t i = 0; i < rows(); ++i)
    for (const Entry& entry : row(i))
      result.entries_[at[entry.column]++] = {static_cast<std::uint32_t>(i), entry.value};
  return result;
}

std::vector<SparseRows::Entry> strongest(std::vector<SparseRows::Entry> row, std::size_t count) {
  using Entry = SparseRows::Entry;
  std::erase_if(row, [](const Entry& entry) { return entry.value == 0.0F; });
  if (count > 0 && count < row.size()) {
    std::nth_element(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(count), row.end(),
                     [](const Entry& a, const Entry& b) {
                       const float x = std::fabs(a.value), y = std::fabs(b.value);
                       return x != y ? x > y : a.column < b.column;
                     });
    row.resize(count);
  }
  std::ranges::sort(row, {}, &Entry::column);
  return row;
}

}  // namespace melsift::crowd
