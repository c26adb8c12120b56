// The orders in which a library can be shown.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "recommend/tracks.h"

namespace melsift::web {

enum class Order { path, title, artist, album, year };

// "title" ...; empty is the order of paths.  Nothing for other names.
std::optional<Order> parse_order(std::string_view name);

// Places of tracks by each order, made when one is first asked for.  Thread-safe.
class Orders {
 public:
  // Names are compared by name_words(); what is unknown comes last, and the same in the order of
  // the tracks.  By artist, tracks are ordered by album, and then as they are; albums of one title
  // are apart if their album artists are.  `tracks` may differ from call to call in nothing but
  // opinions.
  const std::vector<std::uint32_t>& of(const recommend::Tracks& tracks, Order order);

 private:
  std::mutex mutex_;
  std::array<std::vector<std::uint32_t>, 5> places_;
};

}  // namespace melsift::web
