// The order of a list that is updated from an input.  Entries of the input come in the order of the
// input.  An old entry that the input does not mention stays after the entry that it used to
// follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace melsift::resume {

class KeptOrder {
 public:
  // An entry of the old list, or a new one.
  struct Place {
    bool old;
    std::uint32_t index;

    bool operator==(const Place&) const = default;
  };

  explicit KeptOrder(std::size_t old_count) : behind_(old_count, kUnseen) {}

  // Adds the next entry of the input.
  void add(Place place) { places_.push_back(place); }
  // The last added entry replaces this old entry; entries that followed the old one follow the new
  // one.
  void answers(std::size_t old_index);
  // The input mentions this old entry's track at another position.
  void is_seen(std::size_t old_index);

  // The whole list.  `stays` is called for each old entry that the input does not mention, in
  // order.
  std::vector<Place> finish(const std::function<bool(std::size_t old_index)>& stays) const;

 private:
  static constexpr std::uint32_t kUnseen = 0xFFFFFFFF;
  static constexpr std::uint32_t kSeen = 0xFFFFFFFE;

  std::vector<Place> places_;
  std::vector<std::uint32_t>
      behind_;  // number of entries of the new list that include the answer to each old entry
};

}  // namespace melsift::resume
