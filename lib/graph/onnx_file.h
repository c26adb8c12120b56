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

// A constant.  Integers are kept as floats: they are shapes, axes and indices, and only ends of
// slices exceed the 24 bits of a float.
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
  std::string operation;            // "Conv"; "domain.Conv" for a domain other than that of ONNX
  std::string name;                 // the name of its first output if it has none
  std::vector<std::string> inputs;  // "" for an optional input that is not given
  std::vector<std::string> outputs;
  std::map<std::string, OnnxAttribute> attributes;
};

struct OnnxPort {
  std::string name;
  std::vector<std::int64_t> shape;  // -1 for an extent that is not fixed
};

struct OnnxFile {
  std::int64_t opset = 0;
  std::vector<OnnxNode> nodes;
  std::map<std::string, OnnxTensor> constants;
  std::vector<OnnxPort> inputs;  // without constants
  std::vector<OnnxPort> outputs;
  std::map<std::string, std::string> metadata;
};

// Returns the bytes of a file beside the ONNX file, by its name.
using ExternalData = std::function<std::string(const std::string& name)>;

// Throws Error corrupt or unsupported, beginning with `name`; unsupported also if melsift was built
// without libonnx.  Large constants may be in separate files, which `external` reads.
OnnxFile parse_onnx(std::string_view bytes, const std::string& name, const ExternalData& external);

}  // namespace melsift::graph
