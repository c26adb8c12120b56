#include "index/index.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "index/file_format.h"
#include "index/inner_product.h"

namespace melsift::index {
namespace {

// Rows that a thread processes at a time, about 0.1 ms of work: few enough that no thread ends much
// later than the others, and enough that starting threads for two blocks is worthwhile.
constexpr std::size_t kBlock = 16384;
constexpr std::size_t kTogether = 8;  // rows whose sums are in registers at the same time

template <class Number>
std::span<const Number> section(const MappedFile& file, const Section& place) {
  if (place.bytes == 0) return {};
  return {reinterpret_cast<const Number*>(file.data() + place.offset),
          place.bytes / sizeof(Number)};
}

std::string_view text(const MappedFile& file, const Section& place) {
  const auto bytes = section<char>(file, place);
  return {bytes.data(), bytes.size()};
}

GraphView graph_of(const MappedFile& file, const Header& header) {
  GraphView graph;
  graph.rows = header.rows;
  graph.stride = header.stride;
  graph.vectors = section<float>(file, header.vectors).data();
  graph.degree = header.degree;
  if (header.degree == 0) return graph;
  graph.twins = section<std::uint32_t>(file, header.twins).data();
  graph.links = section<std::uint32_t>(file, header.links).data();
  graph.entry = header.entry;
  for (std::size_t i = 0; i < header.layer_count; ++i) {
    const std::size_t nodes = layer_nodes(header.layers[i], header.degree);
    const auto* numbers = section<std::uint32_t>(file, header.layers[i]).data();
    graph.layers.push_back({nodes, numbers, numbers + nodes, numbers + 2 * nodes});
  }
  return graph;
}

class Scan {
 public:
  Scan(const GraphView& rows, const float* query, std::size_t count, const Index::Filter& passes)
      : rows_(rows), query_(query), count_(count), passes_(passes) {}

  // The best hits of the blocks that `next` gives, in ascending order.  The distribution of blocks
  // to threads does not influence the overall best, because is_better() is a total order.
  BestHits best(std::atomic<std::size_t>& next) const {
    BestHits found(count_);
    for (;;) {
      const std::size_t begin = next.fetch_add(1, std::memory_order_relaxed) * kBlock;
      if (begin >= rows_.rows) return found;
      const std::size_t end = std::min(rows_.rows, begin + kBlock);
      std::size_t row = begin;
      for (; row + kTogether <= end; row += kTogether) {
        std::array<const float*, kTogether> vectors;
        std::array<float, kTogether> scores;
        for (std::size_t r = 0; r < kTogether; ++r)
          vectors[r] = rows_.vectors + (row + r) * rows_.stride;
        inner_products(query_, vectors, rows_.stride, scores.data());
        for (std::size_t r = 0; r < kTogether; ++r) add_if_better(row + r, scores[r], found);
      }
      for (; row < end; ++row)
        add_if_better(row, inner_product(query_, rows_.vectors + row * rows_.stride, rows_.stride),
                      found);
    }
  }

 private:
  void add_if_better(std::size_t row, float score, BestHits& found) const {
    // The rows of a thread ascend, so a row with the score of the worst hit does not replace it.
    if (!(score > found.threshold())) return;
    const auto number = static_cast<std::uint32_t>(row);
    if (!passes_ || passes_(number)) found.add({number, score});
  }

  const GraphView& rows_;
  const float* query_;
  std::size_t count_;
  const Index::Filter& passes_;
};

}  // namespace

Index Index::open(const std::string& path) {
  return Index(path);
}

Index::Index(const std::string& path) : path_(path), file_(path) {
  const Header header = checked_header(path, file_.data(), file_.size());
  description_ = text(file_, header.description);
  const auto mean = section<double>(file_, header.mean);
  const auto scale = section<double>(file_, header.scale);
  standardisation_ = {{mean.begin(), mean.end()}, {scale.begin(), scale.end()}};
  const auto is_finite = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(mean, is_finite) || !std::ranges::all_of(scale, is_finite))
    throw Error(ErrorKind::corrupt, path, "is a damaged index: a mean or scale is not finite");
  payload_ends_ = section<std::uint64_t>(file_, header.payload_ends);
  payloads_ = text(file_, header.payloads);
  graph_ = graph_of(file_, header);
}

std::string_view Index::payload(std::size_t row) const {
  const std::uint64_t begin = row == 0 ? 0 : payload_ends_[row - 1];
  const std::uint64_t end = payload_ends_[row];
  if (begin > end || end > payloads_.size())
    throw Error(ErrorKind::corrupt, path_,
                "is a damaged index: the record of row " + std::to_string(row) + " is not in it");
  return payloads_.substr(begin, end - begin);
}

std::vector<float> Index::standardise(std::span<const float> raw) const {
  if (raw.size() != dimension())
    throw Error(ErrorKind::invalid_argument, "query",
                std::to_string(raw.size()) + " values, expected " + std::to_string(dimension()));
  std::vector<float> unit(dimension());
  standardisation_.unit(raw, unit);
  return unit;
}

std::vector<float> Index::padded(std::span<const float> query) const {
  if (query.size() != dimension())
    throw Error(ErrorKind::invalid_argument, "query",
                std::to_string(query.size()) + " values, expected " + std::to_string(dimension()));
  std::vector<float> whole(query.begin(), query.end());
  whole.resize(graph_.stride);
  return whole;
}

std::vector<Hit> Index::exact(std::span<const float> query, std::size_t count, unsigned threads,
                              const Filter& passes) const {
  const std::vector<float> whole = padded(query);
  count = std::min(count, size());
  const Scan scan(graph_, whole.data(), count, passes);
  const std::size_t shares =
      std::min<std::size_t>(thread_count(threads), (size() + kBlock - 1) / kBlock);
  std::vector<BestHits> found(shares, BestHits(count));
  std::atomic<std::size_t> next{0};
  parallel_for(shares, static_cast<unsigned>(shares),
               [&](std::size_t share) { found[share] = scan.best(next); });
  BestHits best(count);
  for (const BestHits& some : found) {
    for (const Hit& hit : some.hits()) best.add(hit);
  }
  return std::move(best).sorted();
}

std::vector<Hit> Index::approximate(std::span<const float> query, std::size_t count,
                                    std::size_t ef) const {
  const std::vector<float> whole = padded(query);
  if (size() == 0) return {};
  if (!has_graph()) throw Error(ErrorKind::invalid_argument, path_, "has no graph");
  count = std::min(count, size());
  return search_graph(graph_, whole.data(), count, std::min(ef, size()), path_);
}

std::vector<Hit> Index::nearest(std::span<const float> query, std::size_t count,
                                unsigned threads) const {
  return has_graph() ? approximate(query, count) : exact(query, count, threads);
}

}  // namespace melsift::index
