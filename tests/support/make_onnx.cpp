// Writes ONNX files of networks in the form of other programs, with random weights, for
// tests/tools/onnx_test.sh.
// usage: make_onnx NAME FILE.onnx
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "model/onnx_graph.h"

namespace {

using namespace melsift;
using Extents = model::OnnxGraph::Extents;
using Attributes = std::vector<model::OnnxGraph::Attribute>;

class Net {
 public:
  // A tensor whose values are normal with this mean and deviation.
  std::string weights(const Extents& shape, double deviation, double mean = 0.0) {
    std::int64_t size = 1;
    for (const std::int64_t extent : shape) size *= extent;
    std::vector<float> values;
    for (std::int64_t i = 0; i < size; ++i)
      values.push_back(static_cast<float>(mean + deviation * random_.normal()));
    return graph_.constant(name("weights"), shape, values);
  }
  std::string numbers(const Extents& values) { return graph_.constant(name("numbers"), values); }
  std::string scalar(float value) { return graph_.constant(name("scalar"), {}, {&value, 1}); }

  std::string op(const char* type, const std::vector<std::string>& inputs,
                 const Attributes& attributes = {}) {
    return graph_.node(type, inputs, name(type), attributes);
  }

  std::string input(const Extents& rest) {
    graph_.add_input("x", rest);
    return "x";
  }
  void output(const std::string& value, const Extents& rest) {
    const std::string port = "y" + std::to_string(outputs_++);
    graph_.node("Identity", {value}, port);
    graph_.add_output(port, rest);
  }
  std::string bytes() const { return graph_.bytes(); }

  // Of "same" padding for odd kernels, without bias: a batch normalization follows.
  std::string convolve(const std::string& x, std::int64_t in, std::int64_t out, std::int64_t kernel,
                       std::int64_t stride = 1, std::int64_t groups = 1) {
    const std::int64_t pad = kernel / 2;
    const double taps = static_cast<double>(in / groups * kernel * kernel);
    const std::string y =
        op("Conv", {x, weights({out, in / groups, kernel, kernel}, std::sqrt(2.0 / taps))},
           {{"strides", Extents{stride, stride}},
            {"pads", Extents{pad, pad, pad, pad}},
            {"group", groups}});
    return normalize(y, out);
  }
  std::string normalize(const std::string& x, std::int64_t channels) {
    return op("BatchNormalization",
              {x, weights({channels}, 0.1, 1.0), weights({channels}, 0.1), weights({channels}, 0.1),
               weights({channels}, 0.05, 1.0)},
              {{"epsilon", 1e-3F}});
  }
  std::string swish(const std::string& x) { return op("Mul", {x, op("Sigmoid", {x})}); }
  std::string hard_swish(const std::string& x) {
    return op("Mul", {x, op("HardSigmoid", {x}, {{"alpha", 1.0F / 6.0F}, {"beta", 0.5F}})});
  }
  // In the form of exporters before opset 14.
  std::string old_hard_swish(const std::string& x) {
    const std::string clipped =
        op("Clip", {op("Add", {x, scalar(3.0F)}), scalar(0.0F), scalar(6.0F)});
    return op("Div", {op("Mul", {x, clipped}), scalar(6.0F)});
  }
  std::string dense(const std::string& x, std::int64_t in, std::int64_t out) {
    return op(
        "Gemm",
        {x, weights({out, in}, std::sqrt(1.0 / static_cast<double>(in))), weights({out}, 0.1)},
        {{"transB", std::int64_t{1}}});
  }
  // x.view(x.size(0), -1), as PyTorch exports it.
  std::string flatten(const std::string& x) {
    const std::string batch =
        op("Gather", {op("Shape", {x}), graph_.constant(name("index"), Extents{0})},
           {{"axis", std::int64_t{0}}});
    return op("Reshape", {x, op("Concat", {batch, numbers({-1})}, {{"axis", std::int64_t{0}}})});
  }

  using Function = std::function<std::string(const std::string&)>;
  // Squeeze and excitation.
  std::string excite(const std::string& x, std::int64_t channels, std::int64_t inner,
                     const Function& function, const Function& gate) {
    const auto pointwise = [&](const std::string& from, std::int64_t in, std::int64_t out) {
      return op("Conv", {from, weights({out, in, 1, 1}, std::sqrt(1.0 / static_cast<double>(in))),
                         weights({out}, 0.1)});
    };
    std::string y = op("GlobalAveragePool", {x});
    y = function(pointwise(y, channels, inner));
    return op("Mul", {x, gate(pointwise(y, inner, channels))});
  }

 private:
  std::string name(const std::string& kind) { return kind + "_" + std::to_string(names_++); }

