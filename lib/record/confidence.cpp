#include "record/confidence.h"

#include <algorithm>

namespace melsift::record {
namespace {

constexpr float kSure = 0.5F;
constexpr float kLead = 0.1F;

}  // namespace

std::optional<float> confidence(const Record& record) {
  const auto score = std::ranges::find(record.scores, record.predicted, &Score::label);
  if (score == record.scores.end()) return std::nullopt;
  return score->value;
}

bool is_unsure(const Record& record) {
  const float own = confidence(record).value_or(0.0F);
  return own < kSure || std::ranges::any_of(record.scores, [&](const Score& score) {
           return score.label != record.predicted && score.value > own - kLead;
         });
}

}  // namespace melsift::record
