#include "record/listen_reader.h"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/number.h"

namespace melsift::record {
namespace {

using Json = nlohmann::json;

[[noreturn]] void corrupt(const std::string& where, const std::string& detail) {
  throw Error(ErrorKind::corrupt, where, detail);
}

// The text of a JSON field: a name, or a number as a name.
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

}  // namespace

ListenReader::ListenReader(LineSource lines) {
  if (lines.peek() == '{') {
    json_.emplace(std::move(lines));
  } else {
    open_table(std::move(lines));
  }
}

void ListenReader::open_table(LineSource lines) {
  const char separator = lines.line_holds('\t') ? '\t' : csv_separator(lines.name());
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
    if (!plays) corrupt(where(), "plays: \"" + cells_[*plays_] + "\" is not a number");
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
    if (!object.is_object()) corrupt(where(), "is not a JSON object");
    row.user = text_field(object, "user", where());
    row.item = text_field(object, "item", where());
    if (row.item.empty()) row.item = text_field(object, "path", where());
    for (const char* name : {"play_count", "plays"}) {
      const auto plays = object.find(name);
      if (plays == object.end() || plays->is_null()) continue;
      if (!plays->is_number()) corrupt(where(), std::string(name) + " is not a number");
      row.plays = plays->get<double>();
    }
    return true;
  }
}

std::string ListenReader::where() const {
  return json_ ? json_->where() : csv_->where();
}

}  // namespace melsift::record
