#include "resume/track_memory.h"

namespace melsift::resume {
namespace {

bool has_stamp(const std::optional<KnownEntry>& known, const std::optional<FileStamp>& stamp) {
  return known && known->entry.stamp == stamp;
}

}  // namespace

// The finished file comes first, so that an unchanged file stays as it is.
TrackMemory::Part TrackMemory::same_records(const std::optional<FileStamp>& stamp,
                                            std::uint64_t input) const {
  if (!stamp) return nullptr;
  for (const Part part : {&TrackMemory::finished, &TrackMemory::begun}) {
    const auto& known = this->*part;
    if (has_stamp(known, stamp) && known->entry.input == input) return part;
  }
  return nullptr;
}

TrackMemory::Part TrackMemory::last_records() const {
  return begun ? &TrackMemory::begun : finished ? &TrackMemory::finished : nullptr;
}

TrackMemory::Part TrackMemory::same_failure(const std::optional<FileStamp>& stamp) const {
  return has_stamp(old_failure, stamp)   ? &TrackMemory::old_failure
         : has_stamp(new_failure, stamp) ? &TrackMemory::new_failure
                                         : nullptr;
}

}  // namespace melsift::resume
