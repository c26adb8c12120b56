// Tracks of the catalogue whose file is gone.
#pragma once

#include <span>
#include <string>

#include "catalogue/store.h"

namespace melsift::scan {

struct LostTracks {
  long long lost = 0;  // their file is gone; pruning has dropped them
  long long kept = 0;  // pruning has not dropped them, because a disk may not be mounted
};

// Whether a scan of these paths may prune: none of them is gone, as a folder on a disk that is not
// mounted would be.
bool may_prune(std::span<const std::string> paths);

// Finds the tracks whose file was at one of these paths or below it.  With `prune` they are
// dropped, with the failures of lost files; tracks of an empty folder or behind a broken link are
// kept.  Throws Error as the store does.
LostTracks find_lost_tracks(catalogue::Store& store, std::span<const std::string> paths,
                            bool prune);

}  // namespace melsift::scan
