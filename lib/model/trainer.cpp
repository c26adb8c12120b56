#include "model/trainer.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "base/error.h"
#include "base/parallel.h"
#include "base/version.h"
#include "feature/front_end.h"
#include "model/calibration.h"
#include "model/checkpoint.h"
#include "model/left_out.h"
#include "model/prediction.h"
#include "model/training_run.h"

namespace melsift::model {
namespace {

void require(bool condition, std::string_view culprit, const std::string& detail) {
  if (!condition) throw Error(ErrorKind::invalid_argument, culprit, detail);
}

// The input shape of the network.
nn::Shape input_shape(const Dataset& data, const TrainingSettings& settings) {
  nn::Shape shape = data.shape;
  const bool vectors = shape.is_vector();
  require(!vectors || !settings.augmentation.any(), "augmentation",
          "masks and rolling need mel matrices, but the records have feature vectors");
  require(!vectors || settings.band_means == BandMeans::keep, "band-means",
          "the records have feature vectors, not mel matrices");
  require(!vectors || settings.frames == 0, "frames",
          "the records have feature vectors, not mel matrices");
  require(settings.frames <= shape.width, "frames",
          std::to_string(settings.frames) + ", but the shortest record has " +
              std::to_string(shape.width));
  if (settings.frames > 0) shape.width = settings.frames;
  return shape;
}

void check_rows(const Dataset& data, const Partition& parts, const TrainingSettings& settings,
                const std::string& target) {
  require(!parts.train.empty(), "training data", "no records to train on");
  require(data.classes.size() >= 2, "training data",
          "all records have the same " + target + ", \"" + data.classes.front() +
              "\"; expected at least two classes");
  require(settings.patience == 0 || !parts.valid.empty(), "patience",
          "no tracks are held out (see --validation)");
}

// A network in training, and its result.
struct Outcome {
  std::optional<nn::Network> network;  // nothing if it was stopped
  Training training;
};

// A contiguous run of an ensemble's networks.
struct Members {
  std::size_t first = 0;
  std::size_t count = 1;
};

class Trainer {
  // The start of a longer one is enough to find a process with other data.
  static constexpr std::size_t kMaxIdentity = 4096;
  static constexpr std::chrono::seconds kBetweenEpochs{1};  // checkpoints

 public:
  Trainer(const TrainingTask& task, const TrainingControl& control)
      : task_(task), control_(control) {}

  Outcome train(std::size_t member, unsigned threads) {
    const std::uint64_t seed = task_.settings.seed + member;
    const std::size_t number = control_.first_run + member;
    TrainingRun run(task_, member, threads, control_.group);
    std::optional<CheckpointFile> file;
    if (!control_.checkpoint.empty() && is_first())
      file.emplace(control_.checkpoint, number, training_identity(task_, seed));
    std::optional<TrainingState> state;
    if (file && control_.resume) state = file->load();
    if (is_shared() && control_.resume) share(state, seed);
    if (state) run.restore(*state);
    while (!run.done()) {
      if (!complete_epoch(run, file)) {
        if (file) file->save(run.state());
        return {};
      }
      if (run.diverged()) break;
      report({number, run.training(), run.learning_rate(), run.done()});
      if (file) file->save_when_due(run, kBetweenEpochs);
      if (!run.done() && any(is_stopped())) {
        if (file) file->save(run.state());
        return {};
      }
    }
    return {run.result(), run.training()};
  }

  // Throws Error invalid_argument if a process has other rows than the first.
  void check_same_rows() const {
    if (!is_shared()) return;
    const std::string own = training_identity(task_, task_.settings.seed);
    std::string first = own;
    first.resize(kMaxIdentity);
    control_.group->broadcast(first);
    first.resize(std::min(first.find('\0'), first.size()));
    const auto differs = feature::difference(own.substr(0, kMaxIdentity), first);
    if (control_.group->any(differs.has_value()))
      throw Error(ErrorKind::invalid_argument, "training data",
                  differs ? "the processes have different ones: " + *differs
                          : std::string("another process has different ones"));
  }

  // Throws the Error for a checkpoint of another training.
  void check_checkpoints(const Members& members) const {
    if (control_.checkpoint.empty() || !control_.resume || !is_first()) return;
    for (std::size_t member = members.first; member < members.first + members.count; ++member)
      CheckpointFile(control_.checkpoint, control_.first_run + member,
                     training_identity(task_, task_.settings.seed + member))
          .load();
  }

  // After an error in one network the others stop.
  void stop_all() { failed_ = true; }
  bool is_stopped() const { return failed_ || (control_.stop && control_.stop()); }

  // Whether it is true in any process: what one of them stops, all must stop, or they would wait
  // for each other for ever.
  bool any(bool value) const { return control_.group ? control_.group->any(value) : value; }
  // The networks of several processes are trained one after the other: their messages must not mix.
  bool is_shared() const { return control_.group != nullptr && control_.group->size() > 1; }