  model::OnnxGraph graph_;
  Random random_{22};
  int names_ = 0;
  int outputs_ = 0;
};

// Tan & Le 2019, table 1: MBConv blocks of (expansion, channels, repeats, stride, kernel).
void efficientnet(Net& net) {
  struct Stage {
    std::int64_t expansion, channels, repeats, stride, kernel;
  };
  constexpr Stage kStages[] = {{1, 16, 1, 1, 3}, {6, 24, 2, 2, 3},  {6, 40, 2, 2, 5},
                               {6, 80, 3, 2, 3}, {6, 112, 3, 1, 5}, {6, 192, 4, 2, 5},
                               {6, 320, 1, 1, 3}};
  const auto swish = [&](const std::string& x) { return net.swish(x); };
  const auto sigmoid = [&](const std::string& x) { return net.op("Sigmoid", {x}); };
  std::string x = net.swish(net.convolve(net.input({1, 128, 96}), 1, 32, 3, 2));
  std::int64_t channels = 32;
  for (const Stage& stage : kStages)
    for (std::int64_t k = 0; k < stage.repeats; ++k) {
      const std::int64_t wide = channels * stage.expansion;
      std::string y = x;
      if (stage.expansion > 1) y = net.swish(net.convolve(y, channels, wide, 1));
      const std::int64_t stride = k == 0 ? stage.stride : 1;
      y = net.swish(net.convolve(y, wide, wide, stage.kernel, stride, wide));
      y = net.excite(y, wide, channels / 4, swish, sigmoid);
      y = net.convolve(y, wide, stage.channels, 1);
      x = k > 0 ? net.op("Add", {x, y}) : y;
      channels = stage.channels;
    }
  x = net.swish(net.convolve(x, channels, 1280, 1));
  x = net.flatten(net.op("GlobalAveragePool", {x}));
  net.output(x, {1280});
  net.output(net.op("Sigmoid", {net.dense(x, 1280, 400)}), {400});
}

// Howard et al. 2019, table 2, shortened: (kernel, expanded, channels, excites, hard swish,
// stride).
void mobilenet(Net& net) {
  struct Block {
    std::int64_t kernel, wide, channels;
    bool excites, is_hard;
    std::int64_t stride;
  };
  constexpr Block kBlocks[] = {{3, 16, 16, true, false, 2},  {3, 72, 24, false, false, 2},
                               {3, 88, 24, false, false, 1}, {5, 96, 40, true, true, 2},
                               {5, 240, 40, true, true, 1},  {5, 288, 96, true, true, 2}};
  const auto relu = [&](const std::string& x) { return net.op("Relu", {x}); };
  const auto gate = [&](const std::string& x) {
    return net.op("HardSigmoid", {x}, {{"alpha", 1.0F / 6.0F}, {"beta", 0.5F}});
  };
  std::string x = net.hard_swish(net.convolve(net.input({1, 128, 100}), 1, 16, 3, 2));
  std::int64_t channels = 16;
  for (const Block& block : kBlocks) {
    const auto activate = [&](const std::string& value) {
      if (!block.is_hard) return relu(value);
      return block.wide == 240 ? net.old_hard_swish(value) : net.hard_swish(value);
    };
    std::string y = activate(net.convolve(x, channels, block.wide, 1));
    y = activate(net.convolve(y, block.wide, block.wide, block.kernel, block.stride, block.wide));
    if (block.excites) y = net.excite(y, block.wide, block.wide / 4, relu, gate);
    y = net.convolve(y, block.wide, block.channels, 1);
    x = block.stride == 1 && channels == block.channels ? net.op("Add", {x, y}) : y;
    channels = block.channels;
  }
  x = net.hard_swish(net.convolve(x, channels, 576, 1));
  x = net.op("ReduceMean", {x}, {{"axes", Extents{2, 3}}, {"keepdims", std::int64_t{0}}});
  x = net.hard_swish(net.dense(x, 576, 256));
  net.output(net.dense(x, 256, 50), {50});
}

// Pons & Serra 2019: wide filters in frequency and long filters in time, in parallel.
void musicnn(Net& net) {
  constexpr std::int64_t kFrames = 187, kBands = 96;
  std::string x = net.op("Unsqueeze", {net.input({kFrames, kBands}), net.numbers({1})});
  x = net.normalize(x, 1);
  std::vector<std::string> front;
  const auto branch = [&](const std::string& from, std::int64_t filters, std::int64_t frames,
                          std::int64_t bands) {
    const double taps = static_cast<double>(frames * bands);
    std::string y = net.op("Conv",
                           {from, net.weights({filters, 1, frames, bands}, std::sqrt(2.0 / taps)),
                            net.weights({filters}, 0.1)},
                           {{"pads", Extents{(frames - 1) / 2, 0, frames / 2, 0}}});
    y = net.normalize(net.op("Relu", {y}), filters);
    y = net.op("ReduceMax", {y}, {{"axes", Extents{3}}, {"keepdims", std::int64_t{0}}});
    front.push_back(y);
  };
  branch(x, 40, 7, 86);
  branch(x, 40, 7, 38);
  const std::string energy = net.op("AveragePool", {x}, {{"kernel_shape", Extents{1, kBands}}});
  branch(energy, 10, 128, 1);
  branch(energy, 10, 64, 1);
  branch(energy, 10, 32, 1);
  const std::string timbre = net.op("Concat", front, {{"axis", std::int64_t{1}}});
  // Along time: (N, channels, frames).
  const auto along_time = [&](const std::string& from, std::int64_t in) {
    std::string y =
        net.op("Conv",
               {from, net.weights({64, in, 7}, std::sqrt(2.0 / (7.0 * static_cast<double>(in)))),
                net.weights({64}, 0.1)},
               {{"pads", Extents{3, 3}}});
    return net.normalize(net.op("Relu", {y}), 64);
  };
  const std::string first = along_time(timbre, 110);
  const std::string second = net.op("Add", {first, along_time(first, 64)});
  const std::string third = net.op("Add", {second, along_time(second, 64)});
  const std::string middle =
      net.op("Concat", {timbre, first, second, third}, {{"axis", std::int64_t{1}}});
  const std::string largest = net.op("GlobalMaxPool", {middle});
  const std::string mean = net.op("GlobalAveragePool", {middle});
  std::string y = net.op("Concat", {largest, mean}, {{"axis", std::int64_t{2}}});
  y = net.normalize(net.op("Flatten", {y}), 604);
  y = net.op("Relu", {net.normalize(net.dense(y, 604, 200), 200)});
  net.output(y, {200});
  net.output(net.op("Sigmoid", {net.dense(y, 200, 50)}), {50});
}

// Hershey et al. 2017, narrower, in the form in which tf2onnx writes networks whose channels are
// last.
void vggish(Net& net) {
  std::string x = net.op("Reshape", {net.input({96, 64}), net.numbers({-1, 96, 64, 1})});
  x = net.op("Transpose", {x}, {{"perm", Extents{0, 3, 1, 2}}});
  const auto convolve = [&](std::int64_t in, std::int64_t out) {
    x = net.op("Conv",
               {x, net.weights({out, in, 3, 3}, std::sqrt(2.0 / (9.0 * static_cast<double>(in)))),
                net.weights({out}, 0.1)},
               {{"pads", Extents{1, 1, 1, 1}}});
    x = net.op("Relu", {x});
  };
  const auto pool = [&] {
    x = net.op("MaxPool", {x}, {{"kernel_shape", Extents{2, 2}}, {"strides", Extents{2, 2}}});
  };
  convolve(1, 16);
  pool();
  convolve(16, 32);
  pool();
  convolve(32, 64);
  convolve(64, 64);
  pool();
  convolve(64, 128);
  convolve(128, 128);
  pool();
  x = net.op("Transpose", {x}, {{"perm", Extents{0, 2, 3, 1}}});
  x = net.op("Reshape", {x, net.numbers({-1, 3072})});
  x = net.op("MatMul", {x, net.weights({3072, 512}, 0.02)});
  x = net.op("Relu", {net.op("Add", {x, net.weights({512}, 0.1)})});
  net.output(net.dense(x, 512, 128), {128});
}

// He et al. 2016, of basic blocks.
void resnet(Net& net) {
  std::string x = net.op("Relu", {net.convolve(net.input({1, 128, 130}), 1, 32, 7, 2)});
  x = net.op(
      "MaxPool", {x},
      {{"kernel_shape", Extents{3, 3}}, {"strides", Extents{2, 2}}, {"pads", Extents{1, 1, 1, 1}}});
  std::int64_t channels = 32;
  for (const std::int64_t wide : {32, 64, 128, 256})
    for (int k = 0; k < 2; ++k) {
      const std::int64_t stride = k == 0 && wide > 32 ? 2 : 1;
      std::string y = net.op("Relu", {net.convolve(x, channels, wide, 3, stride)});
      y = net.convolve(y, wide, wide, 3);
      if (channels != wide) x = net.convolve(x, channels, wide, 1, stride);
      x = net.op("Relu", {net.op("Add", {x, y})});
      channels = wide;
    }
  x = net.flatten(net.op("GlobalAveragePool", {x}));
  net.output(net.op("Softmax", {net.dense(x, 256, 10)}, {{"axis", std::int64_t{1}}}), {10});
}

// Layer normalization, attention and dilated convolutions, as exporters write them with basic
// operators.
void idioms(Net& net) {
  const auto axes = [](Extents values) { return Attributes{{"axes", std::move(values)}}; };
  std::string x = net.input({24, 40});  // (N, frames, features)
  const std::string mean = net.op("ReduceMean", {x}, axes({-1}));
  const std::string centred = net.op("Sub", {x, mean});
  const std::string square = net.op("Pow", {centred, net.scalar(2.0F)});
  const std::string variance = net.op("ReduceMean", {square}, axes({-1}));
  const std::string deviation = net.op("Sqrt", {net.op("Add", {variance, net.scalar(1e-5F)})});
  x = net.op("Mul", {net.op("Div", {centred, deviation}), net.weights({40}, 0.1, 1.0)});
  x = net.op("Add", {x, net.weights({40}, 0.1)});

  const auto project = [&](const std::string& from) {
    const std::string y = net.op("MatMul", {from, net.weights({40, 40}, 0.15)});
    const std::string heads = net.op("Reshape", {y, net.numbers({0, 0, 5, 8})});
    return net.op("Transpose", {heads}, {{"perm", Extents{0, 2, 1, 3}}});
  };
  const std::string query = project(x), value = project(x);
  const std::string key = net.op("Transpose", {project(x)}, {{"perm", Extents{0, 1, 3, 2}}});
  std::string scores = net.op("Div", {net.op("MatMul", {query, key}), net.scalar(2.8284271F)});
  scores = net.op("Softmax", {scores}, {{"axis", std::int64_t{-1}}});
  std::string y = net.op("MatMul", {scores, value});
  y = net.op("Transpose", {y}, {{"perm", Extents{0, 2, 1, 3}}});
  y = net.op("Reshape", {y, net.numbers({0, 0, -1})});
  x = net.op("Add", {x, y});
  net.output(x, {24, 40});

  x = net.op("Transpose", {x}, {{"perm", Extents{0, 2, 1}}});
  x = net.op("Conv", {x, net.weights({32, 20, 3}, 0.15), net.weights({32}, 0.1)},
             {{"group", std::int64_t{2}}, {"dilations", Extents{2}}, {"pads", Extents{4, 0}}});
  x = net.op("Elu", {x}, {{"alpha", 0.9F}});
  x = net.op("AveragePool", {x},
             {{"kernel_shape", Extents{3}}, {"strides", Extents{2}}, {"pads", Extents{1, 1}}});
  x = net.op("Unsqueeze", {x, net.numbers({1})});
  x = net.op("Pad", {x, net.numbers({0, 0, 1, 0, 0, 0, 0, 2}), net.scalar(0.5F)});
  x = net.op("Conv", {x, net.weights({6, 1, 3, 3}, 0.3)},
             {{"dilations", Extents{2, 1}}, {"strides", Extents{2, 1}}});
  x = net.op("LeakyRelu", {x}, {{"alpha", 0.1F}});
  x = net.op("MaxPool", {x},
             {{"kernel_shape", Extents{2, 3}},
              {"strides", Extents{2, 2}},
              {"ceil_mode", std::int64_t{1}}});
  x = net.op("PRelu", {x, net.weights({6, 1, 1}, 0.2)});
  const std::string part =
      net.op("Slice", {x, net.numbers({4}), net.numbers({0}), net.numbers({1}), net.numbers({-2})});
  const std::string last =
      net.op("Slice", {x, net.numbers({-1}), net.numbers({1000}), net.numbers({1})});
  x = net.op("Concat", {part, net.op("Tanh", {last})}, {{"axis", std::int64_t{1}}});
  x = net.op("Log", {net.op("Add", {net.op("Exp", {x}), net.scalar(1.0F)})});
  x = net.op("ReduceSum", {x, net.numbers({2})});
  x = net.op("Squeeze", {x, net.numbers({2})});
  net.output(net.op("Softmax", {x}, {{"axis", std::int64_t{1}}}), {3, 6});
}

const std::map<std::string, void (*)(Net&)> kNets = {{"efficientnet", efficientnet},
                                                     {"mobilenet", mobilenet},
                                                     {"musicnn", musicnn},
                                                     {"vggish", vggish},
                                                     {"resnet", resnet},
                                                     {"idioms", idioms}};

}  // namespace

int main(int argc, char** argv) {
  const auto found = argc == 3 ? kNets.find(argv[1]) : kNets.end();
  if (found == kNets.end()) {
    std::fprintf(stderr, "usage: make_onnx NAME FILE.onnx\n");
    return 2;
  }
  Net net;
  found->second(net);
  OutputFile out(argv[2]);
  out.write(net.bytes());
  out.close();
  return 0;
}
