#include "crowd/listens.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace melsift::crowd {
namespace {

// Model files contain item numbers as float32 (see crowd_file.cpp), which is exact up to this
// number.
constexpr std::size_t kMaxItems = std::size_t{1} << 24;

std::uint32_t number_of(const std::string& name, std::vector<std::string>& names,
                        std::unordered_map<std::string, std::uint32_t>& numbers) {
  const auto [found, is_new] = numbers.try_emplace(name, static_cast<std::uint32_t>(names.size()));
  if (is_new) names.push_back(name);
  return found->second;
}

}  // namespace

void Listens::Builder::add(const record::ListenRow& row) {
  const std::uint32_t item = number_of(row.item, items_, item_numbers_);
  if (items_.size() > kMaxItems)
    throw Error(ErrorKind::unsupported, "listens", "more than 16777216 items");
  rows_.push_back({number_of(row.user, users_, user_numbers_), item, row.plays});
}

Listens Listens::Builder::build() && {
  Listens result;
  result.users_ = std::move(users_);
  result.items_ = std::move(items_);
  result.user_numbers_ = std::move(user_numbers_);
  result.item_numbers_ = std::move(item_numbers_);
  result.by_user_ = SparseRows(result.items_.size());
  std::ranges::stable_sort(rows_, [](const Row& a, const Row& b) {
    return a.user != b.user ? a.user < b.user : a.item < b.item;
  });
  std::vector<Listen> listens;
  auto row = rows_.begin();
  for (std::uint32_t user = 0; user < result.users_.size(); ++user) {
    listens.clear();
    while (row != rows_.end() && row->user == user) {
      const std::uint32_t item = row->item;
      double plays = 0.0;
      for (; row != rows_.end() && row->user == user && row->item == item; ++row)
        plays += row->plays;
      // Beyond these bounds, the logarithm of a float is not a usable divisor.
      listens.push_back({item, static_cast<float>(std::clamp(plays, 1e-30, 1e30))});
    }
    result.by_user_.add_row(listens);
  }
  return result;
}

std::optional<std::size_t> Listens::user(const std::string& name) const {
  const auto found = user_numbers_.find(name);
  if (found == user_numbers_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::uint32_t> Listens::item(const std::string& name) const {
  const auto found = item_numbers_.find(name);
  if (found == item_numbers_.end()) return std::nullopt;
  return found->second;
}

std::vector<SparseRows::Entry> weighted(std::span<const Listen> listens, Weighting weighting) {
  std::vector<SparseRows::Entry> result(listens.begin(), listens.end());
  if (weighting == Weighting::binary) {
    for (auto& entry : result) entry.value = 1.0F;
    return result;
  }
  double sum = 0.0;
  for (const Listen& listen : listens) sum += std::log1p(static_cast<double>(listen.value));
  const double mean = sum / static_cast<double>(listens.size());
  for (auto& entry : result)
    entry.value = static_cast<float>(std::log1p(static_cast<double>(entry.value)) / mean);
  return result;
}

SparseRows weighted(const SparseRows& by_user, Weighting weighting) {
  SparseRows result(by_user.columns());
  for (std::size_t user = 0; user < by_user.rows(); ++user)
    result.add_row(weighted(by_user.row(user), weighting));
  return result;
}

}  // namespace melsift::crowd
