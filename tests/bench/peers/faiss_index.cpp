#include "bench/peers/faiss_index.h"

#ifdef MELSIFT_BENCH_FAISS

#include <filesystem>

#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/index_io.h>
#include <omp.h>

namespace melsift::bench {
namespace {

class FoundFaiss final : public Faiss {
 public:
  FoundFaiss(const float* vectors, std::size_t rows, std::size_t size, std::size_t degree,
             std::size_t ef_construction, const std::string& kept)
      : flat_(static_cast<faiss::Index::idx_t>(size)) {
    flat_.add(static_cast<faiss::Index::idx_t>(rows), vectors);
    if (!std::filesystem::exists(kept)) {
      omp_set_num_threads(2);
      faiss::IndexHNSWFlat made(static_cast<int>(size), static_cast<int>(degree),
                                faiss::METRIC_INNER_PRODUCT);
      made.hnsw.efConstruction = static_cast<int>(ef_construction);
      made.add(static_cast<faiss::Index::idx_t>(rows), vectors);
      faiss::write_index(&made, kept.c_str());
    }
    hnsw_.reset(dynamic_cast<faiss::IndexHNSWFlat*>(faiss::read_index(kept.c_str())));
    omp_set_num_threads(1);
  }

  std::vector<std::uint32_t> flat(const float* query, std::size_t count) override {
    return search(flat_, query, count);
  }
  std::vector<std::uint32_t> hnsw(const float* query, std::size_t count, std::size_t ef) override {
    hnsw_->hnsw.efSearch = static_cast<int>(ef);
    return search(*hnsw_, query, count);
  }

 private:
  static std::vector<std::uint32_t> search(const faiss::Index& index, const float* query,
                                           std::size_t count) {
    std::vector<float> scores(count);
    std::vector<faiss::Index::idx_t> rows(count);
    index.search(1, query, static_cast<faiss::Index::idx_t>(count), scores.data(), rows.data());
    return {rows.begin(), rows.end()};
  }

  faiss::IndexFlatIP flat_;
  std::unique_ptr<faiss::IndexHNSWFlat> hnsw_;
};

}  // namespace

std::unique_ptr<Faiss> faiss_of(const float* vectors, std::size_t rows, std::size_t size,
                                std::size_t degree, std::size_t ef_construction,
                                const std::string& kept) {
  return std::make_unique<FoundFaiss>(vectors, rows, size, degree, ef_construction, kept);
}

}  // namespace melsift::bench

#else

namespace melsift::bench {

std::unique_ptr<Faiss> faiss_of(const float*, std::size_t, std::size_t, std::size_t, std::size_t,
                                const std::string&) {
  return nullptr;
}

}  // namespace melsift::bench

#endif
