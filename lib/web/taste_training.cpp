#include "web/taste_training.h"

#include <utility>

#include "base/file.h"
#include "base/thread_start.h"
#include "model/dataset.h"
#include "model/few_rows.h"
#include "model/partition.h"
#include "model/trainer.h"
#include "recommend/taste_data.h"

namespace melsift::web {
namespace {

model::Dataset dataset_of(const Snapshot& snapshot) {
  recommend::TasteData taste(snapshot.front_end);
  for (const record::Record& track : snapshot.tracks.records()) taste.add(track, track.path);
  return taste.build().data;
}

}  // namespace

TasteTraining::TasteTraining(const std::string& model, std::string output,
                             std::function<void(const Status&)> changed)
    : output_(std::move(output)), changed_(std::move(changed)) {
  if (model.empty()) return;
  taste_ = std::make_shared<const recommend::Taste>(model::load(model), model);
  status_.state = State::ready;
}

TasteTraining::~TasteTraining() {
  thread_.request_stop();
}

TasteTraining::Status TasteTraining::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

bool TasteTraining::has_taste() const {
  const std::lock_guard lock(mutex_);
  return taste_ != nullptr;
}

void TasteTraining::set(const Status& status) {
  {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  changed_(status);
}

bool TasteTraining::start(std::shared_ptr<const Snapshot> snapshot) {
  const std::lock_guard lock(mutex_);
  if (status_.state == State::training) return false;
  // An earlier training has sent its last event under this lock, or is about to end.  The new
  // thread waits for the lock before its first event, so the state can be set after its start:
  // without a thread, there is no training.
  thread_ = start_thread("the thread of the training",
                         [this, snapshot = std::move(snapshot)](const std::stop_token& stop) {
                           run(stop, *snapshot);
                         });
  status_ = {State::training, 0, 0, {}};
  return true;
}

void TasteTraining::run(const std::stop_token& stop, const Snapshot& snapshot) {
  Status status{State::training, 0, 0, {}};
  try {
    const model::Dataset data = dataset_of(snapshot);
    const auto settings = model::TrainingSettings::recipe("mlp");
    // Nothing is held out: a listener has few likes, and no best epoch is chosen.
    const auto parts = model::partition(data, {"all"}, 0.0, settings.seed);
    status.epochs = settings.epochs;
    set(status);
    model::TrainingControl control;
    control.on_epoch = [&](const model::EpochReport& report) {
      status.epoch = static_cast<int>(report.training.history.size());
      set(status);
    };
    control.stop = [&] { return stop.stop_requested(); };
    auto trained = model::train(data, parts, settings, "liked", control);
    if (!trained) return;
    control.on_epoch = {};
    if (parts.train.size() < model::kFewRows &&
        !model::calibrate_on_few(*trained, data, parts.train, settings, "liked", control))
      return;
    OutputFile out(output_);
    out.write(model::encode(*trained));
    out.close();
    auto taste = std::make_shared<const recommend::Taste>(std::move(*trained), output_);
    {
      const std::lock_guard lock(mutex_);
      taste_ = std::move(taste);
    }
    status.state = State::ready;
  } catch (const std::exception& error) {
    status.state = State::failed;
    status.error = error.what();
  }
  set(status);
}

std::shared_ptr<const recommend::Voice> TasteTraining::voice(const Snapshot& snapshot) {
  const std::lock_guard voice_lock(voice_mutex_);
  std::shared_ptr<const recommend::Taste> taste;
  {
    const std::lock_guard lock(mutex_);
    taste = taste_;
  }
  if (!taste) return nullptr;
  if (!voice_ || voice_taste_ != taste || voice_snapshot_ != snapshot.number) {
    voice_ = std::make_shared<const recommend::Voice>(taste->voice(snapshot.tracks, 1.0));
    voice_taste_ = taste;
    voice_snapshot_ = snapshot.number;
  }
  return voice_;
}

}  // namespace melsift::web
