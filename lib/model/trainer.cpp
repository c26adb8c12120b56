#include "model/trainer.h"

#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

#include "base/error.h"
#include "base/number.h"
#include "base/random.h"
#include "base/version.h"
#include "nn/architecture.h"
#include "nn/optimizer.h"
#include "nn/presets.h"

namespace melsift::model {
namespace {

void require(bool condition, std::string_view setting, const std::string& detail) {
  if (!condition) throw Error(ErrorKind::invalid_argument, setting, detail);
}

double learning_rate(const TrainingSettings& settings) {
  if (settings.learning_rate > 0.0) return settings.learning_rate;
  return settings.optimizer == "sgd" ? nn::Sgd::Settings().learning_rate
                                     : nn::Adam::Settings().learning_rate;
}

std::unique_ptr<nn::Optimizer> make_optimizer(const TrainingSettings& settings) {
  if (settings.optimizer == "sgd") {
    constexpr double kMomentum = 0.9;
    return std::make_unique<nn::Sgd>(nn::Sgd::Settings{learning_rate(settings), kMomentum});
  }
  nn::Adam::Settings adam;
  adam.learning_rate = learning_rate(settings);
  return std::make_unique<nn::Adam>(adam);
}

struct Quality {
  double loss = std::numeric_limits<double>::quiet_NaN();
  double accuracy = std::numeric_limits<double>::quiet_NaN();
};

int most_probable(const Matrix& probabilities, Eigen::Index row) {
  if (probabilities.cols() == 1) return probabilities(row, 0) > 0.5F ? 1 : 0;
  Eigen::Index best = 0;
  probabilities.row(row).maxCoeff(&best);
  return static_cast<int>(best);
}

Quality measure(const nn::Network& network, const Matrix& x, const std::vector<int>& y,
                nn::Loss loss) {
  if (y.empty()) return {};
  const Matrix p = network.predict(x);
  int right = 0;
  for (std::size_t i = 0; i < y.size(); ++i)
    right += most_probable(p, static_cast<Eigen::Index>(i)) == y[i];
  return {nn::loss_value(loss, nn::const_view(p), y),
          static_cast<double>(right) / static_cast<double>(y.size())};
}

// One pass in mini-batches, in the order given; the mean loss as the rows were met.
double run_epoch(nn::Network& network, nn::Optimizer& optimizer, nn::Loss loss, const Matrix& x,
                 const std::vector<int>& y, const std::vector<std::size_t>& order,
                 std::size_t batch_size) {
  double sum = 0.0;
  Matrix batch;
  std::vector<int> classes;
  for (std::size_t at = 0; at < order.size(); at += batch_size) {
    const std::size_t count = std::min(batch_size, order.size() - at);
    batch.resize(static_cast<Eigen::Index>(count), x.cols());
    classes.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      batch.row(static_cast<Eigen::Index>(i)) = x.row(static_cast<Eigen::Index>(order[at + i]));
      classes[i] = y[order[at + i]];
    }
    sum += network.train_batch(batch, classes, loss, optimizer) * static_cast<double>(count);
  }
  return sum / static_cast<double>(order.size());
}

}  // namespace

void TrainingSettings::check() const {
  require(arch == "mlp", "arch", "unknown architecture \"" + arch + "\", expected mlp");
  require(epochs >= 1, "epochs", std::to_string(epochs) + ", expected 1 or more");
  require(batch_size >= 1, "batch-size", std::to_string(batch_size) + ", expected 1 or more");
  require(optimizer == "adam" || optimizer == "sgd", "optimizer",
          "unknown optimizer \"" + optimizer + "\", expected adam or sgd");
  require(std::isfinite(learning_rate) && learning_rate >= 0.0, "learning-rate",
          to_text(learning_rate) + ", expected a positive number");
}

std::string TrainingSettings::text() const {
  return "arch=" + arch + " epochs=" + std::to_string(epochs) +
         " batch_size=" + std::to_string(batch_size) + " optimizer=" + optimizer +
         " learning_rate=" + to_text(model::learning_rate(*this));
}

Model train(const Dataset& train, const Dataset& valid, const TrainingSettings& settings,
            const std::string& target, const EpochCallback& progress) {
  settings.check();
  require(train.rows() > 0, "training data", "no records to train on");
  require(train.classes.size() >= 2, "training data",
          "all records have the same " + target + ", \"" + train.classes.front() +
              "\"; expected two classes at least");

  const auto architecture = nn::mlp(train.x.cols(), static_cast<nn::Index>(train.classes.size()));
  const nn::Loss loss = nn::natural_loss(architecture);
  Model model{nn::Network(architecture, settings.seed),
              Scaler::fit(train.x),
              train.front_end,
              train.classes,
              {}};
  model.provenance = {std::string(version()), target, settings.text(), settings.seed, train.rows(),
                      valid.rows(),           {}};
  const Matrix x = model.scaler(train.x);
  const Matrix valid_x = valid.rows() > 0 ? model.scaler(valid.x) : Matrix();
  const auto optimizer = make_optimizer(settings);

  std::vector<std::size_t> order(train.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // A stream of its own: the network has drawn its weights and dropout from the seed's others.
  constexpr std::uint64_t kShuffling = 1'000'000;
  Random random = Random::stream(settings.seed, kShuffling);
  for (int number = 1; number <= settings.epochs; ++number) {
    random.shuffle(order);
    Epoch epoch;
    epoch.loss = run_epoch(model.network, *optimizer, loss, x, train.y, order,
                           static_cast<std::size_t>(settings.batch_size));
    require(std::isfinite(epoch.loss), "training",
            "the loss is no longer finite in epoch " + std::to_string(number) +
                "; try a smaller --learning-rate");
    epoch.accuracy = measure(model.network, x, train.y, loss).accuracy;
    const Quality held_out = measure(model.network, valid_x, valid.y, loss);
    epoch.valid_loss = held_out.loss;
    epoch.valid_accuracy = held_out.accuracy;
    model.provenance.history.push_back(epoch);
    if (progress) progress(number, epoch);
  }
  return model;
}

}  // namespace melsift::model
