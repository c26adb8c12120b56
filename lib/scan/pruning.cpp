#include "scan/pruning.h"

#include <algorithm>
#include <unordered_set>

#include "base/disk_file.h"
#include "base/path_form.h"

namespace melsift::scan {

bool may_prune(std::span<const std::string> paths) {
  return std::ranges::none_of(paths, is_gone);
}

LostTracks find_lost_tracks(catalogue::Store& store, std::span<const std::string> paths,
                            bool prune) {
  std::unordered_set<long long> lost, kept;  // folders may overlap
  store.transaction([&] {
    for (const std::string& given : paths) {
      const std::string path = absolute_path(given);
      store.for_each_file(path, [&](catalogue::KnownFile&& file) {
        if (is_gone(file.path))
          (prune && may_be_unmounted(file.path) ? kept : lost).insert(file.track);
      });
      if (prune) store.drop_lost_failures(path);
    }
    if (prune)
      for (const long long track : lost) store.drop(track);
  });
  return {static_cast<long long>(lost.size()), static_cast<long long>(kept.size())};
}

}  // namespace melsift::scan
