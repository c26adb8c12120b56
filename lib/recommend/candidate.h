// A track that may become part of an answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>

#include "recommend/widening.h"

namespace melsift::recommend {

struct Candidate {
  std::size_t track = 0;
  Tier tier;
  double score = 0.0;
  std::uint64_t tie_break = 0;  // decides ties

  bool operator<(const Candidate& other) const {  // better first
    return std::tuple(tier, -score, tie_break, track) <
           std::tuple(other.tier, -other.score, other.tie_break, other.track);
  }
};

}  // namespace melsift::recommend
