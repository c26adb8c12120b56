#include "crowd/ranking_evaluation.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/parallel.h"
#include "crowd/ranking_metrics.h"

namespace melsift::crowd {
namespace {

constexpr std::size_t kUsersPerTask = 16;

// Listens with the item numbers of the model; those of unknown items are left out.
SparseRows to_indices(const CrowdModel& model, const Listens& listens) {
  std::vector<std::optional<std::uint32_t>> numbers;
  for (const std::string& name : listens.items()) numbers.push_back(model.item(name));
  SparseRows result(model.items().size());
  std::vector<Listen> row;
  for (std::size_t user = 0; user < listens.users().size(); ++user) {
    row.clear();
    for (const Listen& listen : listens.of(user))
      if (const auto number = numbers[listen.column]) row.push_back({*number, listen.value});
    std::ranges::sort(row, {}, &Listen::column);
    result.add_row(row);
  }
  return result;
}

// The results of one user.
struct Judged {
  std::vector<RankingQuality> at;
  std::vector<std::uint32_t> items;  // recommended, up to the largest k
  std::size_t to_find = 0;
  std::size_t unknown_items = 0;
  std::size_t known_listens = 0;
  bool unknown_user = false;
};

class Judge {
 public:
  Judge(const CrowdModel& model, const Listens& listens, const Listens& test,
        const std::vector<std::size_t>& ks)
      : model_(model),
        listens_(listens),
        test_(test),
        ks_(ks),
        longest_(std::ranges::max(ks)),
        by_user_(to_indices(model, listens)),
        by_item_(by_user_.transposed()) {}

  Judged operator()(std::size_t test_user) const {
    Judged result;
    const auto user = listens_.user(test_.users()[test_user]);
    const auto known = user ? by_user_.row(*user) : std::span<const Listen>();
    result.unknown_user = known.empty();
    std::vector<std::uint32_t> wanted;  // test items that the model knows, ascending
    for (const Listen& listen : test_.of(test_user)) {
      const std::string& name = test_.items()[listen.column];
      const auto its_number = listens_.item(name);
      if (user && its_number &&
          std::ranges::binary_search(listens_.of(*user), *its_number, {}, &Listen::column)) {
        ++result.known_listens;
        continue;
      }
      ++result.to_find;
      const auto number = model_.item(name);
      if (number) wanted.push_back(*number);
      result.unknown_items += !number;
    }
    if (result.to_find == 0) return result;
    std::ranges::sort(wanted);
    result.items = best_items(model_.scores(known), known, longest_);
    const std::size_t count = result.items.size();
    const auto hits = std::make_unique<bool[]>(count);
    for (std::size_t i = 0; i < count; ++i)
      hits[i] = std::ranges::binary_search(wanted, result.items[i]);
    for (const std::size_t k : ks_)
      result.at.push_back(quality({hits.get(), count}, result.items, result.to_find, k));
    return result;
  }

 private:
  RankingQuality quality(std::span<const bool> hits, std::span<const std::uint32_t> items,
                         std::size_t relevant, std::size_t k) const {
    const auto list = items.first(std::min(k, items.size()));
    RankingQuality result;
    result.ndcg = ndcg(hits, relevant, k);
    result.recall = recall(hits, relevant, k);
    result.map = average_precision(hits, relevant, k);
    result.diversity = intra_list_diversity(list, by_item_);
    result.novelty = novelty(list, by_item_);
    return result;
  }

  const CrowdModel& model_;
  const Listens& listens_;
  const Listens& test_;
  const std::vector<std::size_t>& ks_;
  std::size_t longest_;
  SparseRows by_user_, by_item_;
};

double coverage(const std::vector<Judged>& users, std::size_t k, std::size_t items) {
  std::vector<bool> shown(items, false);
  for (const Judged& user : users)
    for (std::size_t i = 0; i < std::min(k, user.items.size()); ++i) shown[user.items[i]] = true;
  return static_cast<double>(std::ranges::count(shown, true)) / static_cast<double>(items);
}

}  // namespace

RankingEvaluation evaluate_ranking(const CrowdModel& model, const Listens& listens,
                                   const Listens& test, const std::vector<std::size_t>& ks,
                                   unsigned threads) {
  const Judge judge(model, listens, test, ks);
  std::vector<Judged> users(test.users().size());
  parallel_for((users.size() + kUsersPerTask - 1) / kUsersPerTask, threads, [&](std::size_t task) {
    const std::size_t end = std::min(users.size(), (task + 1) * kUsersPerTask);
    for (std::size_t user = task * kUsersPerTask; user < end; ++user) users[user] = judge(user);
  });
  RankingEvaluation result;
  for (const std::size_t k : ks) result.at.push_back({.k = k});
  for (const Judged& user : users) {
    result.known_listens += user.known_listens;
    if (user.to_find == 0) continue;
    ++result.users;
    result.test_items += user.to_find;
    result.unknown_items += user.unknown_items;
    result.unknown_users += user.unknown_user;
    for (std::size_t i = 0; i < ks.size(); ++i) {
      result.at[i].ndcg += user.at[i].ndcg;
      result.at[i].recall += user.at[i].recall;
      result.at[i].map += user.at[i].map;
      result.at[i].diversity += user.at[i].diversity;
      result.at[i].novelty += user.at[i].novelty;
    }
  }
  if (result.users == 0)
    throw Error(ErrorKind::invalid_argument, "test", "has no user with an item to predict");
  for (RankingQuality& quality : result.at) {
    for (double* sum :
         {&quality.ndcg, &quality.recall, &quality.map, &quality.diversity, &quality.novelty})
      *sum /= static_cast<double>(result.users);
    quality.coverage = coverage(users, quality.k, model.items().size());
  }
  return result;
}

std::string to_json(const RankingEvaluation& evaluation) {
  nlohmann::ordered_json json = {{"users", evaluation.users},
                                 {"test_items", evaluation.test_items},
                                 {"unknown_items", evaluation.unknown_items},
                                 {"unknown_users", evaluation.unknown_users},
                                 {"known_listens", evaluation.known_listens},
                                 {"at", nlohmann::ordered_json::array()}};
  for (const RankingQuality& quality : evaluation.at)
    json["at"].push_back({{"k", quality.k},
                          {"ndcg", quality.ndcg},
                          {"recall", quality.recall},
                          {"map", quality.map},
                          {"coverage", quality.coverage},
                          {"diversity", quality.diversity},
                          {"novelty", quality.novelty}});
  return json.dump();
}

}  // namespace melsift::crowd
