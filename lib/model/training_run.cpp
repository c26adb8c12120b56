#include "model/training_run.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "base/error.h"
#include "model/prediction.h"

namespace melsift::model {
namespace {

// The number of training rows that are used to check that the output is finite.
constexpr std::size_t kProbedRows = 32;

std::unique_ptr<nn::Optimizer> make_optimizer(const TrainingSettings& settings) {
  if (settings.optimizer == OptimizerKind::sgd) {
    constexpr double kMomentum = 0.9;
    return std::make_unique<nn::Sgd>(nn::Sgd::Settings{settings.learning_rate, kMomentum});
  }
  nn::Adam::Settings adam;
  adam.learning_rate = settings.learning_rate;
  adam.weight_decay = settings.weight_decay;
  return std::make_unique<nn::Adam>(adam);
}

Schedule make_schedule(const TrainingSettings& settings, std::size_t batches) {
  const auto steps = [&](int epochs) { return static_cast<std::uint64_t>(epochs) * batches; };
  return {settings.schedule, settings.learning_rate, steps(settings.epochs),
          steps(settings.warmup)};
}

void copy_into(const std::vector<float>& from, std::span<float> to) {
  if (from.size() != to.size())
    throw Error(ErrorKind::corrupt, "training state",
                std::to_string(from.size()) + " values, expected " + std::to_string(to.size()));
  std::ranges::copy(from, to.begin());
}

std::vector<float> copy_of(std::span<const float> values) {
  return {values.begin(), values.end()};
}

}  // namespace

TrainingRun::TrainingRun(const TrainingTask& task, std::size_t member, unsigned threads,
                         ProcessGroup* group)
    : task_(task),
      seed_(task.settings.seed + member),
      scaler_(task.scaler.of_network(member)),
      loss_(nn::natural_loss(task.architecture)),
      trainer_(nn::Network(task.architecture, seed_)),
      group_(group != nullptr ? *group : alone_),
      optimizer_(make_optimizer(task.settings)),
      batches_(task.data, task.train, scaler_, task.architecture.input, task.settings, seed_),
      schedule_(make_schedule(task.settings, batches_.count())) {
  trainer_.network().set_threads(threads);
  trainer_.set_contrast(task.settings.contrast);
  if (task.settings.shards > 1 || group_.size() > 1)
    sharded_.emplace(trainer_, static_cast<std::size_t>(task.settings.shards), group_);
}

TrainingState TrainingRun::state() const {
  TrainingState state;
  state.training = training_;
  state.batches = batches_done_;
  state.loss_sum = loss_sum_;
  state.right = right_;
  state.plateau = schedule_.plateau();
  state.steps = optimizer_->iterations();
  state.weights = copy_of(network().values());
  state.best_weights = best_weights_;
  state.average_weights = average_weights_;
  for (const auto& memory : optimizer_->state()) state.optimizer.push_back(copy_of(memory.values));
  return state;
}

void TrainingRun::restore(const TrainingState& state) {
  copy_into(state.weights, trainer_.network().values());
  if (!state.best_weights.empty()) {
    best_weights_.resize(network().values().size());
    copy_into(state.best_weights, best_weights_);
  }
  if (!state.average_weights.empty()) {
    average_weights_.resize(network().values().size());
    copy_into(state.average_weights, average_weights_);
  }
  if (!state.optimizer.empty()) optimizer_->prepare(state.optimizer.front().size());
  auto memory = optimizer_->state();
  if (state.optimizer.size() != memory.size() || state.batches >= batches_.count())
    throw Error(ErrorKind::corrupt, "training state", "belongs to another training");
  for (std::size_t i = 0; i < memory.size(); ++i) copy_into(state.optimizer[i], memory[i].values);
  optimizer_->set_iterations(state.steps);
  trainer_.set_step(state.steps);
  schedule_.set_plateau(state.plateau);
  training_ = state.training;
  // Between epochs, these are the values of the last epoch; within an epoch, they are unknown.
  if (state.batches == 0 && !training_.history.empty())
    good_weights_ = state.average_weights.empty() ? state.weights : state.average_weights;
  batches_done_ = state.batches;
  loss_sum_ = state.loss_sum;
  right_ = state.right;
}

bool TrainingRun::done() const {
  if (diverged_) return true;
  const auto epochs = training_.history.size();
  const auto patience = static_cast<std::size_t>(task_.settings.patience);
  return epochs >= static_cast<std::size_t>(task_.settings.epochs) ||
         (patience > 0 && epochs - training_.best_epoch >= patience);
}

bool TrainingRun::run_epoch(const std::function<bool()>& after_batch) {
  const int number = static_cast<int>(training_.history.size()) + 1;
  while (batches_done_ < batches_.count()) {
    train_batch(batches_.get(number, batches_done_));
    ++batches_done_;
    check_finite(std::isfinite(loss_sum_), "loss is", number);
    const bool stop = group_.any(after_batch && after_batch());
    if (stop && batches_done_ < batches_.count()) return false;
  }
  end_epoch();
  return true;
}

void TrainingRun::check_finite(bool finite, const char* what, int epoch) const {
  if (!finite)
    throw Error(ErrorKind::invalid_argument, "training",
                std::string("the ") + what + " no longer finite in epoch " + std::to_string(epoch) +
                    "; try a smaller --learning-rate");
}

bool TrainingRun::return_to_good_epoch() {
  if (good_weights_.empty()) return false;
  diverged_ = true;
  return true;
}

void TrainingRun::train_batch(const Batch& batch) {
  optimizer_->set_learning_rate(schedule_.rate(optimizer_->iterations()));
  if (sharded_) {
    const auto [loss, right] = sharded_->run(batch, loss_, *optimizer_);
    loss_sum_ += loss;
    right_ += right;
  } else {
    const double loss = batch.targets.size() == 0
                            ? trainer_.train_batch(batch.x, batch.classes, loss_, *optimizer_)
                            : trainer_.train_batch(batch.x, batch.targets, loss_, *optimizer_);
    loss_sum_ += loss * static_cast<double>(batch.classes.size());
    right_ += count_right(trainer_.latest_output(), batch.classes);
  }
  if (task_.settings.averaging > 0.0) average();
}

// Updates the average after a step, including the moving statistics of batch normalization.
void TrainingRun::average() {
  const std::span<const float> weights = network().values();
  if (average_weights_.empty()) {
    average_weights_ = copy_of(weights);
    return;
  }
  const auto step = static_cast<double>(optimizer_->iterations());
  const auto share =
      static_cast<float>(1.0 - std::min(task_.settings.averaging, step / (step + 10.0)));
  for (std::size_t i = 0; i < weights.size(); ++i)
    average_weights_[i] += share * (weights[i] - average_weights_[i]);
}

void TrainingRun::end_epoch() {
  const auto rows = static_cast<double>(task_.train.size());
  Epoch epoch;
  epoch.loss = loss_sum_ / rows;
  epoch.accuracy = static_cast<double>(right_) / rows;
  epoch.valid_loss = std::numeric_limits<double>::quiet_NaN();
  epoch.valid_accuracy = epoch.valid_loss;
  const int number = static_cast<int>(training_.history.size()) + 1;
  // No loss shows the effect of the last step.
  std::span<const float> weights = std::as_const(*this).network().values();
  check_finite(std::ranges::all_of(weights, [](float value) { return std::isfinite(value); }),
               "weights are", number);
  if (!task_.valid.empty()) {
    std::optional<nn::Network> average;
    if (!average_weights_.empty()) average = network_of(average_weights_);
    const nn::Network& network = average ? *average : this->network();
    const Matrix p = predict_rows({&network, 1}, task_.data, task_.valid, scaler_);
    const auto classes = classes_of(task_.data, task_.valid);
    epoch.valid_loss = nn::loss_value(loss_, nn::const_view(p), classes);
    epoch.valid_accuracy =
        static_cast<double>(count_right(p, classes)) / static_cast<double>(classes.size());
    check_finite(std::isfinite(epoch.valid_loss), "validation loss is", number);
  }
  // Finite weights may still give output that is not finite.
  const std::size_t probed = std::min<std::size_t>(task_.train.size(), kProbedRows);
  const nn::Inference said = network().infer(network_rows(
      task_.data, std::span(task_.train).first(probed), scaler_, task_.architecture.input));
  check_finite(said.probabilities.allFinite() && said.embedding.allFinite(), "output is", number);

  auto& history = training_.history;
  const bool keeps_best = task_.settings.patience > 0;
  if (keeps_best && (training_.best_epoch == 0
                         ? std::isfinite(epoch.valid_loss)
                         : epoch.valid_loss < history[training_.best_epoch - 1].valid_loss)) {
    training_.best_epoch = history.size() + 1;
    best_weights_ = average_weights_.empty() ? copy_of(network().values()) : average_weights_;
  }
  history.push_back(epoch);
  good_weights_ = average_weights_.empty() ? copy_of(weights) : average_weights_;
  schedule_.observe(task_.valid.empty() ? epoch.loss : epoch.valid_loss);
  batches_done_ = 0;
  loss_sum_ = 0.0;
  right_ = 0;
}

nn::Network TrainingRun::network_of(const std::vector<float>& weights) const {
  nn::Network network(task_.architecture, seed_);
  copy_into(weights, network.values());
  return network;
}

nn::Network TrainingRun::result() const {
  if (!best_weights_.empty()) return network_of(best_weights_);
  if (diverged_) return network_of(good_weights_);
  return network_of(average_weights_.empty() ? copy_of(network().values()) : average_weights_);
}

}  // namespace melsift::model
