#include "web/orders.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "base/name.h"
#include "record/shown_title.h"

namespace melsift::web {
namespace {

// Unknown ones last.
using Key = std::tuple<bool, std::string>;

Key key_of(std::string_view name) {
  std::string key;
  for (const std::string& word : name_words(name)) key.append(word).append(" ");
  if (key.empty()) key = name;  // symbols alone
  return {name.empty(), std::move(key)};
}

std::string_view album_artist(const record::Record& record) {
  return record.album_artist.empty() ? record.artist : record.album_artist;
}

using Keys = std::tuple<Key, Key, long long>;

Keys keys_of(const record::Record& record, Order order) {
  const long long year = record::first_year(record).value_or(0);
  switch (order) {
    case Order::title:
      return {key_of(record::shown_title(record)), key_of(record.artist), 0};
    case Order::artist:
      return {key_of(album_artist(record)), key_of(record.album), 0};
    case Order::album:
      return {key_of(record.album), key_of(album_artist(record)), 0};
    case Order::year:
      return {Key{year == 0, ""}, Key{}, year};
    case Order::path:
      break;
  }
  return {};
}

}  // namespace

std::optional<Order> parse_order(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames = {"", "title", "artist", "album", "year"};
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Order>(found - kNames.begin());
}

const std::vector<std::uint32_t>& Orders::of(const recommend::Tracks& tracks, Order order) {
  const std::lock_guard lock(mutex_);
  std::vector<std::uint32_t>& places = places_[static_cast<std::size_t>(order)];
  if (places.size() == tracks.size()) return places;
  places.resize(tracks.size());
  std::iota(places.begin(), places.end(), 0U);
  if (order == Order::path) return places;
  std::vector<Keys> keys;
  keys.reserve(tracks.size());
  for (std::size_t track = 0; track < tracks.size(); ++track)
    keys.push_back(keys_of(tracks.record(track), order));
  std::ranges::stable_sort(places,
                           [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  return places;
}

}  // namespace melsift::web
