// Who has listened to what, and how often: what collaborative filtering learns from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crowd/sparse_rows.h"
#include "record/csv.h"
#include "record/lines.h"

namespace melsift::crowd {

// A line of a listening history.
struct ListenRow {
  std::string user;
  std::string item;
  double plays = 1.0;  // above 0; 1 where the history does not say
};

// Reads a table with a header that names the columns user, item and, if it counts, plays (or
// play_count), in any order among others: tabs separate a .tsv or one that begins "user<tab>",
// commas anything else.  What begins with '{' is JSON Lines with those fields; path may stand for
// item.  Rows of 0 plays are no listens and are left out.
class ListenReader {
 public:
  // Opens `path`, or standard input for "-".  Throws Error not_found or io; corrupt for a header
  // without user or item.
  explicit ListenReader(const std::string& path) : ListenReader(record::LineSource(path)) {}
  explicit ListenReader(record::LineSource lines);

  // The next row; false at the end.  A bad row throws Error corrupt that begins "listens.tsv:17: ";
  // the next call goes on behind it.
  bool next(ListenRow& row);
  // "listens.tsv:17": where the last row is.
  std::string where() const;

 private:
  bool next_object(ListenRow& row);
  bool next_cells(ListenRow& row);
  void open_table(record::LineSource lines);

  std::optional<record::LineSource> json_;
  std::optional<record::CsvReader> csv_;
  std::size_t columns_ = 0;
  std::size_t user_ = 0, item_ = 0;  // columns
  std::optional<std::size_t> plays_;
  std::vector<std::string> cells_;
};

// An item that a user has listened to: its index, and plays.
using Listen = SparseRows::Entry;

// Immutable; users and items are numbered in the order in which they were first met.
class Listens {
 public:
  // Of rows in any order; those of the same user and item are added up.
  class Builder {
   public:
    // Throws Error unsupported where there are more items than a model file can number, 2^24.
    void add(const ListenRow& row);
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

// All of a file; the first bad row throws.  Throws what ListenReader throws.
Listens read_listens(const std::string& path);

// What a listen is worth.
enum class Weighting {
  binary,  // 1, however often
  log,     // log(1 + plays), divided by its mean over the user's items: 1 on average
};

// The worth of each of a user's listens, in their order.
std::vector<SparseRows::Entry> weighted(std::span<const Listen> listens, Weighting weighting);
// The same for all users.
SparseRows weighted(const SparseRows& by_user, Weighting weighting);

}  // namespace melsift::crowd
