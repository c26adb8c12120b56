// Finds tracks of the catalogue whose file is gone.
#pragma once

#include <span>
#include <string>

#include "catalogue/store.h"

namespace melsift::scan {

struct LostTracks {
  long long lost = 0;  // their file is gone; pruning has dropped them
  long long kept = 0;  // pruning has not dropped them, because a disk may not be mounted
};

// Whether a scan of these paths may prune: all of them exist.  A missing path may be on a disk that
// is not mounted.
bool may_prune(std::span<const std::string> paths);

// Finds the tracks whose lost file was at one of these paths or below it.  `prune` removes them,
// and the failures of lost files; tracks of an empty folder or behind a broken link are kept.
// Throws the Errors of the store.
LostTracks find_lost_tracks(catalogue::Store& store, std::span<const std::string> paths,
                            bool prune);

}  // namespace melsift::scan
