// A sparse matrix by rows: who has listened to what, and item-item weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace melsift::crowd {

// Compressed rows; within a row the columns ascend, each once.
class SparseRows {
 public:
  struct Entry {
    std::uint32_t column = 0;
    float value = 0.0F;

    bool operator==(const Entry&) const = default;
  };

  SparseRows() = default;
  explicit SparseRows(std::size_t columns) : columns_(columns) {}

  // Appends a row, whose columns ascend and are below columns().
  void add_row(std::span<const Entry> row) {
    entries_.insert(entries_.end(), row.begin(), row.end());
    begin_.push_back(entries_.size());
  }

  std::size_t rows() const { return begin_.size() - 1; }
  std::size_t columns() const { return columns_; }
  std::span<const Entry> row(std::size_t index) const {
    return std::span(entries_).subspan(begin_[index], begin_[index + 1] - begin_[index]);
  }
  const std::vector<Entry>& entries() const { return entries_; }

  SparseRows transposed() const;

 private:
  std::size_t columns_ = 0;
  std::vector<std::size_t> begin_ = {
      0};  // beginning of each row in entries_, and the end of the last row
  std::vector<Entry> entries_;
};

// The `count` entries with the largest magnitude (all if it is 0), in ascending order of columns.
// Of equal entries those in lower columns are kept; zeros are left out.
std::vector<SparseRows::Entry> strongest(std::vector<SparseRows::Entry> row, std::size_t count);

}  // namespace melsift::crowd
