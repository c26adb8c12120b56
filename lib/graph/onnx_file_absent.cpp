// Replaces onnx_file.cpp if melsift is built without libonnx.
#include "base/error.h"
#include "graph/onnx_file.h"

namespace melsift::graph {

OnnxFile parse_onnx(std::string_view, const std::string& name, const ExternalData&) {
  throw Error(ErrorKind::unsupported, name,
              "ONNX needs melsift built with libonnx (Debian: libonnx-dev libprotobuf-dev)");
}

}  // namespace melsift::graph
