// Working memory for kernels that load whole vector registers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

namespace melsift::nn {

// `size` floats on a 64-byte boundary: a cache line, and the widest register; a load of that width
// which crosses two lines takes twice the time.  The values are uninitialized.
//
// From 1 MB on, it uses huge pages (2 MB, Linux), because a page fault costs more than the
// multiplications with the data of a 4 kB page; and a thread keeps up to 64 MB of such memory for
// later use.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  // Throws std::bad_alloc.
  explicit AlignedFloats(std::ptrdiff_t size);

  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  std::ptrdiff_t size() const { return size_; }
  // Reserves space for at least `size` floats; if it must grow, the present values are lost.
  void reserve(std::ptrdiff_t size) {
    if (size_ >= size) return;
    data_.reset();
    *this = AlignedFloats(size);
  }
  void fill(float value) { std::fill_n(data(), size_, value); }

 private:
  struct Free {
    Free() : bytes(0) {}
    explicit Free(std::size_t size) : bytes(size) {}
    std::size_t bytes;
    void operator()(float* data) const;
  };

  std::unique_ptr<float[], Free> data_;
  std::ptrdiff_t size_ = 0;
};

}  // namespace melsift::nn
