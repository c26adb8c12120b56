#include "crowd/crowd_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/version.h"

namespace melsift::crowd {
namespace {

// The standard deviation, or 1 if all values are equal, so that it can be a divisor.
double deviation(const std::vector<double>& values) {
  double mean = 0.0, squares = 0.0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double result = std::sqrt(squares / static_cast<double>(values.size()));
  return result > 0.0 ? result : 1.0;
}

}  // namespace

CrowdModel::CrowdModel(CrowdParts parts) : parts_(std::move(parts)) {
  for (std::size_t i = 0; i < parts_.items.size(); ++i)
    numbers_.emplace(parts_.items[i], static_cast<std::uint32_t>(i));
  if (settings().has_als())
    fold_in_.emplace(parts_.factors.cast<double>(), settings().als.alpha,
                     settings().als.regularization);
}

std::optional<std::uint32_t> CrowdModel::item(const std::string& name) const {
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

std::vector<double> CrowdModel::weight_scores(std::span<const Listen> listens) const {
  std::vector<double> scores(items().size(), 0.0);
  for (const auto& [item, worth] : weighted(listens, settings().item_weighting))
    for (const auto& [other, weight] : parts_.weights.row(item))
      scores[other] += static_cast<double>(worth) * static_cast<double>(weight);
  return scores;
}

std::vector<double> CrowdModel::factor_scores(std::span<const Listen> listens) const {
  std::vector<double> scores(items().size());
  const FactorVector user = fold_in_->user(weighted(listens, settings().als_weighting));
  Eigen::Map<Eigen::VectorXd>(scores.data(), static_cast<Eigen::Index>(scores.size())).noalias() =
      fold_in_->item_factors() * user;
  return scores;
}

std::vector<float> CrowdModel::scores(std::span<const Listen> listens) const {
  std::vector<double> scores;
  if (!listens.empty() && settings().has_weights()) scores = weight_scores(listens);
  if (!listens.empty() && settings().has_als()) {
    std::vector<double> by_factors = factor_scores(listens);
    if (settings().arch == Arch::blend) {
      const double weights_scale = (1.0 - settings().als_share) / deviation(scores);
      const double factors_scale = settings().als_share / deviation(by_factors);
      for (std::size_t i = 0; i < scores.size(); ++i)
        scores[i] = weights_scale * scores[i] + factors_scale * by_factors[i];
    } else {
      scores = std::move(by_factors);
    }
  }
  if (std::ranges::all_of(scores, [](double score) { return score == 0.0; }))
    return parts_.listeners;
  std::vector<float> result(scores.size());
  // Only a malicious file has weights that overflow.
  std::ranges::transform(scores, result.begin(), [](double score) {
    return std::isfinite(score) ? static_cast<float>(score) : std::numeric_limits<float>::lowest();
  });
  return result;
}

std::vector<Reason> CrowdModel::reasons(std::uint32_t item, std::span<const Listen> listens,
                                        std::size_t count) const {
  std::vector<double> parts(listens.size(), 0.0);
  double weights_scale = 1.0, factors_scale = 1.0;
  if (listens.empty()) return {};
  if (settings().arch == Arch::blend) {
    weights_scale = (1.0 - settings().als_share) / deviation(weight_scores(listens));
    factors_scale = settings().als_share / deviation(factor_scores(listens));
  }
  if (settings().has_weights()) {
    const auto worths = weighted(listens, settings().item_weighting);
    for (std::size_t i = 0; i < worths.size(); ++i) {
      const auto row = parts_.weights.row(worths[i].column);
      const auto found = std::ranges::lower_bound(row, item, {}, &SparseRows::Entry::column);
      if (found != row.end() && found->column == item)
        parts[i] += weights_scale * static_cast<double>(worths[i].value) *
                    static_cast<double>(found->value);
    }
  }
  if (settings().has_als()) {
    const FactorVector added =
        fold_in_->contributions(weighted(listens, settings().als_weighting), item);
    for (std::size_t i = 0; i < parts.size(); ++i)
      parts[i] += factors_scale * added[static_cast<Eigen::Index>(i)];
  }
  double total = 0.0;
  std::vector<Reason> reasons;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!(parts[i] > 0.0)) continue;
    total += parts[i];
    reasons.push_back({listens[i].column, parts[i]});
  }
  for (Reason& reason : reasons) reason.share /= total;
  std::ranges::stable_sort(reasons, std::greater<>(), &Reason::share);
  if (reasons.size() > count) reasons.resize(count);
  return reasons;
}

CrowdParts train_crowd(const Listens& listens, const Settings& settings, std::uint64_t seed,
                       unsigned threads,
                       const std::function<void(int done, double loss)>& on_iteration) {
  settings.check();
  if (listens.count() == 0) throw Error(ErrorKind::invalid_argument, "listens", "there are none");
  Workers workers(threads);
  CrowdParts parts{settings,        std::string(version()), seed, listens.users().size(),
                   listens.count(), listens.items(),        {}};
  parts.listeners.assign(parts.items.size(), 0.0F);
  for (const Listen& listen : listens.by_user().entries()) parts.listeners[listen.column] += 1.0F;
  if (settings.has_weights()) {
    const SparseRows worths = weighted(listens.by_user(), settings.item_weighting);
    parts.weights = settings.has_ease() ? train_ease(worths, settings.ease, workers)
                                        : item_neighbours(worths, settings.neighbours, workers);
  }
  if (settings.has_als())
    parts.factors = train_als(weighted(listens.by_user(), settings.als_weighting), settings.als,
                              seed, workers, on_iteration)
                        .cast<float>();
  return parts;
}

}  // namespace melsift::crowd
