#include "model/batches.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "model/prediction.h"
#include "model/windows.h"

namespace melsift::model {
namespace {

// Purposes of random numbers, as streams of the seed.  Initialisers use the lowest numbers, and
// dropout those from 2^16 on.
enum class Purpose : std::uint64_t { order = 0xfff0, rows = 0xfff1, mixing = 0xfff2 };

std::uint64_t epoch_seed(std::uint64_t seed, Purpose purpose, int epoch) {
  const std::uint64_t own = Random::stream(seed, static_cast<std::uint64_t>(purpose)).bits();
  return Random::stream(own, static_cast<std::uint64_t>(epoch)).bits();
}

// Copies `frames` columns and resamples them to the width of the input.
void copy_stretched(const Dataset& data, std::size_t row, Eigen::Index first, Eigen::Index frames,
                    const nn::Shape& input, float* out) {
  const float* values = data.x.row(static_cast<Eigen::Index>(row)).data() + first;
  const double step = input.width > 1
                          ? static_cast<double>(frames - 1) / static_cast<double>(input.width - 1)
                          : 0.0;
  for (Eigen::Index to = 0; to < input.width; ++to) {
    const double place = static_cast<double>(to) * step;
    const auto before = std::clamp<Eigen::Index>(static_cast<Eigen::Index>(place), 0,
                                                 std::max<Eigen::Index>(frames - 2, 0));
    const auto after = std::min(before + 1, frames - 1);
    const auto share = static_cast<float>(place - static_cast<double>(before));
    for (Eigen::Index band = 0; band < input.height; ++band) {
      const float* from = values + band * data.shape.width;
      out[band * input.width + to] = from[before] + share * (from[after] - from[before]);
    }
  }
}

// Number of frames that become a window of `width`: smaller or larger by a random factor of up to 1
// + stretch, but at most `available`.
Eigen::Index frames_of_window(Eigen::Index width, Eigen::Index available, double stretch,
                              Random& random) {
  if (stretch == 0.0) return width;
  const double most = std::log1p(stretch);
  const double frames = static_cast<double>(width) * std::exp(random.uniform(-most, most));
  return std::clamp<Eigen::Index>(std::lround(frames), 1, available);
}

}  // namespace

std::vector<float> class_weights(std::span<const int> classes, std::size_t count,
                                 ClassWeights weights) {
  if (weights == ClassWeights::none) return std::vector<float>(count, 1.0F);
  std::vector<double> rows(count, 0.0);
  for (const int k : classes) rows[static_cast<std::size_t>(k)] += 1.0;
  std::vector<float> result;
  result.reserve(count);
  for (const double own : rows)
    result.push_back(own == 0.0 ? 0.0F
                                : static_cast<float>(static_cast<double>(classes.size()) /
                                                     (static_cast<double>(count) * own)));
  return result;
}

Batches::Batches(const Dataset& data, std::span<const std::size_t> rows, const Scaler& scaler,
                 const nn::Shape& input, const TrainingSettings& settings, std::uint64_t seed)
    : data_(data),
      rows_(rows),
      scaler_(scaler),
      input_(input),
      batch_size_(static_cast<std::size_t>(settings.batch_size)),
      augmentation_(settings.augmentation),
      label_smoothing_(settings.label_smoothing),
      mixup_(settings.mixup),
      seed_(seed),
      class_weights_(
          class_weights(classes_of(data, rows), data.classes.size(), settings.class_weights)),
      plain_targets_(settings.class_weights == ClassWeights::none && label_smoothing_ == 0.0 &&
                     mixup_ == 0.0 && settings.contrast.weight == 0.0) {
  if (!scaler_.removes_band_means(0)) return;
  augmentation_.filter = 0.0;  // removing band means would undo it
  levels_.resize(data.rows());
  for (const std::size_t row : rows)
    levels_[row] = BandLevels::of(
        {data.x.row(static_cast<Eigen::Index>(row)).data(), data.shape.height, data.shape.width});
}

std::size_t Batches::count() const {
  return (rows_.size() + batch_size_ - 1) / batch_size_;
}

void Batches::begin(int epoch) {
  epoch_ = epoch;
  order_.assign(rows_.begin(), rows_.end());
  Random(epoch_seed(seed_, Purpose::order, epoch)).shuffle(order_);
  row_seed_ = epoch_seed(seed_, Purpose::rows, epoch);
  mix_seed_ = epoch_seed(seed_, Purpose::mixing, epoch);
}

const Batch& Batches::get(int epoch, std::size_t number) {
  if (epoch != epoch_) begin(epoch);
  const std::size_t first = number * batch_size_;
  const auto rows = std::span(order_).subspan(first, std::min(batch_size_, order_.size() - first));
  batch_.classes.clear();
  for (const std::size_t row : rows) batch_.classes.push_back(data_.y[row]);
  fill_input(rows);
  if (!plain_targets_) fill_targets();
  if (mixup_ > 0.0) mix(number);
  return batch_;
}

void Batches::fill_input(std::span<const std::size_t> rows) {
  Matrix& x = batch_.x;
  if (input_.width == data_.shape.width && !augmentation_.any()) {
    x.resize(static_cast<Eigen::Index>(rows.size()), input_.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      x.row(static_cast<Eigen::Index>(i)) = data_.x.row(static_cast<Eigen::Index>(rows[i]));
    scale(rows);
    return;
  }
  x.resize(static_cast<Eigen::Index>(rows.size()), input_.size());
  std::vector<Random> streams;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Random& random = streams.emplace_back(Random::stream(row_seed_, rows[i]));
    const Eigen::Index frames =
        frames_of_window(input_.width, data_.shape.width, augmentation_.stretch, random);
    const bool cropped = frames < data_.shape.width;
    const auto first =
        cropped ? static_cast<Eigen::Index>(random.below(data_.shape.width - frames + 1)) : 0;
    float* out = x.row(static_cast<Eigen::Index>(i)).data();
    if (frames == input_.width)
      copy_window({data_.x.row(static_cast<Eigen::Index>(rows[i])).data(), data_.shape.height,
                   data_.shape.width},
                  first, {out, input_.height, input_.width});
    else
      copy_stretched(data_, rows[i], first, frames, input_, out);
  }
  scale(rows);
  for (std::size_t i = 0; i < rows.size(); ++i)  // scaled, so that masks have the mean value
    augment({x.row(static_cast<Eigen::Index>(i)).data(), input_.height, input_.width},
            augmentation_, streams[i]);
}

void Batches::scale(std::span<const std::size_t> rows) {
  if (levels_.empty()) return scaler_.apply(batch_.x);
  for (std::size_t i = 0; i < rows.size(); ++i)
    levels_[rows[i]].remove(
        {batch_.x.row(static_cast<Eigen::Index>(i)).data(), input_.height, input_.width});
}

// One-hot rows, smoothed (Szegedy et al. 2016) and then weighted by class.
void Batches::fill_targets() {
  const auto classes = static_cast<Eigen::Index>(data_.classes.size());
  Matrix& targets = batch_.targets;
  targets.setConstant(batch_.x.rows(), classes,
                      static_cast<float>(label_smoothing_ / static_cast<double>(classes)));
  for (Eigen::Index i = 0; i < targets.rows(); ++i) {
    const int truth = batch_.classes[static_cast<std::size_t>(i)];
    targets(i, truth) += static_cast<float>(1.0 - label_smoothing_);
    targets.row(i) *= class_weights_[static_cast<std::size_t>(truth)];
  }
}

// mixup (Zhang et al. 2018): each row and its target are blended with another row of the batch and
// its target.  As in the paper, lambda is from Beta(alpha, alpha); here each row draws its own.
void Batches::mix(std::size_t number) {
  Random random = Random::stream(mix_seed_, number);
  std::vector<Eigen::Index> partner(static_cast<std::size_t>(batch_.x.rows()));
  std::iota(partner.begin(), partner.end(), Eigen::Index{0});
  random.shuffle(partner);
  std::vector<float> own_share;
  for (std::size_t i = 0; i < partner.size(); ++i)
    own_share.push_back(static_cast<float>(random.beta(mixup_, mixup_)));
  const auto blend = [&](Matrix& rows) {
    before_mixing_ = rows;
    for (std::size_t i = 0; i < partner.size(); ++i)
      rows.row(static_cast<Eigen::Index>(i)) =
          own_share[i] * before_mixing_.row(static_cast<Eigen::Index>(i)) +
          (1.0F - own_share[i]) * before_mixing_.row(partner[i]);
  };
  blend(batch_.x);
  blend(batch_.targets);
}

}  // namespace melsift::model
