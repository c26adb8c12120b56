#include "graph/program.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/error.h"

namespace melsift::graph {

namespace {

// Memory for samples that are processed together.
constexpr Index kGroupValues = Index{1} << 22;
constexpr Index kMaxMemory = Index{1} << 32;
constexpr Index kAlignment = 16;  // of the values of a sample, in floats: a cache line

}  // namespace

// Chooses a layout for each value and a kernel for each node.
class Program::Compiler {
 public:
  explicit Compiler(Program& program)
      : program_(program),
        graph_(program.graph_),
        located_(graph_.value_count()),
        uses_(graph_.value_count()) {}

  void compile() {
    for (const Node& node : graph_.nodes())
      for (const ValueId id : node.inputs) ++uses_[id];
    for (const Port& port : graph_.outputs()) ++uses_[port.value];
    for (std::size_t k = 0; k < graph_.inputs().size(); ++k) {
      const ValueId id = graph_.inputs()[k].value;
      located_[id] = {{Source::input, k}, row_major(graph_.value(id).shape)};
    }
    for (ValueId id = 0; id < graph_.value_count(); ++id)
      if (graph_.value(id).is_constant)
        located_[id] = {{Source::constant, id}, row_major(graph_.value(id).shape)};
    for (const Node& node : graph_.nodes()) {
      node_ = &node;
      std::visit([&](const auto& operation) { compile(operation); }, node.operation);
      for (const ValueId id : node.inputs) consume(id);
    }
    for (std::size_t k = 0; k < graph_.outputs().size(); ++k) {
      const Located& value = located_[graph_.outputs()[k].value];
      emit(copy_kernel(operand(value), row_major(value.layout.shape)), {value.place},
           {Source::output, k});
      consume(graph_.outputs()[k].value);
    }
  }

 private:
  struct Located {
    Place place;
    Layout layout;
  };

  const Extents& shape(std::size_t input) const { return graph_.value(node_->inputs[input]).shape; }
  const Extents& output_shape() const { return graph_.value(node_->output).shape; }
  const Located& input(std::size_t number) const { return located_[node_->inputs[number]]; }
  const Value& constant(std::size_t number) const { return graph_.value(node_->inputs[number]); }

  static Operand operand(const Located& value) {
    const bool is_constant = value.place.source == Source::constant;
    return {value.layout, is_constant ? 0 : size_of(value.layout.shape)};
  }

  Place add_buffer(Index size) {
    program_.buffers_.push_back({size, program_.steps_.size(), program_.steps_.size()});
    readers_.push_back(0);
    return {Source::buffer, program_.buffers_.size() - 1};
  }

  void emit(Kernel kernel, std::vector<Place> inputs, Place output) {
    for (const Place& place : inputs)
      if (place.source == Source::buffer)
        program_.buffers_[place.index].last = program_.steps_.size();
    if (output.source == Source::buffer)
      program_.buffers_[output.index].last = program_.steps_.size();
    program_.steps_.push_back({std::move(kernel), std::move(inputs), output});
  }

  // The input with its numbers at these positions: in place, or copied.
  Place at(std::size_t number, const Layout& layout) {
    const Located& value = input(number);
    if (same_places(value.layout, layout)) return value.place;
    const Place copy = add_buffer(size_of(layout.shape));
    emit(copy_kernel(operand(value), layout), {value.place}, copy);
    return copy;
  }

  void locate_output(const Place& place, Layout layout) {
    if (place.source == Source::buffer) readers_[place.index] += uses_[node_->output];
    located_[node_->output] = {place, std::move(layout)};
  }

  // Copies it into its own memory.
  void emit_output(Kernel kernel, std::vector<Place> inputs, Layout layout) {
    const Place place = add_buffer(size_of(layout.shape));
    emit(std::move(kernel), std::move(inputs), place);
    locate_output(place, std::move(layout));
  }

  void consume(ValueId id) {
    const Place& place = located_[id].place;
    if (place.source == Source::buffer) --readers_[place.index];
  }

