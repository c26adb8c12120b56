// Item-item weights: cosines by hand, EASE by its closed form with a plain inverse.
#include <cmath>

#include <Eigen/LU>
#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "crowd/ease.h"
#include "crowd/item_neighbours.h"

using namespace melsift;
using crowd::EaseSettings;
using crowd::NeighbourSettings;
using crowd::Similarity;
using crowd::SparseRows;
using Entry = SparseRows::Entry;

namespace {

SparseRows rows(std::size_t columns, const std::vector<std::vector<Entry>>& content) {
  SparseRows result(columns);
  for (const auto& row : content) result.add_row(row);
  return result;
}

Eigen::MatrixXd dense(const SparseRows& sparse) {
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(sparse.rows()),
                                                 static_cast<Eigen::Index>(sparse.columns()));
  for (std::size_t i = 0; i < sparse.rows(); ++i)
    for (const auto& [column, value] : sparse.row(i))
      result(static_cast<Eigen::Index>(i), column) = static_cast<double>(value);
  return result;
}

SparseRows random_listens(std::size_t users, std::size_t items) {
  Random random(3);
  SparseRows result(items);
  for (std::size_t u = 0; u < users; ++u) {
    std::vector<Entry> row;
    for (std::uint32_t i = 0; i < items; ++i)
      if (random.uniform() < 0.3) row.push_back({i, static_cast<float>(random.uniform(0.2, 2.0))});
    result.add_row(row);
  }
  return result;
}

// B of Steck 2019 with lambda as a vector; zero diagonal.
Eigen::MatrixXd closed_form(const Eigen::MatrixXd& x, double ridge, double dropout) {
  Eigen::MatrixXd gram = x.transpose() * x;
  const Eigen::VectorXd squares = gram.diagonal();
  gram.diagonal() += (ridge + dropout / (1.0 - dropout) * squares.array()).matrix();
  const Eigen::MatrixXd p = gram.fullPivLu().inverse();
  Eigen::MatrixXd b = -p * p.diagonal().cwiseInverse().asDiagonal();
  b.diagonal().setZero();
  return b;
}

// Users 0 and 1 have listened to items 0 and 1, user 2 to 1 and 2; item 3 has no listener.
const SparseRows kSmall =
    rows(4, {{{0, 1.0F}, {1, 2.0F}}, {{0, 3.0F}, {1, 1.0F}}, {{1, 2.0F}, {2, 5.0F}}});

}  // namespace

TEST_CASE("cosines of columns") {
  Workers workers(2);
  // |0| = sqrt 10, |1| = 3, |2| = 5; 0.1 = 2 + 3 = 5, 1.2 = 10.
  const auto all = item_neighbours(kSmall, {.shrinkage = 0.0}, workers);
  Eigen::Matrix4d wanted = Eigen::Matrix4d::Zero();
  wanted(0, 1) = wanted(1, 0) = 5.0 / (std::sqrt(10.0) * 3.0);
  wanted(1, 2) = wanted(2, 1) = 10.0 / 15.0;
  CHECK((dense(all) - wanted).cwiseAbs().maxCoeff() < 1e-7);
  CHECK(all.row(3).empty());

  NeighbourSettings settings;
  settings.shrinkage = 5.0;
  wanted(0, 1) = wanted(1, 0) = 5.0 / (std::sqrt(10.0) * 3.0 + 5.0);
  wanted(1, 2) = wanted(2, 1) = 10.0 / 20.0;
  CHECK((dense(item_neighbours(kSmall, settings, workers)) - wanted).cwiseAbs().maxCoeff() < 1e-7);

  settings.shrinkage = 0.0;
  settings.neighbours = 1;  // of item 1 that is item 2: 0.667 against 0.527
  const auto nearest = item_neighbours(kSmall, settings, workers);
  REQUIRE(nearest.row(1).size() == 1);
  CHECK(nearest.row(1)[0].column == 2);
  CHECK(nearest.row(0)[0].column == 1);
}

TEST_CASE("tf-idf and BM25 weight the columns first") {
  Workers workers(1);
  // idf = log(1 + 4 items / 2 of each user) for all: it falls out of the cosine.
  NeighbourSettings settings{.similarity = Similarity::tfidf, .shrinkage = 0.0};
  const auto tfidf = dense(item_neighbours(kSmall, settings, workers));
  CHECK(tfidf(0, 1) ==
        doctest::Approx((std::sqrt(2.0) + std::sqrt(3.0)) / (std::sqrt(4.0) * std::sqrt(5.0))));
  settings.similarity = Similarity::bm25;
  // Lengths 4, 5, 5, 0, mean 3.5.
  const auto bm25 = [](double worth, double length) {
    return worth * 2.2 / (worth + 1.2 * (0.25 + 0.75 * length / 3.5));
  };
  const double a0 = bm25(1, 4), a1 = bm25(3, 4), b0 = bm25(2, 5), b1 = bm25(1, 5), b2 = bm25(2, 5);
  const auto found = dense(item_neighbours(kSmall, settings, workers));
  CHECK(found(0, 1) ==
        doctest::Approx((a0 * b0 + a1 * b1) /
                        std::sqrt((a0 * a0 + a1 * a1) * (b0 * b0 + b1 * b1 + b2 * b2)))
            .epsilon(1e-6));

  // A user who listens to everything has less weight than one who listens to two items.
  const auto uneven =
      rows(4, {{{0, 1.0F}, {1, 1.0F}, {2, 1.0F}, {3, 1.0F}}, {{0, 1.0F}, {1, 1.0F}}});
  settings.similarity = Similarity::tfidf;
  const double p = std::log(2.0), q = std::log(3.0);
  CHECK(dense(item_neighbours(uneven, settings, workers))(0, 2) ==
        doctest::Approx(p * p / (std::sqrt(p * p + q * q) * p)));
}

