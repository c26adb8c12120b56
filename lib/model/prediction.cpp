#include "model/prediction.h"

#include <algorithm>
#include <utility>

#include "model/windows.h"

namespace melsift::model {
namespace {

constexpr std::size_t kRowsAtOnce = 256;

// Calls visit(scaler, networks) for the networks that keep band means, and then for those that get
// matrices without them, unless there are none.
template <class Visit>
void each_input(std::span<const nn::Network> networks, const Scaler& scaler, const Visit& visit) {
  std::vector<const nn::Network*> keeping, removing;
  for (std::size_t k = 0; k < networks.size(); ++k)
    (scaler.removes_band_means(k) ? removing : keeping).push_back(&networks[k]);
  Scaler own = scaler;
  own.band_means = BandMeans::keep;
  if (!keeping.empty()) visit(own, std::span<const nn::Network* const>(keeping));
  own.band_means = BandMeans::remove;
  if (!removing.empty()) visit(own, std::span<const nn::Network* const>(removing));
}

}  // namespace

Matrix network_rows(const Dataset& data, std::span<const std::size_t> rows, const Scaler& scaler,
                    const nn::Shape& input) {
  const bool without_means = scaler.removes_band_means(0);
  Matrix x(static_cast<Eigen::Index>(rows.size()), input.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const nn::ConstMatrixView row(data.x.row(static_cast<Eigen::Index>(rows[i])).data(),
                                  data.shape.height, data.shape.width * data.shape.channels);
    nn::MatrixView out(x.row(static_cast<Eigen::Index>(i)).data(), input.height,
                       input.width * input.channels);
    out = row.leftCols(out.cols());
    if (without_means) BandLevels::of(row).remove(out);
  }
  if (!without_means) scaler.apply(x);
  return x;
}

namespace {

Matrix row_sums(std::span<const nn::Network> networks, const Dataset& data,
                std::span<const std::size_t> rows, const Scaler& scaler) {
  Matrix sums =
      Matrix::Zero(static_cast<Eigen::Index>(rows.size()), networks[0].output_shape().size());
  for (std::size_t first = 0; first < rows.size(); first += kRowsAtOnce) {
    const auto some = rows.subspan(first, std::min(kRowsAtOnce, rows.size() - first));
    auto part =
        sums.middleRows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(some.size()));
    each_input(networks, scaler, [&](const Scaler& own, std::span<const nn::Network* const> users) {
      const Matrix x = network_rows(data, some, own, networks[0].input_shape());
      for (const nn::Network* network : users) part += network->predict(x);
    });
  }
  return sums;
}

}  // namespace

Matrix mean_output(OutputSums outputs, std::size_t networks) {
  const std::size_t count = networks * outputs.windows;
  if (count > 1) outputs.sums /= static_cast<float>(count);
  return std::move(outputs.sums);
}

Matrix predict_rows(std::span<const nn::Network> networks, const Dataset& data,
                    std::span<const std::size_t> rows, const Scaler& scaler) {
  return mean_output({row_sums(networks, data, rows, scaler), 1}, networks.size());
}

OutputSums sum_outputs(std::span<const nn::Network> networks, const Dataset& data,
                       std::span<const std::size_t> rows, const Scaler& scaler, nn::Index hop) {
  const nn::Shape& input = networks[0].input_shape();
  if (input.width >= data.shape.width) return {row_sums(networks, data, rows, scaler), 1};
  const auto begins = window_begins(data.shape.width, input.width, hop);
  Matrix sums(static_cast<Eigen::Index>(rows.size()), networks[0].output_shape().size());
  Matrix x(static_cast<Eigen::Index>(begins.size()), input.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const nn::ConstMatrixView mel(data.x.row(static_cast<Eigen::Index>(rows[i])).data(),
                                  data.shape.height, data.shape.width);
    RowVector sum = RowVector::Zero(sums.cols());
    each_input(networks, scaler, [&](const Scaler& own, std::span<const nn::Network* const> users) {
      const bool without_means = own.removes_band_means(0);
      const BandLevels levels = without_means ? BandLevels::of(mel) : BandLevels();
      for (std::size_t k = 0; k < begins.size(); ++k) {
        nn::MatrixView window(x.row(static_cast<Eigen::Index>(k)).data(), input.height,
                              input.width);
        copy_window(mel, begins[k], window);
        if (without_means) levels.remove(window);
      }
      if (!without_means) own.apply(x);
      for (const nn::Network* network : users) sum += network->predict(x).colwise().sum();
    });
    sums.row(static_cast<Eigen::Index>(i)) = sum;
  }
  return {std::move(sums), begins.size()};
}

Matrix predict_tracks(std::span<const nn::Network> networks, const Dataset& data,
                      std::span<const std::size_t> rows, const Scaler& scaler, nn::Index hop) {
  return mean_output(sum_outputs(networks, data, rows, scaler, hop), networks.size());
}

std::vector<int> classes_of(const Dataset& data, std::span<const std::size_t> rows) {
  std::vector<int> classes;
  for (const std::size_t row : rows) classes.push_back(data.y[row]);
  return classes;
}

std::size_t count_right(const Eigen::Ref<const Matrix>& probabilities,
                        std::span<const int> classes) {
  std::size_t right = 0;
  for (Eigen::Index row = 0; row < probabilities.rows(); ++row) {
    Eigen::Index best = 0;
    if (probabilities.cols() == 1) {
      best = probabilities(row, 0) > 0.5F ? 1 : 0;
    } else {
      probabilities.row(row).maxCoeff(&best);
    }
    right += best == classes[static_cast<std::size_t>(row)];
  }
  return right;
}

}  // namespace melsift::model
