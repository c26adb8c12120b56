// Working memory for kernels that load whole vector registers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace melsift::nn {

// `size` floats on a 64-byte boundary: a cache line, and the widest register; a load of that width
// which crosses two lines takes twice the time.  The values are whatever was there.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(std::ptrdiff_t size)
      : data_(static_cast<float*>(
            ::operator new(static_cast<std::size_t>(size) * sizeof(float), kAlignment))),
        size_(size) {}

  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  std::ptrdiff_t size() const { return size_; }
  void fill(float value) { std::fill_n(data(), size_, value); }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(float* data) const { ::operator delete(data, kAlignment); }
  };
  std::unique_ptr<float[], Free> data_;
  std::ptrdiff_t size_ = 0;
};

}  // namespace melsift::nn
