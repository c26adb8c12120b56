#include "tools/train/warnings.h"

#include <algorithm>

#include "model/split.h"

namespace melsift::tools {

void warn_of_torn_groups(const Command& command, const std::vector<std::string>& groups,
                         const std::string& parts) {
  if (groups.empty()) return;
  command.warning(std::to_string(groups.size()) + " groups (" + groups.front() +
                  (groups.size() > 1 ? ", ..." : "") + ") are in more than one of " + parts +
                  ": results on them will be too optimistic");
}

void warn_of_unknown_splits(const Command& command, const std::vector<record::Record>& records,
                            const std::vector<std::string>& use) {
  const auto named = [&](const std::string& split) {
    return std::ranges::any_of(use,
                               [&](const auto& word) { return word == "all" || word == split; });
  };
  for (const auto& [split, tracks] : model::unknown_splits(records))
    if (!named(split))
      command.warning("split \"" + split + "\" is neither train, valid nor test: its " +
                      std::to_string(tracks) + " tracks are not used (--use " + split +
                      " uses them)");
}

}  // namespace melsift::tools
