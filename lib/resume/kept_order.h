// The order of a list that is made anew from an input, of which some entries are taken over from
// the list as it was: those of the input come in its order, and an old entry that the input says
// nothing of stays behind the one that it used to follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace melsift::resume {

class KeptOrder {
 public:
  // An entry of the list as it was, or of what was made since.
  struct Place {
    bool old;
    std::uint32_t index;

    bool operator==(const Place&) const = default;
  };

  explicit KeptOrder(std::size_t old_count) : behind_(old_count, kUnseen) {}

  // The next of the input.
  void add(Place place) { places_.push_back(place); }
  // What the input said last answers this old entry: it is no longer there by itself, and what
  // followed it follows what was added last.
  void answers(std::size_t old_index);
  // The input says something of this old entry's track in another place.
  void is_seen(std::size_t old_index);

  // The whole list.  `stays` is asked of each old entry that the input said nothing of, in order.
  std::vector<Place> finish(const std::function<bool(std::size_t old_index)>& stays) const;

 private:
  static constexpr std::uint32_t kUnseen = 0xFFFFFFFF;
  static constexpr std::uint32_t kSeen = 0xFFFFFFFE;

  std::vector<Place> places_;
  std::vector<std::uint32_t> behind_;  // an old entry's answer is among the first so many places
};

}  // namespace melsift::resume
