#include "model/checkpoint.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <system_error>
#include <vector>

#include "base/disk_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/number.h"
#include "base/version.h"
#include "feature/front_end.h"
#include "model/safetensors.h"

namespace melsift::model {
namespace {

constexpr std::string_view kFormat = "melsift-checkpoint 1";
constexpr std::string_view kWeights = "weights";
constexpr std::string_view kBestWeights = "best_weights";
constexpr std::string_view kAverageWeights = "average_weights";
constexpr std::string_view kOptimizer = "optimizer/";

template <class Value>
std::uint64_t hash_values(const Value* values, std::size_t count, std::uint64_t begun) {
  return hash({reinterpret_cast<const char*>(values), count * sizeof(Value)}, begun);
}

// Values that are not finite are written as words, which parse_real reads.
std::string real_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return melsift::to_text(value);
}

// The state's numbers, in a fixed order, as text that reads back to the last bit.
std::string numbers_text(const TrainingState& state) {
  std::string text;
  const auto add = [&](double value) { text += real_text(value) + " "; };
  add(static_cast<double>(state.batches));
  add(state.loss_sum);
  add(static_cast<double>(state.right));
  add(state.plateau.factor);
  add(state.plateau.best);
  add(state.plateau.wait);
  add(static_cast<double>(state.steps));
  add(static_cast<double>(state.training.best_epoch));
  for (const Epoch& epoch : state.training.history)
    for (const double value : {epoch.loss, epoch.accuracy, epoch.valid_loss, epoch.valid_accuracy})
      add(value);
  return text;
}

constexpr std::size_t kFirstNumbers = 8;
constexpr std::size_t kEpochNumbers = 4;

std::vector<double> parse_numbers(const std::string& text, const std::string& name) {
  std::vector<double> numbers;
  for (const std::string& word : split_list(text, ' ')) {
    const auto value = parse_real(word);
    if (!value) throw Error(ErrorKind::corrupt, name, "\"" + word + "\" is not a number");
    numbers.push_back(*value);
  }
  if (numbers.size() < kFirstNumbers || (numbers.size() - kFirstNumbers) % kEpochNumbers != 0)
    throw Error(ErrorKind::corrupt, name, "its numbers are incomplete");
  return numbers;
}

std::size_t count_of(double value, const std::string& name) {
  if (!(value >= 0.0 && value <= 0x1.0p53 && value == std::floor(value)))
    throw Error(ErrorKind::corrupt, name, real_text(value) + " is not a count");
  return static_cast<std::size_t>(value);
}

void set_numbers(TrainingState& state, const std::vector<double>& n, const std::string& name) {
  state.batches = count_of(n[0], name);
  state.loss_sum = n[1];
  state.right = count_of(n[2], name);
  state.plateau = {n[3], n[4], static_cast<int>(count_of(n[5], name))};
  state.steps = count_of(n[6], name);
  state.training.best_epoch = count_of(n[7], name);
  for (std::size_t i = kFirstNumbers; i < n.size(); i += kEpochNumbers)
    state.training.history.push_back({n[i], n[i + 1], n[i + 2], n[i + 3]});
  if (state.training.best_epoch > state.training.history.size())
    throw Error(ErrorKind::corrupt, name, "its best epoch is not among the finished epochs");
}

const std::string& metadata(const Safetensors& content, const std::string& key,
                            const std::string& name) {
  const auto found = content.metadata.find(key);
  if (found == content.metadata.end())
    throw Error(ErrorKind::corrupt, name, "is not a melsift checkpoint");
  return found->second;
}

std::string run_path(const std::string& path, std::size_t run) {
  return run == 1 ? path : path + "-" + std::to_string(run);
}

}  // namespace

std::string rows_hash(const TrainingTask& task) {
  const Dataset& data = task.data;
  std::uint64_t value = hash(data.front_end);
  for (const std::string& name : data.classes) value = hash(name + '\n', value);
  for (const auto* rows : {&task.train, &task.valid}) {
    for (const std::size_t row : *rows) {
      value = hash_values(data.x.row(static_cast<Eigen::Index>(row)).data(),
                          static_cast<std::size_t>(data.x.cols()), value);
      value = hash_values(&data.y[row], 1, value);
    }
    const std::size_t count = rows->size();
    value = hash_values(&count, 1, value);
  }
  return to_hex(value);
}

