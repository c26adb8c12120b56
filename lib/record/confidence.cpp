#include "record/confidence.h"

#include <algorithm>

namespace melsift::record {
namespace {

constexpr float kSure = 0.5F;
constexpr float kLead = 0.1F;

}  // namespace

float confidence(const Record& record) {
  const auto score = std::ranges::find(record.scores, record.predicted, &Score::label);
  return score != record.scores.end() ? score->value : 0.0F;
}

bool is_unsure(const Record& record) {
  const float own = confidence(record);
  return own < kSure || std::ranges::any_of(record.scores, [&](const Score& score) {
           return score.label != record.predicted && score.value > own - kLead;
         });
}

}  // namespace melsift::record