  // Whether the node may write its output over this input: nothing else reads that memory.
  bool may_overwrite(std::size_t number, const Layout& output) const {
    const Located& value = input(number);
    if (value.place.source != Source::buffer || !same_places(value.layout, output)) return false;
    std::size_t reads = 0;
    for (const ValueId id : node_->inputs) {
      const Place& other = located_[id].place;
      if (other.source != Source::buffer || other.index != value.place.index) continue;
      if (id != node_->inputs[number]) return false;
      ++reads;
    }
    return readers_[value.place.index] == reads;
  }

  // A node whose output at a position depends only on its inputs at this position.
  void emit_elementwise(Kernel kernel, const Layout& layout) {
    std::vector<Place> places;
    for (std::size_t k = 0; k < node_->inputs.size(); ++k) places.push_back(input(k).place);
    for (std::size_t k = 0; k < node_->inputs.size(); ++k) {
      if (!may_overwrite(k, layout)) continue;
      emit(std::move(kernel), places, input(k).place);
      return locate_output(input(k).place, layout);
    }
    emit_output(std::move(kernel), places, layout);
  }

  // The layout of an input with the size of the output.
  Layout layout_of_output() const {
    for (std::size_t k = 0; k < node_->inputs.size(); ++k)
      if (shape(k) == output_shape() && input(k).place.source != Source::constant)
        return input(k).layout;
    return row_major(output_shape());
  }

  std::vector<Operand> operands() const {
    std::vector<Operand> result;
    for (std::size_t k = 0; k < node_->inputs.size(); ++k) result.push_back(operand(input(k)));
    return result;
  }
  std::vector<Place> places() const {
    std::vector<Place> result;
    for (std::size_t k = 0; k < node_->inputs.size(); ++k) result.push_back(input(k).place);
    return result;
  }

  void compile(const Convolve& convolve) {
    emit_output(convolution_kernel(convolve, shape(0), output_shape(), constant(1), constant(2)),
                {at(0, channels_last(shape(0)))}, channels_last(output_shape()));
  }

  void compile(const PoolWindows& pool) {
    emit_output(pooling_kernel(pool, shape(0), output_shape()), {at(0, channels_last(shape(0)))},
                channels_last(output_shape()));
  }

  void compile(const Multiply&) {
    const Place a = at(0, row_major(shape(0)));
    if (constant(1).is_constant) {
      const Value* bias = node_->inputs.size() > 2 ? &constant(2) : nullptr;
      emit_output(product_kernel(shape(0), constant(1), bias), {a}, row_major(output_shape()));
    } else {
      const Place b = at(1, row_major(shape(1)));
      emit_output(product_kernel(shape(0), shape(1)), {a, b}, row_major(output_shape()));
    }
  }

  void compile(const Map& map) {
    emit_elementwise(map_kernel(map, size_of(output_shape())), Layout(input(0).layout));
  }

  void compile(const Combine& combine) {
    const Layout layout = layout_of_output();
    emit_elementwise(combine_kernel(combine.pairing, operands(), layout), layout);
  }

  void compile(const Select&) {
    const Layout layout = layout_of_output();
    emit_elementwise(select_kernel(operands(), layout), layout);
  }

  void compile(const Reduce& reduce) {
    const Located x = input(0);
    // The remaining axes keep the order of the input.
    Layout layout = row_major(output_shape());
    if (reduce.keeps) layout = dense_like(output_shape(), x.layout);
    emit_output(reduce_kernel(reduce, x.layout, layout), {x.place}, layout);
  }

  void compile(const Softmax& softmax) {
    const Located x = input(0);
    emit_output(softmax_kernel(softmax, x.layout), {x.place}, x.layout);
  }

  void compile(const Reshape& reshape) {
    const Located x = input(0);
    if (const auto layout = reshaped(x.layout, reshape.shape)) {
      locate_output(x.place, *layout);
    } else {
      locate_output(at(0, row_major(shape(0))), row_major(reshape.shape));
    }
  }

