// FAISS for index_bench.cpp, on the same vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace melsift::bench {

// One query at a time, on one thread.
class Faiss {
 public:
  virtual ~Faiss() = default;
  // The rows with the highest inner products.
  virtual std::vector<std::uint32_t> flat(const float* query, std::size_t count) = 0;
  virtual std::vector<std::uint32_t> hnsw(const float* query, std::size_t count,
                                          std::size_t ef) = 0;
};

// IndexFlatIP and IndexHNSWFlat of `rows` vectors of `size` floats; the latter from the file
// `kept`, or built on two threads and kept there.  Nothing if the build found no FAISS.
std::unique_ptr<Faiss> faiss_of(const float* vectors, std::size_t rows, std::size_t size,
                                std::size_t degree, std::size_t ef_construction,
                                const std::string& kept);

}  // namespace melsift::bench
