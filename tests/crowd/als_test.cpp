// ALS compared with dense normal equations, solved by Eigen's LU.
#include "crowd/als.h"

#include <Eigen/LU>
#include <doctest/doctest.h>

#include "base/random.h"
#include "crowd/crowd_model.h"

using namespace melsift;
using crowd::AlsSettings;
using crowd::Factors;
using crowd::SparseRows;

namespace {

// About 40 % of (rows, columns), weights in (0, 2); the last row is empty.
SparseRows random_listens(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  Random random(seed);
  SparseRows result(columns);
  for (std::size_t i = 0; i < rows; ++i) {
    std::vector<SparseRows::Entry> row;
    for (std::uint32_t j = 0; j < columns && i + 1 < rows; ++j)
      if (random.uniform() < 0.4) row.push_back({j, static_cast<float>(random.uniform(0.1, 2.0))});
    result.add_row(row);
  }
  return result;
}

Factors random_factors(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Random random(seed);
  return Factors::NullaryExpr(rows, columns, [&] { return random.normal(); });
}

// (Y' C Y + regularization)^-1 Y' C p with the matrices written out.
Eigen::VectorXd normal_equations(const SparseRows& weights, std::size_t row, const Factors& y,
                                 const AlsSettings& settings) {
  Eigen::VectorXd confidence = Eigen::VectorXd::Ones(y.rows());
  Eigen::VectorXd preference = Eigen::VectorXd::Zero(y.rows());
  for (const auto& [column, worth] : weights.row(row)) {
    confidence[column] = 1.0 + settings.alpha * static_cast<double>(worth);
    preference[column] = 1.0;
  }
  const Eigen::MatrixXd left =
      y.transpose() * confidence.asDiagonal() * y +
      settings.regularization * Eigen::MatrixXd::Identity(y.cols(), y.cols());
  return left.fullPivLu().solve(y.transpose() * confidence.asDiagonal() * preference);
}

}  // namespace

TEST_CASE("conjugate gradient converges to the solution of the normal equations") {
  const auto weights = random_listens(9, 12, 1);
  const Factors y = random_factors(12, 5, 2);
  AlsSettings settings{.factors = 5, .alpha = 7.0, .regularization = 0.3, .steps = 20};
  Factors x = random_factors(9, 5, 3);
  Workers workers(2);
  crowd::als_half_step(weights, y, settings, x, workers);
  for (std::size_t row = 0; row < 9; ++row) {
    CAPTURE(row);
    const auto wanted = normal_equations(weights, row, y, settings);
    CHECK((x.row(static_cast<Eigen::Index>(row)).transpose() - wanted).norm() < 1e-9);
  }
  CHECK(x.row(8).isZero(0.0));  // who has no listens

  // Each step brings it nearer.
  const auto wanted = normal_equations(weights, 0, y, settings);
  double before = 1e300;
  for (const int steps : {1, 2, 3, 4, 5}) {
    settings.steps = steps;
    Factors begun = random_factors(9, 5, 3);
    crowd::als_half_step(weights, y, settings, begun, workers);
    const double gap = (begun.row(0).transpose() - wanted).norm();
    CHECK(gap < before);
    before = gap;
  }
  CHECK(before < 1e-8);  // as many steps as factors: exact
}

TEST_CASE("folding in equals the half-step of the same user") {
  const auto weights = random_listens(9, 12, 4);
  const Factors y = random_factors(12, 5, 5);
  const AlsSettings settings{.factors = 5, .alpha = 3.0, .regularization = 0.5, .steps = 30};
  Factors x = Factors::Zero(9, 5);
  Workers workers(1);
  crowd::als_half_step(weights, y, settings, x, workers);
  const crowd::FoldIn fold_in(y, settings.alpha, settings.regularization);
  for (std::size_t row = 0; row < 8; ++row) {
    CAPTURE(row);
    const auto user = fold_in.user(weights.row(row));
    CHECK((user - x.row(static_cast<Eigen::Index>(row)).transpose()).norm() < 1e-9);
    for (std::uint32_t item = 0; item < 12; ++item) {
      const double score = user.dot(y.row(item));
      CHECK(fold_in.contributions(weights.row(row), item).sum() == doctest::Approx(score));
    }
  }
}

TEST_CASE("the loss covers all pairs and falls") {
  const auto weights = random_listens(9, 12, 6);
  const AlsSettings settings{
      .factors = 3, .alpha = 4.0, .regularization = 0.2, .iterations = 8, .steps = 3};
  const Factors x = random_factors(9, 3, 7), y = random_factors(12, 3, 8);
  double loss = settings.regularization * (x.squaredNorm() + y.squaredNorm());
  for (std::size_t u = 0; u < 9; ++u) {
    Eigen::VectorXd worth = Eigen::VectorXd::Zero(12);
    for (const auto& [column, value] : weights.row(u)) worth[column] = static_cast<double>(value);
    for (Eigen::Index i = 0; i < 12; ++i) {
      const double gap =
          (worth[i] > 0.0 ? 1.0 : 0.0) - x.row(static_cast<Eigen::Index>(u)).dot(y.row(i));
      loss += (1.0 + settings.alpha * worth[i]) * gap * gap;
    }
  }
  CHECK(crowd::als_loss(weights, x, y, settings) ==
        doctest::Approx(loss / static_cast<double>(weights.entries().size())));

  std::vector<double> losses;
  Workers workers(1);
  crowd::train_als(weights, settings, 1, workers, [&](int done, double value) {
    losses.push_back(value);
    CHECK(done == static_cast<int>(losses.size()));
  });
  REQUIRE(losses.size() == 8);
  CHECK(std::is_sorted(losses.rbegin(), losses.rend()));
  CHECK(losses.back() < 0.5 * losses.front());
}

TEST_CASE("factors depend on the seed and not on the threads") {
  const auto weights = random_listens(200, 150, 9);
  const AlsSettings settings{.factors = 8, .alpha = 10.0, .regularization = 1.0, .iterations = 3};
  const auto train = [&](std::uint64_t seed, unsigned threads) {
    Workers workers(threads);
    return crowd::train_als(weights, settings, seed, workers, {});
  };
  const Factors one = train(1, 1);
  for (const unsigned threads : {2U, 3U, 8U}) CHECK(train(1, threads) == one);
  CHECK(train(2, 1) != one);
}
