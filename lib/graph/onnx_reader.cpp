#include "graph/onnx_reader.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "graph/onnx_operator.h"
#include "graph/program.h"

namespace melsift::graph {

namespace {

// Limits for computed constants: the numbers that any file may use without containing them, and how
// many copies of contained constants are allowed.  A small file must not fill the memory.
constexpr Index kMaxComputed = Index{1} << 24;
constexpr Index kMaxCopies = 8;

class GraphReader {
 public:
  explicit GraphReader(const OnnxFile& file) : file_(file) {
    for (const auto& [name, tensor] : file.constants) {
      values_[name] = &tensor;
      budget_ += kMaxCopies * static_cast<Index>(tensor.values.size());
    }
    for (const OnnxNode& node : file.nodes)
      for (const std::string& input : node.inputs) ++readers_[input];
    for (const OnnxPort& output : file.outputs) ++readers_[output.name];
  }

  Graph read() {
    for (const OnnxPort& input : file_.inputs) add_input(input);
    for (const OnnxNode& node : file_.nodes) add(node);
    for (const OnnxPort& output : file_.outputs) {
      const auto found = values_.find(output.name);
      if (found == values_.end())
        throw Error(ErrorKind::corrupt, "output \"" + output.name + "\"", "is not computed");
      const auto* id = std::get_if<ValueId>(&found->second);
      if (id == nullptr)
        throw Error(ErrorKind::unsupported, "output \"" + output.name + "\"", "is a constant");
      graph_.add_output(output.name, *id);
    }
    if (file_.inputs.empty() || file_.outputs.empty())
      throw Error(ErrorKind::corrupt, "graph", "has no input or no output");
    graph_.remove_unused();
    return std::move(graph_);
  }

 private:
  void add_input(const OnnxPort& input) {
    const std::string name = "input \"" + input.name + "\"";
    if (input.shape.empty()) throw Error(ErrorKind::unsupported, name, "has no batch");
    Extents shape;
    for (std::size_t k = 1; k < input.shape.size(); ++k) {
      if (input.shape[k] < 0)
        throw Error(ErrorKind::unsupported, name,
                    "the size of its axis " + std::to_string(k) + " is not given");
      shape.push_back(input.shape[k]);
    }
    values_[input.name] = graph_.add_input(input.name, shape);
  }

  [[noreturn]] static void refuse(const OnnxNode& node, const std::string& detail) {
    throw Error(ErrorKind::unsupported, "node \"" + node.name + "\" (" + node.operation + ")",
                detail);
  }

  std::vector<OnnxInput> inputs_of(const OnnxNode& node) const {
    std::vector<OnnxInput> inputs;
    for (const std::string& name : node.inputs) {
      OnnxInput& input = inputs.emplace_back();
      if (name.empty()) continue;
      const auto found = values_.find(name);
      if (found == values_.end()) refuse(node, "reads \"" + name + "\" before it is computed");
      input.value = found->second;
      input.has_other_readers = readers_.at(name) > 1;
    }
    return inputs;
  }

  void add(const OnnxNode& node) {
    const std::vector<OnnxInput> inputs = inputs_of(node);
    const auto is_known = [](const OnnxInput& input) {
      return !input.value || std::holds_alternative<const OnnxTensor*>(*input.value);
    };
    if (node.operation == "Constant") return keep(node, 0, constant(node));
    if (node.operation == "Shape") return keep(node, 0, shape(node, inputs));
    const bool is_constant = std::ranges::all_of(inputs, is_known);
    if (node.operation == "ConstantOfShape" && is_constant)
      return keep(node, 0, filled(node, inputs));
    const OnnxOperator convert = find_operator(node.operation);
    if (convert == nullptr) refuse(node, "melsift does not support this operator");
    if (is_constant) return fold(node, inputs, convert);
    OnnxContext context(node, inputs, graph_, file_.opset, true);
    const ValueId first = graph_.value_count();
    const std::vector<ValueId> outputs = convert(context);
    for (ValueId id = first; id < graph_.value_count(); ++id)
      spend(node, static_cast<Index>(graph_.value(id).constant.size()));
    for (std::size_t k = 0; k < std::min(outputs.size(), node.outputs.size()); ++k)
      values_[node.outputs[k]] = outputs[k];
  }

