// Several index files that are searched as one: the shards of a catalogue.
//
// The rows of the first file come first, then those of the second, and so on.  If the files hold
// consecutive parts of the rows of one index, and are standardised as it is, all answers of an
// exact search are the same, to the last bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/index.h"

namespace melsift::index {

class Shards {
 public:
  // Throws Error as Index::open does; invalid_argument if there is no path, or if a file holds
  // other vectors than the first, or was standardised by other means and deviations; unsupported
  // if they have more rows together than one index can.
  static Shards open(std::span<const std::string> paths);

  std::size_t size() const { return first_rows_.back(); }
  std::size_t dimension() const { return shards_.front().dimension(); }
  const std::string& first_path() const { return shards_.front().path(); }
  std::string_view description() const { return shards_.front().description(); }

  // The file that holds the row.
  const std::string& path_of(std::size_t row) const { return place_of(row).shard.path(); }
  // As those of Index, whose comments describe them.
  std::span<const float> vector(std::size_t row) const;
  std::string_view payload(std::size_t row) const;
  std::vector<float> standardise(std::span<const float> raw) const;
  std::vector<Hit> exact(std::span<const float> query, std::size_t count, unsigned threads,
                         const Index::Filter& passes = {}) const;
  // Each shard by its graph if it has one, else exactly.
  std::vector<Hit> nearest(std::span<const float> query, std::size_t count, unsigned threads) const;

 private:
  struct Place {
    const Index& shard;
    std::size_t row;
  };

  explicit Shards(std::vector<Index> shards);
  Place place_of(std::size_t row) const;
  template <class Search>
  std::vector<Hit> merged(std::size_t count, const Search& search) const;

  std::vector<Index> shards_;            // at least one
  std::vector<std::size_t> first_rows_;  // of each shard, and the number of all rows
};

}  // namespace melsift::index
