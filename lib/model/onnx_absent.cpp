// Replaces onnx.cpp if melsift is built without libonnx.
#include "base/error.h"
#include "model/onnx.h"

namespace melsift::model {

std::string encode_onnx(const Model&) {
  throw Error(ErrorKind::unsupported, "onnx",
              "needs melsift built with libonnx (Debian: libonnx-dev libprotobuf-dev)");
}

}  // namespace melsift::model
