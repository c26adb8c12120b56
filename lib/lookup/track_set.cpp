#include "lookup/track_set.h"

#include <utility>

#include "base/name.h"

namespace melsift::lookup {

std::string name_key(const record::Record& track) {
  return normal_form(track.artist) + '\n' + normal_form(track.title);
}

void TrackSet::add(record::Record track) {
  if (full()) return;
  const bool early = track.year && wish_.first_year && *track.year < *wish_.first_year;
  const bool late = track.year && wish_.last_year && *track.year > *wish_.last_year;
  if (early || late) {
    ++out_of_years_;
    return;
  }
  if (names_.insert(name_key(track)).second) tracks_.push_back(std::move(track));
}

}  // namespace melsift::lookup
