// One of several equal parts of a list of tracks, for tasks that run in parallel.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace melsift::analysis {

// Part `number` of `count`, from 1.  The parts are contiguous and in order, so that their results,
// one after the other, equal the result of the whole list.  Their sizes differ by at most one.
struct Shard {
  std::size_t number = 1;
  std::size_t count = 1;

  // The first position of this part in a list of `total` tracks, and the position after its last.
  std::size_t begin(std::size_t total) const { return first(number - 1, total); }
  std::size_t end(std::size_t total) const { return first(number, total); }

  bool operator==(const Shard&) const = default;

 private:
  std::size_t first(std::size_t before, std::size_t total) const {
    return total / count * before + total % count * before / count;
  }
};

// Looks up an environment variable; nullptr if it is not set.
using Environment = std::function<const char*(const char* name)>;

// Reads "3/6", or takes the number, and the count unless it is given, from a scheduler's
// environment:
//   auto    Slurm: SLURM_ARRAY_TASK_ID of an array from 1 to SLURM_ARRAY_TASK_COUNT
//   auto/6  Slurm: SLURM_ARRAY_TASK_ID; Kubernetes: JOB_COMPLETION_INDEX + 1
// Throws Error invalid_argument, which begins with "shard", if the text or the environment does not
// name a part.  `auto` refuses an array of which only some tasks run, because its count is not the
// number of parts.
Shard parse_shard(std::string_view text, const Environment& environment);

}  // namespace melsift::analysis
