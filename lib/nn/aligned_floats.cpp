#include "nn/aligned_floats.h"

#include <cstdlib>
#include <new>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace melsift::nn {

namespace {

constexpr std::size_t kRegister = 64;  // bytes
constexpr std::size_t kHugePage = std::size_t{1} << 21;
constexpr std::size_t kLarge = kHugePage / 2;  // at most half of the last huge page is unused
constexpr std::size_t kMaxKept = 32 * kHugePage;

// Memory that malloc() returns to the system must be zeroed again: 0.1 ms per huge page, the time
// of a convolution.  Therefore a thread keeps the large blocks that it frees for later use.
class FreeBlocks {
 public:
  FreeBlocks() = default;
  FreeBlocks(const FreeBlocks&) = delete;
  FreeBlocks& operator=(const FreeBlocks&) = delete;
  ~FreeBlocks() {
    for (const Block& block : blocks_) std::free(block.memory);
    ended_ = true;
  }

  // The free blocks of this thread; null when it ends.
  static FreeBlocks* here() {
    if (ended_) return nullptr;
    static thread_local FreeBlocks blocks;
    return &blocks;
  }

  // The smallest block with `bytes` bytes, unless most of it would be unused; or null.
  void* take(std::size_t& bytes) {
    auto best = blocks_.end();
    for (auto block = blocks_.begin(); block != blocks_.end(); ++block) {
      if (block->bytes < bytes || block->bytes > 2 * bytes) continue;
      if (best == blocks_.end() || block->bytes < best->bytes) best = block;
    }
    if (best == blocks_.end()) return nullptr;
    bytes = best->bytes;
    kept_ -= bytes;
    void* memory = best->memory;
    *best = blocks_.back();
    blocks_.pop_back();
    return memory;
  }

  // Whether it keeps the block.
  bool keep(void* memory, std::size_t bytes) noexcept {
    if (kept_ + bytes > kMaxKept) return false;
    try {
      blocks_.push_back({memory, bytes});
    } catch (const std::bad_alloc&) {
      return false;
    }
    kept_ += bytes;
    return true;
  }

 private:
  struct Block {
    void* memory;
    std::size_t bytes;
  };
  static thread_local bool ended_;

  std::vector<Block> blocks_;
  std::size_t kept_ = 0;  // bytes
};

thread_local bool FreeBlocks::ended_ = false;

void* allocate_large(std::size_t& bytes) {
  bytes = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  if (FreeBlocks* blocks = FreeBlocks::here()) {
    if (void* memory = blocks->take(bytes)) return memory;
  }
  void* memory = std::aligned_alloc(kHugePage, bytes);
#ifdef MADV_HUGEPAGE
  // A kernel without huge pages refuses this, which affects only the speed.
  if (memory != nullptr) ::madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  return memory;
}

}  // namespace

AlignedFloats::AlignedFloats(std::ptrdiff_t size) : size_(size) {
  std::size_t bytes = std::max(static_cast<std::size_t>(size) * sizeof(float), kRegister);
  void* memory = nullptr;
  if (bytes >= kLarge) {
    memory = allocate_large(bytes);
  } else {
    bytes = (bytes + kRegister - 1) / kRegister * kRegister;  // as std::aligned_alloc requires
    memory = std::aligned_alloc(kRegister, bytes);
  }
  if (memory == nullptr) throw std::bad_alloc();
  data_ = std::unique_ptr<float[], Free>(static_cast<float*>(memory), Free(bytes));
}

void AlignedFloats::Free::operator()(float* data) const {
  if (bytes >= kLarge) {
    FreeBlocks* blocks = FreeBlocks::here();
    if (blocks != nullptr && blocks->keep(data, bytes)) return;
  }
  std::free(data);
}

}  // namespace melsift::nn
