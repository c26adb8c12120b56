#include "crowd/listens.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/number.h"

namespace melsift::crowd {
namespace {

using Json = nlohmann::json;

// Model files hold item numbers as float32 (see crowd_file.cpp), exact up to here.
constexpr std::size_t kMostItems = std::size_t{1} << 24;

[[noreturn]] void corrupt(const std::string& where, const std::string& detail) {
  throw Error(ErrorKind::corrupt, where, detail);
}

// Text of a JSON field: a name, or a number that serves as one.
std::string text_field(const Json& object, const char* name, const std::string& where) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return "";
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number()) return found->dump();
  corrupt(where, std::string(name) + " is neither text nor a number");
}

void check_row(const ListenRow& row, const std::string& where) {
  if (row.user.empty()) corrupt(where, "the user is empty");
  if (row.item.empty()) corrupt(where, "the item is empty");
  if (!std::isfinite(row.plays) || row.plays < 0.0)
    corrupt(where, "plays: expected a number of 0 or more");
}

std::uint32_t number_of(const std::string& name, std::vector<std::string>& names,
                        std::unordered_map<std::string, std::uint32_t>& numbers) {
  const auto [found, is_new] = numbers.try_emplace(name, static_cast<std::uint32_t>(names.size()));
  if (is_new) names.push_back(name);
  return found->second;
}

}  // namespace

ListenReader::ListenReader(record::LineSource lines) {
  if (lines.peek() == '{') {
    json_.emplace(std::move(lines));
  } else {
    open_table(std::move(lines));
  }
}

void ListenReader::open_table(record::LineSource lines) {
  const char separator = lines.begins_with("user\t") ? '\t' : record::csv_separator(lines.name());
  csv_.emplace(std::move(lines), separator);
  std::vector<std::string> header;
  if (!csv_->next(header)) corrupt(csv_->name(), "is empty, expected a header with user and item");
  const auto column = [&](const char* name) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < header.size(); ++i)
      if (lower_case(trimmed(header[i])) == name) return i;
    return std::nullopt;
  };
  const auto user = column("user"), item = column("item");
  if (!user || !item)
    corrupt(csv_->where(), std::string("the header names no column \"") + (user ? "item" : "user") +
                               "\" (expected user, item and plays)");
  user_ = *user;
  item_ = *item;
  plays_ = column("plays");
  if (!plays_) plays_ = column("play_count");
  columns_ = header.size();
}

bool ListenReader::next(ListenRow& row) {
  for (;;) {
    row = {};
    if (!(json_ ? next_object(row) : next_cells(row))) return false;
    check_row(row, where());
    if (row.plays > 0.0) return true;
  }
}

bool ListenReader::next_cells(ListenRow& row) {
  if (!csv_->next(cells_)) return false;
  if (cells_.size() != columns_)
    corrupt(where(),
            std::to_string(cells_.size()) + " columns, expected " + std::to_string(columns_));
  row.user = trimmed(cells_[user_]);
  row.item = trimmed(cells_[item_]);
  if (plays_) {
    const auto plays = parse_real(cells_[*plays_]);
    if (!plays) corrupt(where(), "plays: \"" + cells_[*plays_] + "\" is no number");
    row.plays = *plays;
  }
  return true;
}

bool ListenReader::next_object(ListenRow& row) {
  for (;;) {
    const auto line = json_->next();
    if (!line) return false;
    if (trimmed(*line).empty()) continue;
    const Json object = Json::parse(*line, nullptr, false);
    if (!object.is_object()) corrupt(where(), "is no JSON object");
    row.user = text_field(object, "user", where());
    row.item = text_field(object, "item", where());
    if (row.item.empty()) row.item = text_field(object, "path", where());
    for (const char* name : {"play_count", "plays"}) {
      const auto plays = object.find(name);
      if (plays == object.end() || plays->is_null()) continue;
      if (!plays->is_number()) corrupt(where(), std::string(name) + " is no number");
      row.plays = plays->get<double>();
    }
    return true;
  }
}

std::string ListenReader::where() const {
  return json_ ? json_->where() : csv_->where();
}

void Listens::Builder::add(const ListenRow& row) {
  const std::uint32_t item = number_of(row.item, items_, item_numbers_);
  if (items_.size() > kMostItems)
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
      // Beyond these bounds a float's logarithm would be no number to divide by.
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

Listens read_listens(const std::string& path) {
  ListenReader reader(path);
  Listens::Builder builder;
  for (ListenRow row; reader.next(row);) builder.add(row);
  return std::move(builder).build();
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
