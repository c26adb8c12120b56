// ONNX files as graphs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"
#include "graph/onnx_file.h"

namespace melsift::graph {

inline constexpr std::int64_t kOldestOpset = 9;
inline constexpr std::int64_t kNewestOpset = 18;

struct OnnxModel {
  Graph graph;
  std::map<std::string, std::string> metadata;
};

// The graph of an ONNX file, opset 9 to 18.  Axis 0 of its inputs and outputs is the batch; all
// other extents must be given.  Values that do not depend on the inputs are computed here.  Throws
// Error corrupt or unsupported, beginning with `name`; an unknown operator is named with its node.
OnnxModel read_onnx(std::string_view bytes, const std::string& name,
                    const ExternalData& external = {});

// The same from a file and the files beside it.  Also throws Error not_found and io.
OnnxModel load_onnx(const std::string& path);

}  // namespace melsift::graph
