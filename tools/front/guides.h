// The guides: manual pages that are not of one tool.
#pragma once

#include <array>
#include <string_view>

namespace melsift::front {

struct Guide {
  std::string_view name;     // the name for `melsift help`
  std::string_view page;     // the manual page ...
  std::string_view section;  // ... and its section
  std::string_view purpose;
};

inline constexpr std::array kGuides = {
    Guide{"map", "melsift", "7", "find the page for a question"},
    Guide{"pipelines", "melsift-pipelines", "7", "learn the tools: from GTZAN to playlists"},
    Guide{"cluster", "melsift-cluster", "7", "use many machines: Slurm, snakemake, Kubernetes, MPI"},
    Guide{"records", "melsift-records", "5", "look up the fields of records, CSV, NPZ and ARFF"},
    Guide{"model", "melsift-model", "5", "look up the model file, and how to describe a network"},
};

}  // namespace melsift::front
