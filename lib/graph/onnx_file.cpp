#include "graph/onnx_file.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <limits>

#include <onnx/onnx_pb.h>

#include "base/error.h"

namespace melsift::graph {

namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

constexpr int kMaxNodes = 20000;

// IEEE 754 half precision.
float widened(std::uint16_t half) {
  const std::uint32_t sign = std::uint32_t{half & 0x8000U} << 16;
  const std::uint32_t exponent = half >> 10 & 0x1FU;
  const std::uint32_t fraction = half & 0x3FFU;
  if (exponent == 0) {  // zero, or subnormal: fraction * 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1.0p-24F;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? 255 : exponent + 112;
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

// Converts the tensors of a file.
class TensorReader {
 public:
  TensorReader(const std::string& file, const ExternalData& external)
      : file_(file), external_(external) {}

  OnnxTensor read(const onnx::TensorProto& proto) {
    name_ = proto.name();
    OnnxTensor tensor;
    Index size = 1;
    for (const std::int64_t extent : proto.dims()) {
      if (extent < 0 || (size > 0 && extent > Graph::kMaxValues / size)) fail("has a wrong shape");
      tensor.shape.push_back(extent);
      size *= extent;
    }
    fill(proto, tensor);
    if (static_cast<Index>(tensor.values.size()) != size) fail("its data do not fill its shape");
    return tensor;
  }

 private:
  [[noreturn]] void fail(const std::string& detail, ErrorKind kind = ErrorKind::corrupt) const {
    throw Error(kind, file_, "tensor \"" + name_ + "\": " + detail);
  }

  void fill(const onnx::TensorProto& proto, OnnxTensor& tensor) {
    using Proto = onnx::TensorProto;
    const auto as_float = [](auto value) { return static_cast<float>(value); };
    // Elements of int32_data contain the bits of narrower types.
    const auto half = [](auto bits) { return widened(static_cast<std::uint16_t>(bits)); };
    const auto brain = [](auto bits) {
      return std::bit_cast<float>(std::uint32_t{static_cast<std::uint16_t>(bits)} << 16);
    };
    tensor.is_integer = true;
    switch (proto.data_type()) {
      case Proto::FLOAT:
        tensor.is_integer = false;
        return fill<float>(proto, proto.float_data(), tensor, as_float);
      case Proto::DOUBLE:
        tensor.is_integer = false;
        return fill<double>(proto, proto.double_data(), tensor, as_float);
      case Proto::FLOAT16:
        tensor.is_integer = false;
        return fill<std::uint16_t>(proto, proto.int32_data(), tensor, half);
      case Proto::BFLOAT16:
        tensor.is_integer = false;
        return fill<std::uint16_t>(proto, proto.int32_data(), tensor, brain);
      case Proto::INT64:
        return fill<std::int64_t>(proto, proto.int64_data(), tensor, as_float);
      case Proto::INT32:
        return fill<std::int32_t>(proto, proto.int32_data(), tensor, as_float);
      case Proto::INT8:
        return fill<std::int8_t>(proto, proto.int32_data(), tensor, as_float);
      case Proto::UINT8:
      case Proto::BOOL:
        return fill<std::uint8_t>(proto, proto.int32_data(), tensor, as_float);
      default:
        fail("its type " + std::to_string(proto.data_type()) + " is not supported",
             ErrorKind::unsupported);
    }
  }

  template <class Stored, class List, class Convert>
  void fill(const onnx::TensorProto& proto, const List& list, OnnxTensor& tensor,
            const Convert& convert) {
    if (proto.data_location() == onnx::TensorProto::EXTERNAL)
      return unpack<Stored>(external_bytes(proto), tensor, convert);
    if (proto.has_raw_data()) return unpack<Stored>(proto.raw_data(), tensor, convert);
    tensor.values.reserve(static_cast<std::size_t>(list.size()));
    for (const auto value : list) tensor.values.push_back(convert(value));
  }

  template <class Stored, class Convert>
  void unpack(std::string_view bytes, OnnxTensor& tensor, const Convert& convert) const {
    if (bytes.size() % sizeof(Stored) != 0) fail("its data is truncated");
    tensor.values.reserve(bytes.size() / sizeof(Stored));
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(Stored)) {
      Stored value;
      std::memcpy(&value, bytes.data() + at, sizeof(Stored));
      tensor.values.push_back(convert(value));
    }
  }

  std::size_t number(const std::string& text) const {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      fail("its offset or length is not a number");
    return value;
  }

  std::string_view external_bytes(const onnx::TensorProto& proto) {
    std::map<std::string, std::string> entries;
    for (const auto& entry : proto.external_data()) entries[entry.key()] = entry.value();
    const std::string& location = entries["location"];
    // Only a plain name: a model must not be able to name any other file on the machine.
    if (location.empty() || location == "." || location == ".." ||
        location.find_first_of(std::string("/\\\0", 3)) != std::string::npos)
      fail("\"" + location + "\" is not a file in the same folder");
    if (!external_) fail("its data is in another file", ErrorKind::unsupported);
    auto found = files_.find(location);
    if (found == files_.end()) found = files_.emplace(location, external_(location)).first;
    const std::string_view bytes = found->second;
    const std::size_t offset = entries["offset"].empty() ? 0 : number(entries["offset"]);
    if (offset > bytes.size()) fail("its data is beyond the end of " + location);
    const std::size_t rest = bytes.size() - offset;
    const std::size_t length = entries["length"].empty() ? rest : number(entries["length"]);
    if (length > rest) fail("its data is beyond the end of " + location);
    return bytes.substr(offset, length);
  }

  const std::string& file_;
  const ExternalData& external_;
  std::string name_;
  std::map<std::string, std::string> files_;
};

OnnxPort read_port(const onnx::ValueInfoProto& info) {
  OnnxPort port{info.name(), {}};
  for (const auto& dim : info.type().tensor_type().shape().dim())
    port.shape.push_back(dim.has_dim_value() ? dim.dim_value() : -1);
  return port;
}

OnnxNode read_node(const onnx::NodeProto& proto, TensorReader& tensors) {
  OnnxNode node;
  node.operation = proto.op_type();
  if (!proto.domain().empty() && proto.domain() != "ai.onnx")
    node.operation = proto.domain() + "." + node.operation;
  node.inputs.assign(proto.input().begin(), proto.input().end());
  node.outputs.assign(proto.output().begin(), proto.output().end());
  node.name = proto.name();
  if (node.name.empty() && !node.outputs.empty()) node.name = node.outputs.front();
  for (const auto& given : proto.attribute()) {
    OnnxAttribute& attribute = node.attributes[given.name()];
    attribute.integer = given.i();
    attribute.real = given.f();
    attribute.text = given.s();
    attribute.integers.assign(given.ints().begin(), given.ints().end());
    attribute.reals.assign(given.floats().begin(), given.floats().end());
    if (given.has_t()) attribute.tensor = tensors.read(given.t());
  }
  return node;
}

}  // namespace

OnnxFile parse_onnx(std::string_view bytes, const std::string& name, const ExternalData& external) {
  onnx::ModelProto proto;
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !proto.has_graph())
    throw Error(ErrorKind::corrupt, name, "is not an ONNX file");
  const onnx::GraphProto& graph = proto.graph();
  if (graph.node_size() > kMaxNodes)
    throw Error(ErrorKind::unsupported, name, "has more than 20000 nodes");
  if (graph.sparse_initializer_size() > 0)
    throw Error(ErrorKind::unsupported, name, "has sparse constants");
  OnnxFile file;
  for (const auto& opset : proto.opset_import())
    if (opset.domain().empty() || opset.domain() == "ai.onnx") file.opset = opset.version();
  TensorReader tensors(name, external);
  for (const auto& tensor : graph.initializer())
    file.constants[tensor.name()] = tensors.read(tensor);
  for (const auto& node : graph.node()) file.nodes.push_back(read_node(node, tensors));
  for (const auto& input : graph.input())
    if (!file.constants.contains(input.name())) file.inputs.push_back(read_port(input));
  for (const auto& output : graph.output()) file.outputs.push_back(read_port(output));
  for (const auto& entry : proto.metadata_props()) file.metadata[entry.key()] = entry.value();
  return file;
}

}  // namespace melsift::graph
