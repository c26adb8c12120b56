// Values of items that listeners played, found by the tracks that the items mean.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "record/record.h"

namespace melsift::recommend {

// An item is a track's path, its "artist - title" (see track_forms()), or an artist.
class ItemValues {
 public:
  // Of items that mean the same the greatest value counts.
  void add(const std::string& item, double value);

  // By path, else by artist and title; of several artists the first that is known counts.
  std::optional<double> of_track(const record::Record& record) const;
  std::optional<double> of_artist(const record::Record& record) const;

 private:
  using Values = std::unordered_map<std::string, double>;

  static std::optional<double> find(const Values& values, const std::string& key);

  std::optional<double> of_path(const std::string& path) const;
  std::optional<double> find_any(const std::vector<std::string>& forms) const;

  Values by_path_, by_form_;
};

}  // namespace melsift::recommend