 private:
  bool is_first() const { return control_.group == nullptr || control_.group->rank() == 0; }
  // Gives all processes the state of the first.
  void share(std::optional<TrainingState>& state, std::uint64_t seed) const {
    std::string bytes = state ? encode_state(*state, training_identity(task_, seed)) : "";
    std::uint64_t size = bytes.size();
    control_.group->broadcast({reinterpret_cast<char*>(&size), sizeof size});
    if (size == 0) return;
    bytes.resize(static_cast<std::size_t>(size));
    control_.group->broadcast(bytes);
    std::string identity;
    state = decode_state(bytes, control_.checkpoint, identity);
  }
  // False if the run was stopped within the epoch.
  bool complete_epoch(TrainingRun& run, std::optional<CheckpointFile>& file) {
    try {
      return run.run_epoch([&] {
        if (file && run.within_epoch()) file->save_when_due(run, control_.checkpoint_interval);
        return after_batch();
      });
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::invalid_argument || !control_.on_divergence ||
          !run.return_to_good_epoch())
        throw;
      const std::lock_guard lock(reporting_);
      control_.on_divergence(error.what());
      return true;
    }
  }
  bool after_batch() {
    if (control_.on_batch) {
      const std::lock_guard lock(reporting_);
      control_.on_batch();
    }
    return is_stopped();
  }
  void report(const EpochReport& epoch) {
    if (!control_.on_epoch) return;
    const std::lock_guard lock(reporting_);
    control_.on_epoch(epoch);
  }

  const TrainingTask& task_;
  const TrainingControl& control_;
  std::mutex reporting_;
  std::atomic<bool> failed_ = false;
};

// Networks on vectors are too small to divide among threads; their ensembles are divided instead.
std::vector<Outcome> train_networks(const TrainingTask& task, const TrainingControl& control,
                                    const Members& members) {
  std::vector<Outcome> outcomes(members.count);
  const bool small = task.data.shape.is_vector();
  Trainer trainer(task, control);
  trainer.check_same_rows();
  trainer.check_checkpoints(members);
  const unsigned at_once = small && !trainer.is_shared() ? control.threads : 1;
  parallel_for(outcomes.size(), at_once, [&](std::size_t i) {
    if (i > 0 && trainer.any(trainer.is_stopped())) return;
    try {
      outcomes[i] = trainer.train(members.first + i, small ? 1 : control.threads);
    } catch (...) {
      trainer.stop_all();
      throw;
    }
  });
  return outcomes;
}

// All of a model but the networks and the temperature.
Model begin_model(const Dataset& data, const Partition& parts, const TrainingSettings& settings,
                  const std::string& target) {
  Model model;
  model.scaler = Scaler::fit(data.x, parts.train, data.shape, settings.logarithms);
  model.scaler.band_means = settings.band_means;
  for (const Eigen::Index column : columns_named(settings.left_out, data.front_end))
    model.scaler.leave_out(column);
  model.training_groups = group_hashes(data.records, parts.train);
  model.front_end = data.front_end;
  model.labels = data.classes;
  model.window_hop = settings.window_hop;
  model.provenance.version = version();
  model.provenance.target = target;
  model.provenance.training = settings.text();
  model.provenance.seed = settings.seed;
  model.provenance.train_rows = parts.train.size();
  model.provenance.valid_rows = parts.valid.size();
  return model;
}

// Trains the members into the model.  Its membership is set if they are not the whole ensemble.
std::optional<Model> train_members(const Dataset& data, const Partition& parts,
                                   const TrainingSettings& settings, const std::string& target,
                                   const TrainingControl& control, const Members& members,
                                   bool separate) {
  settings.check();
  check_rows(data, parts, settings, target);
  const auto architecture = settings.architecture(input_shape(data, settings),
                                                  static_cast<nn::Index>(data.classes.size()));
  Model model = begin_model(data, parts, settings, target);
  const TrainingTask task{data, parts.train, parts.valid, model.scaler, architecture, settings};
  for (Outcome& outcome : train_networks(task, control, members)) {
    if (!outcome.network) return std::nullopt;
    model.networks.push_back(std::move(*outcome.network));
    model.provenance.networks.push_back(std::move(outcome.training));
  }
  if (separate) {
    model.scaler = model.scaler.of_network(members.first);
    model.membership = Membership{members.first + 1,
                                  static_cast<std::size_t>(settings.ensemble),
                                  rows_hash(task),
                                  settings.band_means,
                                  {},
                                  1,
                                  {}};
  }
  if (!settings.calibrated || parts.valid.empty()) return model;
  OutputSums outputs = sum_outputs(model.networks, data, parts.valid, model.scaler, model.hop());
  const auto classes = classes_of(data, parts.valid);
  const Matrix mean = mean_output(outputs, model.networks.size());
  model.temperature = fit_held_out_temperature(mean, classes);
  if (separate) {
    model.membership->sums = std::move(outputs.sums);
    model.membership->windows = outputs.windows;
    model.membership->classes = classes;
  }
  return model;
}

}  // namespace

std::optional<Model> train(const Dataset& data, const Partition& parts,
                           const TrainingSettings& settings, const std::string& target,
                           const TrainingControl& control) {
  const Members all{0, static_cast<std::size_t>(settings.ensemble)};
  return train_members(data, parts, settings, target, control, all, false);
}

std::optional<Model> train_member(const Dataset& data, const Partition& parts,
                                  const TrainingSettings& settings, const std::string& target,
                                  const TrainingControl& control, std::size_t member) {
  return train_members(data, parts, settings, target, control, {member, 1}, true);
}

Model train(const Dataset& data, const Partition& parts, const TrainingSettings& settings,
            const std::string& target) {
  return *train(data, parts, settings, target, {});
}

}  // namespace melsift::model
