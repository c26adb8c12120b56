// The convolutions of the preset cnn, and 3x3 convolutions of small networks: milliseconds per
// sample of the forward pass and the two halves of the backward pass, by direct convolution and by
// the chosen implementation.  The reference is Eigen's matrix product of pixels x taps times taps x
// filters: the work of a direct convolution, without gathering the windows.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

#include "base/matrix.h"
#include "base/random.h"
#include "base/workers.h"
#include "nn/convolution.h"
#include "nn/direct_convolution.h"
#include "stopwatch.h"

namespace {

using namespace melsift;
using namespace melsift::nn;

struct Case {
  Shape input;
  Index filters;
  Extent kernel;
  Extent strides;
  Padding padding;
};

const std::vector<Case> kCases = {
    {{128, 128, 1}, 64, {7, 7}, {1, 1}, Padding::valid},
    {{61, 61, 64}, 128, {7, 7}, {2, 2}, Padding::valid},
    {{14, 14, 128}, 256, {3, 3}, {1, 1}, Padding::valid},
    {{6, 6, 256}, 512, {3, 3}, {1, 1}, Padding::valid},
    {{128, 128, 1}, 32, {3, 3}, {1, 1}, Padding::same},
    {{64, 64, 32}, 64, {3, 3}, {1, 1}, Padding::same},
    {{32, 32, 64}, 96, {3, 3}, {1, 1}, Padding::same},
    {{16, 16, 96}, 128, {3, 3}, {1, 1}, Padding::same},
    {{8, 8, 128}, 128, {3, 3}, {1, 1}, Padding::same},
};

Matrix gaussian(Index rows, Index columns) {
  Random random(1);
  return Matrix::NullaryExpr(rows, columns, [&] { return static_cast<float>(random.normal()); });
}

void run(const Case& which, Index samples, unsigned threads, int rounds) {
  const ConvolutionGeometry g =
      convolution_geometry(which.input, which.filters, which.kernel, which.strides, which.padding);
  const Matrix x = gaussian(samples, g.input.size());
  const Matrix dy = gaussian(samples, g.output.size());
  const Matrix kernel = gaussian(g.taps(), g.output.channels);
  const Matrix bias = gaussian(1, g.output.channels);
  Matrix y(dy.rows(), dy.cols()), dx(x.rows(), x.cols()), dkernel(kernel.rows(), kernel.cols());
  Matrix dbias(1, bias.cols());
  Workers workers(threads);
  const Parallel parallel = [&](std::size_t count, const std::function<void(std::size_t)>& body) {
    workers.for_each(count, body);
  };

  const Matrix patches = gaussian(g.output.height * g.output.width, g.taps());
  std::vector<Matrix> products(samples, Matrix(patches.rows(), kernel.cols()));
  std::vector<std::function<void()>> candidates = {[&] {
    workers.for_each(samples, [&](std::size_t i) { products[i].noalias() = patches * kernel; });
  }};
  const std::unique_ptr<Convolution> methods[] = {std::make_unique<DirectConvolution>(g),
                                                  make_convolution(g, Purpose::training)};
  for (const auto& method : methods) {
    candidates.push_back([&] {
      method->forward(samples, x.data(), method->prepare(kernel.data(), parallel), bias.data(),
                      y.data(), parallel);
    });
    for (float* by_x : {static_cast<float*>(nullptr), dx.data()}) {
      candidates.push_back([&, by_x] {
        method->backward(samples, x.data(), dy.data(), kernel.data(),
                         {.kernel = dkernel.data(), .bias = dbias.data(), .x = by_x}, parallel);
      });
    }
  }
  std::vector<double> times = bench::in_turns(rounds, candidates);
  times[3] -= times[2];  // the part of the backward pass for the gradient by x
  times[6] -= times[5];
  for (double& time : times) time /= static_cast<double>(samples);
  std::printf("%-12s %3td filters %td x %td, %u threads: product %7.3f ms a sample\n",
              to_text(g.input).c_str(), g.output.channels, g.kernel.height, g.kernel.width, threads,
              times[0]);
  const char* const names[] = {"forward", "by kernel", "by input"};
  for (int i = 0; i < 3; ++i) {
    std::printf("    %-10s direct %7.3f (%5.2f)   chosen %7.3f (%5.2f)\n", names[i], times[1 + i],
                times[1 + i] / times[0], times[4 + i], times[4 + i] / times[0]);
  }
}

}  // namespace

// conv_bench [samples [rounds [case]]]
int main(int argc, char** argv) {
  const Index samples = argc > 1 ? std::atol(argv[1]) : 32;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
  const int only = argc > 3 ? std::atoi(argv[3]) : -1;
  for (int i = 0; i < static_cast<int>(kCases.size()); ++i) {
    if (only >= 0 && i != only) continue;
    for (const unsigned threads : {1U, 2U}) run(kCases[i], samples, threads, rounds);
  }
}
