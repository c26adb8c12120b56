#include "model/classifier.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "feature/front_end.h"
#include "model/calibration.h"
#include "model/model.h"
#include "model/windows.h"
#include "record/identity.h"

namespace melsift::model {
namespace {

using nn::Index;

// Rows that are classified at a time: enough for efficient matrix products, and few enough to limit
// the memory for the windows of a long track.
constexpr Index kRowsAtATime = 64;

[[noreturn]] void refuse(const std::string& where, const std::string& detail) {
  throw Error(ErrorKind::invalid_argument, where, detail);
}

}  // namespace

// The sums over the windows of a record.
struct Classifier::Sums {
  BandLevels levels;  // of the track, if a network needs them
  Index windows = 0;
  Eigen::RowVectorXd probabilities;
  Eigen::RowVectorXd embedding;
};

Classifier::Classifier(Model model)
    : model_(std::make_unique<const Model>(std::move(model))),
      fingerprint_(model::fingerprint(*model_)) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

void Classifier::check(const record::Record& record, const std::string& where) const {
  const nn::Shape& input = model_->input_shape();
  if (input.is_vector() && record.features.empty())
    refuse(where, "the record has no features (run melsift extract first)");
  if (!input.is_vector() && record.mel.size() == 0)
    refuse(where, "the record has no mel matrix (run melsift extract --set mel first)");
  if (const auto differs = feature::difference(record.front_end, model_->front_end))
    refuse(where, "its front end differs from the model's: " + *differs);
  if (input.is_vector()) {
    if (static_cast<Index>(record.features.size()) != input.size())
      refuse(where, std::to_string(record.features.size()) + " features, the model expects " +
                        std::to_string(input.size()));
  } else if (record.mel.rows() != input.height) {
    refuse(where, std::to_string(record.mel.rows()) + " mel bands, the model expects " +
                      std::to_string(input.height));
  }
}

bool Classifier::trained_on(const record::Record& record) const {
  const auto known = [&](std::uint64_t hash) {
    return std::binary_search(model_->training_groups.begin(), model_->training_groups.end(), hash);
  };
  // Also the path: the group may be newer than the model.
  const std::string_view group = record::group_identity(record);
  const std::string_view track = record::track_identity(record);
  return (!group.empty() && known(hash(group))) || (!track.empty() && known(hash(track)));
}

// Classifies rows, which have the values of the records, and adds each result to the sums of its
// record.
void Classifier::infer(const Eigen::Ref<const Matrix>& rows, std::span<Sums* const> owners) const {
  Matrix scaled, without_means;
  const auto input = [&](bool removes_band_means) -> const Matrix& {
    if (!removes_band_means) {
      if (scaled.size() == 0) scaled = model_->scaler(rows);
      return scaled;
    }
    if (without_means.size() == 0) {
      without_means = rows;
      const nn::Shape& shape = model_->input_shape();
      for (Index row = 0; row < rows.rows(); ++row)
        owners[static_cast<std::size_t>(row)]->levels.remove(
            {without_means.row(row).data(), shape.height, shape.width});
    }
    return without_means;
  };
  Matrix probabilities, embedding;
  for (std::size_t k = 0; k < model_->networks.size(); ++k) {
    const nn::Inference said =
        model_->networks[k].infer(input(model_->scaler.removes_band_means(k)));
    if (probabilities.size() == 0) {
      probabilities = said.probabilities;
      embedding = said.embedding;
      continue;
    }
    probabilities += said.probabilities;
    embedding.conservativeResize(Eigen::NoChange, embedding.cols() + said.embedding.cols());
    embedding.rightCols(said.embedding.cols()) = said.embedding;
  }
  probabilities /= static_cast<float>(model_->networks.size());
  if (!model_->calibrated_on_tracks) apply_temperature(probabilities, model_->temperature);
  for (Index row = 0; row < rows.rows(); ++row) {
    Sums& sums = *owners[static_cast<std::size_t>(row)];
    if (sums.windows++ == 0) {
      sums.probabilities.setZero(probabilities.cols());
      sums.embedding.setZero(embedding.cols());
    }
    sums.probabilities += probabilities.row(row).cast<double>();
    sums.embedding += embedding.row(row).cast<double>();
  }
}

void Classifier::fill(const ClassifierTask& task, const Sums& sums) const {
  const auto count = static_cast<double>(sums.windows);
  Matrix mean = (sums.probabilities / count).cast<float>();
  if (!mean.allFinite())
    refuse(task.where, "its features are too far from anything that the model was trained on");
  if (model_->calibrated_on_tracks) apply_temperature(mean, model_->temperature);
  const RowVector p = mean.row(0);
  record::Record& record = *task.record;
  record.scores.clear();
  for (std::size_t i = 0; i < model_->labels.size(); ++i) {
    // A single column is the probability of the second label.
    const float value = p.size() > 1 ? p(static_cast<Index>(i)) : i == 1 ? p(0) : 1.0F - p(0);
    record.scores.push_back({model_->labels[i], value});
  }
  record.predicted = std::ranges::max_element(record.scores, {}, &record::Score::value)->label;
  record.embedding.resize(static_cast<std::size_t>(sums.embedding.size()));
  for (std::size_t i = 0; i < record.embedding.size(); ++i)
    record.embedding[i] = static_cast<float>(sums.embedding(static_cast<Index>(i)) / count);
  record.model = fingerprint_;
  record.trained_on = trained_on(record);
}

void Classifier::operator()(std::span<ClassifierTask> tasks) const {
  const nn::Shape& input = model_->input_shape();
  std::vector<Sums> sums(tasks.size());
  Matrix x(kRowsAtATime, input.size());
  std::vector<Sums*> owners;
  const auto infer_rows = [&] {
    if (!owners.empty()) infer(x.topRows(static_cast<Index>(owners.size())), owners);
    owners.clear();
  };
  const auto next_row = [&](Sums& owner) {
    if (static_cast<Index>(owners.size()) == x.rows()) infer_rows();
    owners.push_back(&owner);
    return x.row(static_cast<Index>(owners.size()) - 1);
  };

  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].failure) continue;
    const record::Record& record = *tasks[i].record;
    try {
      check(record, tasks[i].where);
    } catch (const Error& error) {
      tasks[i].failure = error;
      continue;
    }
    if (input.is_vector()) {
      next_row(sums[i]) = Eigen::Map<const RowVector>(record.features.data(), input.size());
      continue;
    }
    const nn::ConstMatrixView mel(record.mel.data(), record.mel.rows(), record.mel.cols());
    if (model_->scaler.band_means != BandMeans::keep) {
      const Matrix& track = tasks[i].track_mel != nullptr ? *tasks[i].track_mel : record.mel;
      sums[i].levels = BandLevels::of({track.data(), track.rows(), track.cols()});
    }
    for (const Index begin : window_begins(mel.cols(), input.width, model_->hop()))
      copy_window(mel, begin, {next_row(sums[i]).data(), input.height, input.width});
  }
  infer_rows();
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].failure) continue;
    try {
      fill(tasks[i], sums[i]);
    } catch (const Error& error) {
      tasks[i].failure = error;
    }
  }
}

void Classifier::operator()(record::Record& record, const std::string& where) const {
  ClassifierTask task{&record, where, {}};
  (*this)(std::span(&task, 1));
  if (task.failure) throw Error(*task.failure);
}

}  // namespace melsift::model