  // Computes with constants alone, in a separate graph whose inputs they are.
  void fold(const OnnxNode& node, std::vector<OnnxInput> inputs, OnnxOperator convert) {
    if (find_layer_operator(node.operation) != nullptr && !node.operation.starts_with("Reduce"))
      refuse(node, "computes with constants alone");
    Graph graph;
    std::vector<Matrix> rows;
    bool is_integer = !inputs.empty();
    const std::size_t first_type = node.operation == "Where" ? 1 : 0;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      if (!inputs[k].value) continue;
      const OnnxTensor& tensor = *std::get<const OnnxTensor*>(*inputs[k].value);
      if (k == first_type) is_integer = tensor.is_integer;
      // Axes, indices and parameters stay constants for operators that read them so.
      if (k > 0 && takes_parameters(node.operation)) continue;
      inputs[k].value = graph.add_input("node \"" + node.name + "\"", tensor.shape);
      rows.emplace_back(Eigen::Map<const RowVector>(tensor.values.data(),
                                                    static_cast<Index>(tensor.values.size())));
    }
    if (node.operation == "Cast") is_integer = !is_real(node);
    OnnxContext context(node, inputs, graph, file_.opset, false);
    const std::vector<ValueId> outputs = convert(context);
    for (const ValueId id : outputs) {
      spend(node, size_of(graph.value(id).shape));
      graph.add_output("", id);
    }
    const Program program(graph);
    const std::vector<Matrix> results = program.run(rows);
    for (std::size_t k = 0; k < std::min(outputs.size(), node.outputs.size()); ++k) {
      OnnxTensor tensor{graph.value(outputs[k]).shape, {}, is_integer};
      for (const float value : results[k].row(0))
        tensor.values.push_back(is_integer ? std::trunc(value) : value);
      keep(node, k, std::move(tensor));
    }
  }

  void spend(const OnnxNode& node, Index values) {
    budget_ -= values;
    if (budget_ < 0) refuse(node, "computes constants that are too large");
  }

  // Of values that are computed from constants alone.
  static bool takes_parameters(const std::string& operation) {
    constexpr std::string_view kNames[] = {
        "Clip",       "Gather",    "Pad",       "ReduceL2",        "ReduceMax",
        "ReduceMean", "ReduceMin", "ReduceSum", "ReduceSumSquare", "Reshape",
        "Slice",      "Split",     "Squeeze",   "Unsqueeze"};
    return std::ranges::find(kNames, operation) != std::end(kNames);
  }

  static bool is_real(const OnnxNode& node) {
    constexpr std::int64_t kReal[] = {1, 10, 11, 16};  // float, float16, double, bfloat16
    const auto to = node.attributes.find("to");
    return to != node.attributes.end() &&
           std::ranges::find(kReal, to->second.integer) != std::end(kReal);
  }

  OnnxTensor constant(const OnnxNode& node) const {
    for (const auto& [name, attribute] : node.attributes) {
      if (name == "value" && attribute.tensor) return *attribute.tensor;
      if (name == "value_float") return {{}, {attribute.real}, false};
      if (name == "value_int") return {{}, {static_cast<float>(attribute.integer)}, true};
      if (name == "value_floats")
        return {{static_cast<Index>(attribute.reals.size())}, attribute.reals, false};
      if (name == "value_ints")
        return {{static_cast<Index>(attribute.integers.size())},
                {attribute.integers.begin(), attribute.integers.end()},
                true};
    }
    refuse(node, "its value has an unsupported type");
  }

