// Who has listened to what, and how often: the data of collaborative filtering.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "crowd/sparse_rows.h"
#include "record/listen_reader.h"

namespace melsift::crowd {

// An item that a user has listened to: its index and its plays.
using Listen = SparseRows::Entry;

// Immutable; users and items are numbered in the order of their first appearance.
class Listens {
 public:
  // Collects rows in any order; rows of the same user and item are added up.
  class Builder {
   public:
    // Throws Error unsupported if there are more items than a model file can number, 2^24.
    void add(const record::ListenRow& row);
    Listens build() &&;

   private:
    friend class Listens;
    struct Row {
      std::uint32_t user, item;
      double plays;
    };
    std::vector<std::string> users_, items_;
    std::unordered_map<std::string, std::uint32_t> user_numbers_, item_numbers_;
    std::vector<Row> rows_;
  };

  const std::vector<std::string>& users() const { return users_; }
  const std::vector<std::string>& items() const { return items_; }
  std::size_t count() const { return by_user_.entries().size(); }  // pairs of user and item

  std::optional<std::size_t> user(const std::string& name) const;
  std::optional<std::uint32_t> item(const std::string& name) const;

  // The user's items, ascending.
  std::span<const Listen> of(std::size_t user) const { return by_user_.row(user); }
  const SparseRows& by_user() const { return by_user_; }  // (users, items), plays

 private:
  std::vector<std::string> users_, items_;
  std::unordered_map<std::string, std::uint32_t> user_numbers_, item_numbers_;
  SparseRows by_user_;
};

// How a listen is weighted.
enum class Weighting {
  binary,  // 1 for any number of plays
  log,     // log(1 + plays), divided by its mean over the user's items: 1 on average
};

// The weight of each of a user's listens, in their order.
std::vector<SparseRows::Entry> weighted(std::span<const Listen> listens, Weighting weighting);
// The same for all users.
SparseRows weighted(const SparseRows& by_user, Weighting weighting);

}  // namespace melsift::crowd
