#include "index/shards.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "index/file_format.h"

namespace melsift::index {
namespace {

void check_alike(const Index& shard, const std::string& path, const Index& first,
                 const std::string& first_path) {
  if (shard.description() != first.description())
    throw Error(ErrorKind::invalid_argument, path,
                "is an index of " + std::string(shard.description()) + ", but " + first_path +
                    " of " + std::string(first.description()));
  const Standardisation& a = shard.standardisation();
  const Standardisation& b = first.standardisation();
  if (a.mean != b.mean || a.scale != b.scale)
    throw Error(ErrorKind::invalid_argument, path,
                "is not standardised as " + first_path +
                    " is (make shards with melsift collect index --standardise-as)");
}

}  // namespace

Shards Shards::open(std::span<const std::string> paths) {
  if (paths.empty()) throw Error(ErrorKind::invalid_argument, "index", "no file is given");
  std::vector<Index> shards;
  std::size_t rows = 0;
  for (const std::string& path : paths) {
    shards.push_back(Index::open(path));
    check_alike(shards.back(), path, shards.front(), paths.front());
    rows += shards.back().size();
    if (rows >= kMaxRows)
      throw Error(ErrorKind::unsupported, path,
                  "makes " + std::to_string(rows) + " rows with the indexes before it, at most " +
                      std::to_string(kMaxRows - 1) + " can be searched");
  }
  return Shards(std::move(shards));
}

Shards::Shards(std::vector<Index> shards) : shards_(std::move(shards)), first_rows_{0} {
  for (const Index& shard : shards_) first_rows_.push_back(first_rows_.back() + shard.size());
}

Shards::Place Shards::place_of(std::size_t row) const {
  // The last shard that begins at or before the row; shards without rows begin where the next does.
  const auto after = std::ranges::upper_bound(first_rows_, row);
  const auto shard = static_cast<std::size_t>(after - first_rows_.begin()) - 1;
  return {shards_[shard], row - first_rows_[shard]};
}

std::span<const float> Shards::vector(std::size_t row) const {
  const Place place = place_of(row);
  return place.shard.vector(place.row);
}

std::string_view Shards::payload(std::size_t row) const {
  const Place place = place_of(row);
  return place.shard.payload(place.row);
}

std::vector<float> Shards::standardise(std::span<const float> raw) const {
  return shards_.front().standardise(raw);
}

// `search(shard, first row)` gives the shard's best rows, numbered in the shard.
template <class Search>
std::vector<Hit> Shards::merged(std::size_t count, const Search& search) const {
  BestHits best(std::min(count, size()));
  for (std::size_t i = 0; i < shards_.size(); ++i) {
    for (Hit hit : search(shards_[i], first_rows_[i])) {
      hit.row += static_cast<std::uint32_t>(first_rows_[i]);
      best.add(hit);
    }
  }
  return std::move(best).sorted();
}

std::vector<Hit> Shards::exact(std::span<const float> query, std::size_t count, unsigned threads,
                               const Index::Filter& passes) const {
  return merged(count, [&](const Index& shard, std::size_t first) {
    Index::Filter shard_passes;
    if (passes)
      shard_passes = [&passes, first](std::uint32_t row) {
        return passes(row + static_cast<std::uint32_t>(first));
      };
    return shard.exact(query, count, threads, shard_passes);
  });
}

std::vector<Hit> Shards::nearest(std::span<const float> query, std::size_t count,
                                 unsigned threads) const {
  return merged(
      count, [&](const Index& shard, std::size_t) { return shard.nearest(query, count, threads); });
}

}  // namespace melsift::index
