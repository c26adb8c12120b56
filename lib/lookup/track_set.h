// What is looked for, and what is found.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "record/record.h"

namespace melsift::lookup {

// Empty text and absent years ask for nothing.
struct Wish {
  std::string genre = {};
  std::string artist = {};
  std::string title = {};
  std::optional<long long> first_year = {}, last_year = {};  // both included
};

// Tracks as they come from a service, each once, up to a number.
class TrackSet {
 public:
  // `wish` must outlive it.
  TrackSet(const Wish& wish, std::size_t count) : wish_(wish), count_(count) {}

  // Adds the track unless the set is full, has one of the same name_key(), or the track's year is
  // known and not a wished one.
  void add(record::Record track);
  // Takes note of an item of an answer that can't be used.
  void complain(std::string about) { complaints_.push_back(std::move(about)); }

  bool full() const { return tracks_.size() >= count_; }
  std::size_t wanted() const { return count_; }
  const std::vector<record::Record>& tracks() const { return tracks_; }
  const std::vector<std::string>& complaints() const { return complaints_; }
  // Tracks left out for their year.
  std::size_t out_of_years() const { return out_of_years_; }

 private:
  const Wish& wish_;
  std::size_t count_;
  std::vector<record::Record> tracks_;
  std::vector<std::string> complaints_;
  std::unordered_set<std::string> names_;
  std::size_t out_of_years_ = 0;
};

// The key of a track among others: its artist and title in normal_form().
std::string name_key(const record::Record& track);

}  // namespace melsift::lookup