  OnnxTensor shape(const OnnxNode& node, const std::vector<OnnxInput>& inputs) const {
    if (inputs.size() != 1 || !inputs[0].value) refuse(node, "must have exactly one input");
    OnnxTensor shape{{}, {}, true};
    if (const auto* id = std::get_if<ValueId>(&*inputs[0].value)) {
      shape.values.push_back(kBatch);
      for (const Index extent : graph_.value(*id).shape)
        shape.values.push_back(static_cast<float>(extent));
    } else {
      for (const Index extent : std::get<const OnnxTensor*>(*inputs[0].value)->shape)
        shape.values.push_back(static_cast<float>(extent));
    }
    if (node.attributes.contains("start") || node.attributes.contains("end"))
      shape.values = part(node, std::move(shape.values));
    shape.shape = {static_cast<Index>(shape.values.size())};
    return shape;
  }

  static std::vector<float> part(const OnnxNode& node, std::vector<float> values) {
    const auto rank = static_cast<std::int64_t>(values.size());
    const auto place = [&](const char* name, std::int64_t otherwise) {
      const auto found = node.attributes.find(name);
      const std::int64_t given = found == node.attributes.end() ? otherwise : found->second.integer;
      return std::clamp<std::int64_t>(given < 0 ? given + rank : given, 0, rank);
    };
    const std::int64_t start = place("start", 0), end = std::max(place("end", rank), start);
    return {values.begin() + start, values.begin() + end};
  }

  OnnxTensor filled(const OnnxNode& node, const std::vector<OnnxInput>& inputs) {
    if (inputs.size() != 1 || !inputs[0].value) refuse(node, "must have exactly one input");
    OnnxTensor tensor;
    Index size = 1;
    for (const float extent : std::get<const OnnxTensor*>(*inputs[0].value)->values) {
      if (!(extent >= 1.0F) || extent > static_cast<float>(kMaxComputed / size))
        refuse(node, "its shape depends on the batch or is out of range");
      tensor.shape.push_back(static_cast<Index>(extent));
      size *= tensor.shape.back();
    }
    float value = 0.0F;
    const auto given = node.attributes.find("value");
    if (given != node.attributes.end() && given->second.tensor &&
        given->second.tensor->values.size() == 1) {
      value = given->second.tensor->values.front();
      tensor.is_integer = given->second.tensor->is_integer;
    }
    spend(node, size);
    tensor.values.assign(static_cast<std::size_t>(size), value);
    return tensor;
  }

  void keep(const OnnxNode& node, std::size_t output, OnnxTensor tensor) {
    if (output >= node.outputs.size()) refuse(node, "has no output");
    computed_.push_back(std::make_unique<const OnnxTensor>(std::move(tensor)));
    values_[node.outputs[output]] = computed_.back().get();
  }

  const OnnxFile& file_;
  Graph graph_;
  std::unordered_map<std::string, OnnxValue> values_;
  std::unordered_map<std::string, std::size_t> readers_;
  std::vector<std::unique_ptr<const OnnxTensor>> computed_;
  Index budget_ = kMaxComputed;  // numbers that computed constants may still have
};

}  // namespace

OnnxModel read_onnx(std::string_view bytes, const std::string& name, const ExternalData& external) {
  OnnxFile file = parse_onnx(bytes, name, external);
  if (file.opset < kOldestOpset || file.opset > kNewestOpset)
    throw Error(ErrorKind::unsupported, name,
                "has opset " + std::to_string(file.opset) + ", melsift supports " +
                    std::to_string(kOldestOpset) + " to " + std::to_string(kNewestOpset));
  try {
    Graph graph = GraphReader(file).read();
    return {std::move(graph), std::move(file.metadata)};
  } catch (const Error& error) {
    throw Error(error.kind(), name, error.what());
  }
}

OnnxModel load_onnx(const std::string& path) {
  const auto external = [&](const std::string& name) {
    return read_file(folder_of(path) + "/" + name);
  };
  return read_onnx(read_file(path), path, external);
}

}  // namespace melsift::graph
