// Kernels that read their inputs at strides: broadcast operands, and copies.
#include <algorithm>
#include <cmath>

#include "graph/kernel.h"

namespace melsift::graph {

namespace {

// The loops over an output and its inputs; operand 0 is the output.
struct Nest {
  std::vector<Loop> loops;
  std::vector<Index> advances;  // from sample to sample
};

Nest nest_of(const std::vector<Operand>& inputs, const Layout& output) {
  std::vector<Extents> strides = {output.strides};
  Nest nest;
  nest.advances = {size_of(output.shape)};
  for (const Operand& input : inputs) {
    strides.push_back(broadcast_strides(input.layout, output.shape));
    nest.advances.push_back(input.advance);
  }
  nest.loops = loop_nest(output.shape, strides);
  return nest;
}

// Calls body(number of the sample) for each sample.
template <class Body>
void for_each_sample(const Call& call, const Body& body) {
  call.parallel(static_cast<std::size_t>(call.samples),
                [&](std::size_t sample) { body(static_cast<Index>(sample)); });
}

template <class Function>
void combine_line(float* y, const float* a, const float* b, const Loop& line,
                  const Function& function) {
  const Index count = line.extent;
  const Index at_y = line.strides[0], at_a = line.strides[1], at_b = line.strides[2];
  if (at_y == 1 && at_a == 1 && at_b == 1) {
    for (Index i = 0; i < count; ++i) y[i] = function(a[i], b[i]);
  } else if (at_y == 1 && at_a == 1 && at_b == 0) {
    const float same = *b;
    for (Index i = 0; i < count; ++i) y[i] = function(a[i], same);
  } else if (at_y == 1 && at_a == 0 && at_b == 1) {
    const float same = *a;
    for (Index i = 0; i < count; ++i) y[i] = function(same, b[i]);
  } else {
    for (Index i = 0; i < count; ++i) y[i * at_y] = function(a[i * at_a], b[i * at_b]);
  }
}

template <class Function>
Kernel combine(const Nest& nest, const Function& function) {
  return [nest, function](const Call& call) {
    for_each_sample(call, [&](Index sample) {
      float* y = call.output + sample * nest.advances[0];
      const float* a = call.inputs[0] + sample * nest.advances[1];
      const float* b = call.inputs[1] + sample * nest.advances[2];
      for_each_line(nest.loops, [&](const Index* at) {
        combine_line(y + at[0], a + at[1], b + at[2], nest.loops.back(), function);
      });
    });
  };
}

// Copies one operand to another; both may be anywhere in the memory of a sample.
struct Copy {
  std::vector<Loop> loops = {};
  Index to = 0, from = 0;  // where they begin
  Index to_advance = 0, from_advance = 0;
  std::size_t input = 0;
};

void run(const Copy& copy, const Call& call, Index sample) {
  float* to = call.output + copy.to + sample * copy.to_advance;
  const float* from = call.inputs[copy.input] + copy.from + sample * copy.from_advance;
  const Loop& line = copy.loops.back();
  const Index at_to = line.strides[0], at_from = line.strides[1];
  for_each_line(copy.loops, [&](const Index* at) {
    float* y = to + at[0];
    const float* x = from + at[1];
    if (at_to == 1 && at_from == 1) {
      std::copy_n(x, line.extent, y);
    } else {
      for (Index i = 0; i < line.extent; ++i) y[i * at_to] = x[i * at_from];
    }
  });
}

}  // namespace

Kernel combine_kernel(Pairing pairing, const std::vector<Operand>& inputs, const Layout& output) {
  const Nest nest = nest_of(inputs, output);
  switch (pairing) {
    case Pairing::add:
      return combine(nest, [](float a, float b) { return a + b; });
    case Pairing::divide:
      return combine(nest, [](float a, float b) { return a / b; });
    case Pairing::greater:
      return combine(nest, [](float a, float b) { return a > b ? 1.0F : 0.0F; });
    case Pairing::less:
      return combine(nest, [](float a, float b) { return a < b ? 1.0F : 0.0F; });
    case Pairing::maximum:
      return combine(nest, [](float a, float b) { return a > b ? a : b; });
    case Pairing::minimum:
      return combine(nest, [](float a, float b) { return a < b ? a : b; });
    case Pairing::multiply:
      return combine(nest, [](float a, float b) { return a * b; });
    case Pairing::power:
      return combine(nest, [](float a, float b) { return std::pow(a, b); });
    case Pairing::subtract:
      return combine(nest, [](float a, float b) { return a - b; });
  }
  return {};
}

Kernel select_kernel(const std::vector<Operand>& inputs, const Layout& output) {
  return [nest = nest_of(inputs, output)](const Call& call) {
    for_each_sample(call, [&](Index sample) {
      const Loop& line = nest.loops.back();
      for_each_line(nest.loops, [&](const Index* at) {
        float* y = call.output + sample * nest.advances[0] + at[0];
        const float* x[3];
        for (std::size_t k = 0; k < 3; ++k)
          x[k] = call.inputs[k] + sample * nest.advances[k + 1] + at[k + 1];
        for (Index i = 0; i < line.extent; ++i) {
          const std::size_t chosen = x[0][i * line.strides[1]] != 0.0F ? 1 : 2;
          y[i * line.strides[0]] = x[chosen][i * line.strides[chosen + 1]];
        }
      });
    });
  };
}

Kernel copy_kernel(const Operand& input, const Layout& output) {
  const Copy copy{.loops = loop_nest(output.shape, {output.strides, input.layout.strides}),
                  .to_advance = size_of(output.shape),
                  .from_advance = input.advance};
  return [copy](const Call& call) {
    for_each_sample(call, [&](Index sample) { run(copy, call, sample); });
  };
}

Kernel slice_kernel(const Slice& slice, const Layout& input, const Layout& output) {
  Copy copy{.to_advance = size_of(output.shape), .from_advance = size_of(input.shape)};
  Extents strides = input.strides;
  for (std::size_t k = 0; k < strides.size(); ++k) {
    copy.from += slice.starts[k] * strides[k];
    strides[k] *= slice.steps[k];
  }
  copy.loops = loop_nest(output.shape, {output.strides, strides});
  return [copy](const Call& call) {
    for_each_sample(call, [&](Index sample) { run(copy, call, sample); });
  };
}

Kernel pad_kernel(const Pad& pad, const Operand& input, const Layout& output) {
  Copy copy{.loops = loop_nest(input.layout.shape, {output.strides, input.layout.strides}),
            .to_advance = size_of(output.shape),
            .from_advance = input.advance};
  for (std::size_t k = 0; k < pad.before.size(); ++k) copy.to += pad.before[k] * output.strides[k];
  return [copy, value = pad.value](const Call& call) {
    for_each_sample(call, [&](Index sample) {
      std::fill_n(call.output + sample * copy.to_advance, copy.to_advance, value);
      run(copy, call, sample);
    });
  };
}

Kernel concatenate_kernel(Index axis, const std::vector<Operand>& inputs, const Layout& output) {
  std::vector<Copy> copies;
  Index place = 0;
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const Layout& layout = inputs[k].layout;
    copies.push_back({.loops = loop_nest(layout.shape, {output.strides, layout.strides}),
                      .to = place * output.strides[axis],
                      .to_advance = size_of(output.shape),
                      .from_advance = inputs[k].advance,
                      .input = k});
    place += layout.shape[axis];
  }
  return [copies](const Call& call) {
    for_each_sample(call, [&](Index sample) {
      for (const Copy& copy : copies) run(copy, call, sample);
    });
  };
}

}  // namespace melsift::graph
