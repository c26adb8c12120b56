// A search request, and the tracks that were found.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "record/record.h"

namespace melsift::lookup {

// Empty text and absent years are not part of the search.
struct Wish {
  std::string genre = {};
  std::string artist = {};
  std::string title = {};
  std::optional<long long> first_year = {}, last_year = {};  // both included
};

// Tracks from a service, each once, up to a maximum number.
class TrackSet {
 public:
  // `wish` must outlive it.
  TrackSet(const Wish& wish, std::size_t count) : wish_(wish), count_(count) {}

  // Adds the track unless the set is full, contains a track with the same name_key(), or the
  // track's year is known and outside of the requested years.
  void add(record::Record track);
  // Notes that an item of an answer can't be used.
  void complain(std::string about) { complaints_.push_back(std::move(about)); }

  bool full() const { return tracks_.size() >= count_; }
  std::size_t wanted() const { return count_; }
  const std::vector<record::Record>& tracks() const { return tracks_; }
  const std::vector<std::string>& complaints() const { return complaints_; }
  // The number of tracks that were left out because of their year.
  std::size_t out_of_years() const { return out_of_years_; }

 private:
  const Wish& wish_;
  std::size_t count_;
  std::vector<record::Record> tracks_;
  std::vector<std::string> complaints_;
  std::unordered_set<std::string> names_;
  std::size_t out_of_years_ = 0;
};

// The key by which tracks are compared: artist and title in normal_form().
std::string name_key(const record::Record& track);

}  // namespace melsift::lookup
