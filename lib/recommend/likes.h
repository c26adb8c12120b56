// Lists of liked and disliked tracks, and the matching records.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "record/record.h"
#include "record/track_list.h"

namespace melsift::recommend {

class Likes {
 public:
  // Adds a track of a list.  It matches records with its path (or the end of a path, see
  // TrackNames), or with its artist and title.  Throws Error corrupt, beginning with `where`, if
  // the other list contains it, too.
  void add(const record::Record& track, bool liked, const std::string& where);

  // Sets `liked` of a record that matches a list; returns false for other records, which do not
  // change.
  bool apply(record::Record& record);

  // The number of tracks on the lists without a record so far.
  std::size_t unmatched() const { return entries_.size() - matched_.size(); }
  std::size_t size() const { return entries_.size(); }

 private:
  std::vector<bool> entries_;  // whether liked
  record::TrackNames paths_;
  std::vector<std::size_t> entry_of_path_;                              // of paths_' entries
  std::map<std::pair<std::string, std::string>, std::size_t> by_name_;  // artist, title
  std::set<std::size_t> matched_;
};

}  // namespace melsift::recommend