std::string encode_state(const TrainingState& state, const std::string& identity) {
  Safetensors content;
  content.metadata = {
      {"format", std::string(kFormat)}, {"training", identity}, {"state", numbers_text(state)}};
  const auto add = [&](std::string name, const std::vector<float>& values) {
    content.tensors.push_back({std::move(name), {static_cast<long>(values.size())}, values});
  };
  add(std::string(kWeights), state.weights);
  if (!state.best_weights.empty()) add(std::string(kBestWeights), state.best_weights);
  if (!state.average_weights.empty()) add(std::string(kAverageWeights), state.average_weights);
  for (std::size_t i = 0; i < state.optimizer.size(); ++i)
    add(std::string(kOptimizer) + std::to_string(i), state.optimizer[i]);
  return write_safetensors(content);
}

TrainingState decode_state(std::string_view bytes, const std::string& name, std::string& identity) {
  Safetensors content = read_safetensors(bytes, name);
  if (metadata(content, "format", name) != kFormat)
    throw Error(ErrorKind::unsupported, name, "is a checkpoint of another version of melsift");
  require_all(content.left_out, name);
  identity = metadata(content, "training", name);
  TrainingState state;
  set_numbers(state, parse_numbers(metadata(content, "state", name), name), name);
  for (Tensor& tensor : content.tensors) {
    if (tensor.name == kWeights) {
      state.weights = std::move(tensor.values);
    } else if (tensor.name == kBestWeights) {
      state.best_weights = std::move(tensor.values);
    } else if (tensor.name == kAverageWeights) {
      state.average_weights = std::move(tensor.values);
    } else {
      state.optimizer.push_back(std::move(tensor.values));
    }
  }
  return state;
}

std::string training_identity(const TrainingTask& task, std::uint64_t seed) {
  return task.settings.text() + " seed=" + std::to_string(seed) +
         " network=" + to_hex(hash(task.architecture.text())) + " records=" + rows_hash(task) +
         " melsift=" + std::string(version());
}

CheckpointFile::CheckpointFile(const std::string& path, std::size_t run, std::string identity)
    : path_(run_path(path, run)), identity_(std::move(identity)), saved_(Clock::now()) {}

std::optional<TrainingState> CheckpointFile::load() const {
  if (is_gone(path_)) return std::nullopt;
  std::string identity;
  auto state = decode_state(read_file(path_), path_, identity);
  if (const auto differs = feature::difference(identity, identity_))
    throw Error(ErrorKind::invalid_argument, path_, "belongs to another training: " + *differs);
  return state;
}

void CheckpointFile::save(const TrainingState& state) {
  OutputFile file(path_);
  file.write(encode_state(state, identity_));
  file.close();
  saved_ = Clock::now();
}

void CheckpointFile::save_when_due(const TrainingRun& run, std::chrono::milliseconds interval) {
  if (Clock::now() >= saved_ + interval) save(run.state());
}

namespace {

// Calls use(path) for each checkpoint file of a training to `path`.
template <class Use>
void for_each_checkpoint(const std::string& path, const Use& use) {
  namespace fs = std::filesystem;
  const fs::path first(path);
  const fs::path folder = first.has_parent_path() ? first.parent_path() : fs::path(".");
  const std::string name = first.filename().string();
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string other = at->path().filename().string();
    if (!other.starts_with(name)) continue;
    const std::string rest = other.substr(name.size());
    const bool numbered = rest.size() > 1 && rest[0] == '-' &&
                          rest.find_first_not_of("0123456789", 1) == std::string::npos;
    if (rest.empty() || numbered) found.push_back(at->path());
  }
  for (const fs::path& file : found) use(file);
}

}  // namespace

bool has_checkpoints(const std::string& path) {
  bool any = false;
  for_each_checkpoint(path, [&](const auto&) { any = true; });
  return any;
}

void remove_checkpoints(const std::string& path) {
  for_each_checkpoint(path, [](const std::filesystem::path& file) {
    std::error_code error;
    std::filesystem::remove(file, error);
    if (error) throw system_error(file.string(), "can't remove", error.value());
  });
}

}  // namespace melsift::model
