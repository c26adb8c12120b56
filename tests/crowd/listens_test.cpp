// Listening histories in memory, and the weights of plays.
#include "crowd/listens.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using crowd::Listen;
using crowd::Listens;
using crowd::Weighting;

namespace {

using Names = std::vector<std::string>;

Listens built(const std::vector<record::ListenRow>& rows) {
  Listens::Builder builder;
  for (const record::ListenRow& row : rows) builder.add(row);
  return std::move(builder).build();
}

}  // namespace

TEST_CASE("rows in any order become a matrix, and equal pairs are added up") {
  const auto listens =
      built({{"bob", "y", 2}, {"ann", "x", 1}, {"bob", "x", 4}, {"bob", "y", 3}, {"ann", "z", 5}});
  CHECK(listens.users() == Names{"bob", "ann"});
  CHECK(listens.items() == Names{"y", "x", "z"});
  CHECK(listens.count() == 4);
  const auto bob = listens.of(*listens.user("bob")), ann = listens.of(*listens.user("ann"));
  CHECK(std::vector(bob.begin(), bob.end()) == std::vector<Listen>{{0, 5.0F}, {1, 4.0F}});
  CHECK(std::vector(ann.begin(), ann.end()) == std::vector<Listen>{{1, 1.0F}, {2, 5.0F}});
  CHECK(!listens.user("cyd"));
  CHECK(listens.item("z") == 2);
  CHECK(!listens.item("w"));
  const auto by_item = listens.by_user().transposed();
  CHECK(by_item.rows() == 3);
  CHECK(by_item.columns() == 2);
  CHECK(std::vector(by_item.row(1).begin(), by_item.row(1).end()) ==
        std::vector<Listen>{{0, 4.0F}, {1, 1.0F}});
  CHECK(by_item.transposed().entries() == listens.by_user().entries());
}

TEST_CASE("the weight of plays") {
  const std::vector<Listen> listens = {{3, 1.0F}, {5, 7.0F}};
  CHECK(weighted(listens, Weighting::binary) == std::vector<Listen>{{3, 1.0F}, {5, 1.0F}});
  // log 2 and log 8 = 3 log 2: a mean of 2 log 2.
  const auto logs = weighted(listens, Weighting::log);
  CHECK(static_cast<double>(logs[0].value) == doctest::Approx(0.5));
  CHECK(static_cast<double>(logs[1].value) == doctest::Approx(1.5));
  CHECK(weighted(std::vector<Listen>{}, Weighting::log).empty());
  // Plays beyond the range of a float stay finite.
  const auto extremes = built({{"a", "x", 1e-300}, {"b", "x", 1e308}, {"b", "y", 1e308}});
  const auto worths = weighted(extremes.by_user(), Weighting::log);
  for (const Listen& listen : worths.entries()) CHECK(std::isfinite(listen.value));
}
