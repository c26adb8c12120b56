// The contents of an ONNX file: github.com/onnx/onnx, docs/IR.md.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"

namespace melsift::graph {

// A constant.  Integers are kept as floats: they are shapes, axes and indices, and of those only
// ends of slices are beyond the 24 bits that a float holds.
struct OnnxTensor {
  Extents shape;
  std::vector<float> values;
  bool is_integer = false;
};

struct OnnxAttribute {
  std::int64_t integer = 0;
  float real = 0.0F;
  std::string text;
  std::vector<std::int64_t> integers;
  std::vector<float> reals;
  std::optional<OnnxTensor> tensor;
};

struct OnnxNode {
  std::string operation;            // "Conv"; of a domain other than ONNX's own "domain.Conv"
  std::string name;                 // of its first output if it has none of its own
  std::vector<std::string> inputs;  // "" for an optional one that is not given
  std::vector<std::string> outputs;
  std::map<std::string, OnnxAttribute> attributes;
};

struct OnnxPort {
  std::string name;
  std::vector<std::int64_t> shape;  // -1 for an extent that is left open
};

struct OnnxFile {
  std::int64_t opset = 0;
  std::vector<OnnxNode> nodes;
  std::map<std::string, OnnxTensor> constants;
  std::vector<OnnxPort> inputs;  // without constants
  std::vector<OnnxPort> outputs;
  std::map<std::string, std::string> metadata;
};

// Gives the bytes of a file beside the ONNX file, by its name.
using ExternalData = std::function<std::string(const std::string& name)>;

// Throws Error corrupt or unsupported, beginning with `name`; unsupported also if melsift was built
// without libonnx.  Large constants may be in files of their own, for which `external` is asked.
OnnxFile parse_onnx(std::string_view bytes, const std::string& name, const ExternalData& external);

}  // namespace melsift::graph