TEST_CASE("EASE equals its closed form, by items and by users") {
  Workers workers(2);
  for (const auto& size : {std::pair{40, 12}, std::pair{12, 40}, std::pair{20, 20}}) {
    const int users = size.first, items = size.second;
    CAPTURE(users);
    const auto x = random_listens(static_cast<std::size_t>(users), static_cast<std::size_t>(items));
    for (const double dropout : {0.0, 0.5}) {
      const EaseSettings settings{
          .ridge = 2.0, .dropout = dropout, .neighbours = 0, .min_listeners = 1};
      const auto found = dense(train_ease(x, settings, workers));
      const auto wanted = closed_form(dense(x), 2.0, dropout);
      CHECK(found.diagonal().isZero(0.0));
      CHECK((found - wanted).cwiseAbs().maxCoeff() < 1e-5 * wanted.cwiseAbs().maxCoeff());
    }
  }
}

TEST_CASE("normalized EASE is the closed form of scaled users, its weights scaled by listeners") {
  Workers workers(2);
  for (const auto& size : {std::pair{40, 12}, std::pair{12, 40}}) {
    const auto x =
        random_listens(static_cast<std::size_t>(size.first), static_cast<std::size_t>(size.second));
    const EaseSettings settings{.ridge = 2.0,
                                .dropout = 0.3,
                                .neighbours = 0,
                                .min_listeners = 1,
                                .user_power = 0.6,
                                .item_power = 0.3};
    const auto found = dense(train_ease(x, settings, workers));
    Eigen::MatrixXd users = dense(x);
    for (Eigen::Index u = 0; u < users.rows(); ++u) {
      const auto listens = static_cast<double>((users.row(u).array() != 0.0).count());
      users.row(u) *= std::pow(std::max(listens, 1.0), -0.3);  // half of the power: squares
    }
    Eigen::MatrixXd wanted = closed_form(users, 2.0, 0.3);
    const Eigen::ArrayXd listeners = (users.array() != 0.0).cast<double>().colwise().sum();
    for (Eigen::Index i = 0; i < wanted.rows(); ++i)
      for (Eigen::Index j = 0; j < wanted.cols(); ++j)
        wanted(i, j) = listeners(i) > 0.0 && listeners(j) > 0.0
                           ? wanted(i, j) * std::pow(listeners(i) / listeners(j), 0.3)
                           : 0.0;
    CHECK((found - wanted).cwiseAbs().maxCoeff() < 1e-5 * wanted.cwiseAbs().maxCoeff());
  }
}

TEST_CASE("EASE keeps items with enough listeners and their strongest weights") {
  Workers workers(1);
  // Item 2 has one listener: it is ignored.
  const EaseSettings settings{.ridge = 1.0, .dropout = 0.0, .min_listeners = 2};
  const auto found = train_ease(kSmall, settings, workers);
  Eigen::MatrixXd two(3, 2);
  two << 1, 2, 3, 1, 0, 2;
  const auto wanted = closed_form(two, 1.0, 0.0);
  CHECK(found.row(0).size() == 1);
  CHECK(static_cast<double>(found.row(0)[0].value) == doctest::Approx(wanted(0, 1)));
  CHECK(static_cast<double>(found.row(1)[0].value) == doctest::Approx(wanted(1, 0)));
  CHECK(found.row(2).empty());
  CHECK(found.row(3).empty());

  const auto none = train_ease(kSmall, {.min_listeners = 9}, workers);
  CHECK(none.rows() == 4);
  CHECK(none.entries().empty());

  const auto x = random_listens(30, 25);
  const auto all = train_ease(x, {.neighbours = 0}, workers);
  const auto few = train_ease(x, {.neighbours = 5}, workers);
  for (std::size_t i = 0; i < 25; ++i) {
    REQUIRE(few.row(i).size() == 5);
    float weakest = 1e9F;
    for (const Entry& entry : few.row(i)) weakest = std::min(weakest, std::fabs(entry.value));
    for (const Entry& entry : all.row(i)) {
      const auto row = few.row(i);
      if (std::ranges::find(row, entry) == row.end()) CHECK(std::fabs(entry.value) <= weakest);
    }
  }
}

TEST_CASE("weights do not depend on the threads") {
  const auto wide = random_listens(60, 200), tall = random_listens(200, 60);
  for (const auto* x : {&wide, &tall}) {
    Workers one(1), three(3);
    CHECK(train_ease(*x, {}, one).entries() == train_ease(*x, {}, three).entries());
    const NeighbourSettings settings{.similarity = Similarity::bm25, .neighbours = 10};
    CHECK(item_neighbours(*x, settings, one).entries() ==
          item_neighbours(*x, settings, three).entries());
  }
}

TEST_CASE("of equal weights, the lower column is kept") {
  CHECK(crowd::strongest({{4, 1.0F}, {2, -1.0F}, {3, 0.0F}, {1, 1.0F}}, 2) ==
        std::vector<Entry>{{1, 1.0F}, {2, -1.0F}});
}
