// Ranking figures by hand; ndcg also by scikit-learn 1.2.1's ndcg_score.
#include "crowd/ranking_metrics.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/error.h"
#include "crowd/ranking_evaluation.h"

using namespace melsift;
using namespace melsift::crowd;
using doctest::Approx;

namespace {

// Places 1, 3 and 6 of six.
constexpr bool kHits[] = {true, false, true, false, false, true};

SparseRows users_of_items() {  // 4 users
  SparseRows rows(4);
  const std::vector<std::vector<Listen>> content = {
      {{0, 1}, {1, 1}, {2, 1}, {3, 1}}, {{0, 1}, {1, 1}}, {{2, 1}}, {}};
  for (const auto& row : content) rows.add_row(row);
  return rows;
}

}  // namespace

TEST_CASE("NDCG") {
  // 1 + 1/2 against 1 + 1/log2 3 + 1/2.
  CHECK(ndcg(kHits, 3, 5) == Approx(1.5 / (1.5 + 1.0 / std::log2(3.0))));
  // The same by ndcg_score([[1,0,1,0,0,1]], [[6,5,4,3,2,1]], k=5) and k=6, made once:
  CHECK(ndcg(kHits, 3, 5) == Approx(0.7039180890341348).epsilon(1e-12));
  CHECK(ndcg(kHits, 3, 6) == Approx(0.8710785440003371).epsilon(1e-12));
  // More to be found than was ranked: nothing reaches beyond the ideal list of k.
  CHECK(ndcg(kHits, 100, 2) == Approx(1.0 / (1.0 + 1.0 / std::log2(3.0))));
  CHECK(ndcg(kHits, 1, 1) == 1.0);
  CHECK(ndcg({}, 3, 5) == 0.0);
}

TEST_CASE("recall and average precision") {
  CHECK(recall(kHits, 4, 5) == 0.5);
  CHECK(recall(kHits, 4, 6) == 0.75);
  CHECK(recall(kHits, 4, 100) == 0.75);
  CHECK(recall({}, 4, 5) == 0.0);
  CHECK(average_precision(kHits, 4, 5) == Approx((1.0 + 2.0 / 3.0) / 4.0));
  CHECK(average_precision(kHits, 4, 6) == Approx((1.0 + 2.0 / 3.0 + 0.5) / 4.0));
  CHECK(average_precision(kHits, 100, 2) == 0.5);
  CHECK(average_precision(kHits, 3, 100) == Approx((1.0 + 2.0 / 3.0 + 0.5) / 3.0));
}

TEST_CASE("diversity and novelty") {
  const auto by_item = users_of_items();
  const std::vector<std::uint32_t> list = {0, 1, 2};
  // Cosines 2 / sqrt(4 * 2), 1 / sqrt(4 * 1), 0.
  CHECK(intra_list_diversity(list, by_item) == Approx(1.0 - (std::sqrt(0.5) + 0.5) / 3.0));
  CHECK(intra_list_diversity(std::vector<std::uint32_t>{0, 3}, by_item) == 1.0);
  CHECK(intra_list_diversity(std::vector<std::uint32_t>{0}, by_item) == 0.0);
  CHECK(novelty(list, by_item) == Approx((0.0 + 1.0 + 2.0) / 3.0));
  CHECK(novelty(std::vector<std::uint32_t>{3}, by_item) == 2.0);
  CHECK(novelty({}, by_item) == 0.0);
}

TEST_CASE("the best items, ties by number, without known items") {
  const std::vector<float> scores = {1, 3, 2, 3, 9};
  CHECK(best_items(scores, std::vector<Listen>{{4, 1}}, 3) == std::vector<std::uint32_t>{1, 3, 2});
  CHECK(best_items(scores, {}, 99) == std::vector<std::uint32_t>{4, 1, 3, 2, 0});
  CHECK(best_items(scores, std::vector<Listen>{{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}}, 2).empty());
}

TEST_CASE("a model is evaluated user by user") {
  const auto listens_of = [](const std::vector<std::pair<std::string, std::string>>& pairs) {
    Listens::Builder builder;
    for (const auto& [user, item] : pairs) builder.add({user, item, 1.0});
    return std::move(builder).build();
  };
  // Listeners: a 3, b 2, c 1, d 1.
  const auto train = listens_of(
      {{"1", "a"}, {"2", "a"}, {"3", "a"}, {"1", "b"}, {"2", "b"}, {"3", "c"}, {"4", "d"}});
  const CrowdModel model(train_crowd(train, Settings::recipe(Arch::popularity), 1, 1));
  // User 3 gets b, d: b is a hit, the unknown item is not found.  User 4 gets a, b: both are hits,
  // although a is among the listens.  User 5, without listens, gets a, b: no hit.  User 1 has no
  // test items except known listens.
  const auto test = listens_of(
      {{"3", "b"}, {"3", "new"}, {"4", "b"}, {"4", "a"}, {"4", "d"}, {"5", "c"}, {"1", "a"}});
  for (const unsigned threads : {1U, 3U}) {
    const auto result = evaluate_ranking(model, train, test, {2, 1}, threads);
    CHECK(result.users == 3);
    CHECK(result.test_items == 5);
    CHECK(result.unknown_items == 1);
    CHECK(result.unknown_users == 1);
    CHECK(result.known_listens == 2);
    REQUIRE(result.at.size() == 2);
    CHECK(result.at[0].k == 2);
    const double second = 1.0 / std::log2(3.0);
    CHECK(result.at[0].ndcg == Approx((1.0 / (1.0 + second) + 1.0 + 0.0) / 3.0));
    CHECK(result.at[0].recall == Approx((0.5 + 1.0 + 0.0) / 3.0));
    CHECK(result.at[0].map == Approx((0.5 + 1.0 + 0.0) / 3.0));
    CHECK(result.at[0].coverage == 0.75);  // a, b, d
    CHECK(result.at[1].recall == Approx((0.5 + 0.5 + 0.0) / 3.0));
    CHECK(result.at[1].coverage == 0.5);
    CHECK(result.at[1].diversity == 0.0);
    // b of 2 listeners, a of 3, a of 3, among 4 users.
    CHECK(result.at[1].novelty == Approx((1.0 + 2.0 * std::log2(4.0 / 3.0)) / 3.0));
  }
  CHECK_THROWS_WITH_AS(evaluate_ranking(model, train, listens_of({{"1", "a"}}), {2}, 1),
                       "test: has no user with an item to predict", Error);
}