  void compile(const Transpose& transpose) {
    const Located x = input(0);
    Layout layout{output_shape(), {}};
    for (const Index axis : transpose.order) layout.strides.push_back(x.layout.strides[axis]);
    locate_output(x.place, layout);
  }

  void compile(const Concatenate& concatenate) {
    const Layout layout = dense_like(output_shape(), input(0).layout);
    emit_output(concatenate_kernel(concatenate.axis, operands(), layout), places(), layout);
  }

  void compile(const Slice& slice) {
    const Located x = input(0);
    const Layout layout = dense_like(output_shape(), x.layout);
    emit_output(slice_kernel(slice, x.layout, layout), {x.place}, layout);
  }

  void compile(const Pad& pad) {
    const Layout layout = dense_like(output_shape(), input(0).layout);
    emit_output(pad_kernel(pad, operand(input(0)), layout), {input(0).place}, layout);
  }

  Program& program_;
  const Graph& graph_;
  const Node* node_ = nullptr;
  std::vector<Located> located_;
  std::vector<std::size_t> uses_;     // of values: reads by nodes and outputs
  std::vector<std::size_t> readers_;  // of buffers: reads to come
};

Program::Program(Graph graph) : graph_(std::move(graph)) {
  graph_.remove_unused();
  Compiler(*this).compile();
  for (nn::PlannedBlock& buffer : buffers_) {
    memory_without_reuse_ += buffer.size;
    buffer.size = (buffer.size + kAlignment - 1) / kAlignment * kAlignment;
  }
  memory_ = nn::plan_memory(buffers_);
  if (memory_ > kMaxMemory)
    throw Error(ErrorKind::unsupported, "graph", "a sample needs more than 16 GB of memory");
}

void Program::set_threads(unsigned threads) {
  workers_ = threads > 1 ? std::make_unique<Workers>(threads) : nullptr;
}

std::vector<Matrix> Program::run(const std::vector<Matrix>& inputs) const {
  if (inputs.size() != graph_.inputs().size())
    throw Error(ErrorKind::invalid_argument, "graph", "the number of inputs is wrong");
  const Index samples = inputs.empty() ? 1 : inputs.front().rows();
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const Port& port = graph_.inputs()[k];
    const Extents& shape = graph_.value(port.value).shape;
    if (inputs[k].rows() != samples || inputs[k].cols() != size_of(shape))
      throw Error(ErrorKind::invalid_argument, port.name, "expected rows of " + shape_text(shape));
  }
  std::vector<Matrix> outputs;
  for (const Port& port : graph_.outputs())
    outputs.emplace_back(samples, size_of(graph_.value(port.value).shape));

  const nn::Parallel parallel = [&](std::size_t count, const auto& body) {
    if (workers_ != nullptr) return workers_->for_each(count, body);
    for (std::size_t i = 0; i < count; ++i) body(i);
  };
  const Index most =
      std::clamp<Index>(kGroupValues / std::max<Index>(memory_, 1), 1, std::max<Index>(samples, 1));
  nn::AlignedFloats memory(memory_ * most);
  for (Index first = 0; first < samples; first += most) {
    const Index count = std::min(most, samples - first);
    const auto find = [&](const Place& place) -> const float* {
      switch (place.source) {
        case Source::input:
          return inputs[place.index].row(first).data();
        case Source::constant:
          return graph_.value(place.index).constant.data();
        case Source::buffer:
          return memory.data() + buffers_[place.index].offset * most;
        case Source::output:
          return outputs[place.index].row(first).data();
      }
      return nullptr;
    };
    for (const Step& step : steps_) {
      std::vector<const float*> from;
      for (const Place& place : step.inputs) from.push_back(find(place));
      step.kernel({count, from, const_cast<float*>(find(step.output)), parallel});
    }
  }
  return outputs;
}

}  // namespace melsift::graph
