#include "resume/kept_order.h"

#include <algorithm>

namespace melsift::resume {

void KeptOrder::answers(std::size_t old_index) {
  behind_[old_index] = static_cast<std::uint32_t>(places_.size());
}

void KeptOrder::is_seen(std::size_t old_index) {
  if (behind_[old_index] == kUnseen) behind_[old_index] = kSeen;
}

std::vector<KeptOrder::Place> KeptOrder::finish(
    const std::function<bool(std::size_t)>& stays) const {
  struct Staying {
    std::uint32_t index;
    std::uint32_t behind;
  };
  std::vector<Staying> staying;
  std::uint32_t behind = 0;
  for (std::uint32_t index = 0; index < behind_.size(); ++index) {
    if (behind_[index] == kSeen) continue;
    if (behind_[index] != kUnseen)
      behind = behind_[index];
    else if (stays(index))
      staying.push_back({index, behind});
  }
  std::ranges::stable_sort(staying, {}, &Staying::behind);

  std::vector<Place> places;
  places.reserve(places_.size() + staying.size());
  auto next = staying.begin();
  for (std::uint32_t i = 0; i <= places_.size(); ++i) {
    for (; next != staying.end() && next->behind == i; ++next)
      places.push_back({true, next->index});
    if (i < places_.size()) places.push_back(places_[i]);
  }
  return places;
}

}  // namespace melsift::resume
