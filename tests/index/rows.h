// Small catalogues for the tests of this module.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "index/index.h"
#include "index/writer.h"

namespace melsift::test {

using Rows = std::vector<std::vector<float>>;

// Rows around `centres` points, as tracks are around their artists.
inline Rows clustered(std::size_t count, std::size_t size, std::size_t centres,
                      std::uint64_t seed) {
  Random random(7);  // the same points for all seeds
  Rows points(centres, std::vector<float>(size));
  for (auto& point : points) {
    for (float& value : point) value = static_cast<float>(random.normal());
  }
  Random noise(seed);
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows.push_back(points[noise.below(centres)]);
    for (float& value : rows.back()) value += static_cast<float>(0.4 * noise.normal());
  }
  return rows;
}

inline void write_index(const std::string& path, const Rows& rows, bool graph,
                        index::GraphOptions options = {}) {
  index::Writer writer(path, "some vectors");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string payload = "record " + std::to_string(i);
    writer.add(rows[i], payload);
  }
  writer.close(graph ? std::optional(std::move(options)) : std::nullopt);
}

inline std::vector<std::uint32_t> numbers(const std::vector<index::Hit>& hits) {
  std::vector<std::uint32_t> rows;
  for (const index::Hit& hit : hits) rows.push_back(hit.row);
  return rows;
}

}  // namespace melsift::test
