// The preset cnn with one sigmoid on random input: milliseconds per sample, and the peak memory of
// the process.  cnn_bench.sh runs it in turns with other programs.
//
// usage: cnn_bench step|infer BATCH [THREADS [ROUNDS]]
//        cnn_bench save FILE   writes the model, for peers to run
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/resource.h>

#include "base/file.h"
#include "base/random.h"
#include "model/model.h"
#include "nn/network_trainer.h"
#include "nn/presets.h"
#include "stopwatch.h"

namespace {

using melsift::Matrix;
using melsift::Random;
namespace nn = melsift::nn;

constexpr nn::Shape kInput = {128, 128, 1};

nn::Network seed_network() {
  return nn::Network(nn::cnn(kInput, 2), 1);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

void save(const char* path) {
  melsift::model::Model model;
  model.networks.push_back(seed_network());
  model.scaler.mean = melsift::RowVector::Zero(1);
  model.scaler.scale = melsift::RowVector::Ones(1);
  model.front_end = "array shape=128x128";
  model.labels = {"dislike", "like"};
  melsift::OutputFile out(path);
  out.write(melsift::model::encode(model));
  out.close();
}

void measure(bool training, nn::Index batch, unsigned threads, int rounds) {
  nn::NetworkTrainer trainer(seed_network());
  nn::Network& network = trainer.network();
  network.set_threads(threads);
  Random random(2);
  const Matrix x = Matrix::NullaryExpr(batch, kInput.size(),
                                       [&] { return static_cast<float>(random.normal()); });
  std::vector<int> classes(static_cast<std::size_t>(batch));
  for (int& label : classes) label = static_cast<int>(random.below(2));
  nn::Adam adam;
  const auto work = [&] {
    if (training) {
      trainer.train_batch(x, classes, nn::Loss::binary_crossentropy, adam);
    } else {
      network.predict(x);
    }
  };
  const double whole = melsift::bench::in_turns(rounds, {work}).front();
  std::printf("%.4f ms a sample, %.0f MB\n", whole / static_cast<double>(batch), peak_megabytes());
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 2 ? argv[1] : "";
  if (what == "save") {
    save(argv[2]);
  } else if (what == "step" || what == "infer") {
    measure(what == "step", std::atol(argv[2]),
            argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 2,
            argc > 4 ? std::atoi(argv[4]) : 7);
  } else {
    std::fprintf(stderr, "usage: cnn_bench step|infer BATCH [THREADS [ROUNDS]] | save FILE\n");
    return 2;
  }
  return 0;
}
