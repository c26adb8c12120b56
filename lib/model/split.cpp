#include "model/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/name_list.h"
#include "base/number.h"
#include "base/random.h"
#include "record/identity.h"
#include "record/text_field.h"

namespace melsift::model {
namespace {

using record::Record;

// Records that stay together, and their number per class.
struct Unit {
  std::vector<std::size_t> records;
  std::map<std::size_t, double> classes;
};

struct Units {
  std::vector<Unit> units;           // in order of their first record
  std::vector<double> class_counts;  // of all records
};

Units gather(std::span<const Record> records) {
  Units out;
  std::unordered_map<std::string, std::size_t> class_index;
  std::unordered_map<std::string, std::size_t> unit_index;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Record& record = records[i];
    // The prefixes distinguish a group from a path with the same text.
    const std::string track(record::track_identity(record));
    const std::string key = !record.group.empty() ? "group " + record.group
                            : !track.empty()      ? "path " + track
                                                  : "record " + std::to_string(i);
    const std::size_t unit = unit_index.try_emplace(key, out.units.size()).first->second;
    if (unit == out.units.size()) out.units.emplace_back();
    const std::size_t label =
        class_index.try_emplace(record.label, out.class_counts.size()).first->second;
    if (label == out.class_counts.size()) out.class_counts.push_back(0.0);
    out.units[unit].records.push_back(i);
    out.units[unit].classes[label] += 1.0;
    out.class_counts[label] += 1.0;
  }
  return out;
}

// The whole numbers nearest to `count` * `shares` with the sum `count`: the method of largest
// remainders, ties to the first.
std::vector<double> apportion(double count, std::span<const double> shares) {
  std::vector<double> whole;
  std::vector<std::pair<double, std::size_t>> remainders;
  double left = count;
  for (std::size_t p = 0; p < shares.size(); ++p) {
    whole.push_back(std::floor(count * shares[p]));
    remainders.emplace_back(whole[p] - count * shares[p], p);
    left -= whole[p];
  }
  std::ranges::sort(remainders);
  for (const auto& [negative, p] : remainders)
    if (left > 0.5 && shares[p] > 0.0) whole[p] += 1.0, left -= 1.0;
  return whole;
}

// The number of records of each class for each part, [part][class]: the exact shares rounded up or
// down so that each class adds up, and the totals of the parts are those of apportion().
// (Controlled rounding: the remainder of a class goes to the parts with the largest deficit.)
std::vector<std::vector<double>> targets(std::span<const double> class_counts,
                                         std::span<const double> shares) {
  constexpr double kExact = 1e-9;
  const double count = std::accumulate(class_counts.begin(), class_counts.end(), 0.0);
  std::vector<double> lacking = apportion(count, shares);
  std::vector<std::vector<double>> target(shares.size(), std::vector<double>(class_counts.size()));
  std::vector<double> remainder(class_counts.begin(), class_counts.end());
  for (std::size_t p = 0; p < shares.size(); ++p) {
    for (std::size_t c = 0; c < class_counts.size(); ++c) {
      target[p][c] = std::floor(class_counts[c] * shares[p] + kExact);
      remainder[c] -= target[p][c];
      lacking[p] -= target[p][c];
    }
  }
  for (std::size_t c = 0; c < class_counts.size(); ++c) {
    std::vector<std::size_t> order;  // the parts in which this class may be rounded up
    for (std::size_t p = 0; p < shares.size(); ++p)
      if (class_counts[c] * shares[p] - target[p][c] > kExact) order.push_back(p);
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t p) { return lacking[p]; });
    for (std::size_t i = 0; i < order.size() && remainder[c] > 0.5; ++i) {
      target[order[i]][c] += 1.0;
      lacking[order[i]] -= 1.0;
      remainder[c] -= 1.0;
    }
  }
  return target;
}

// The content of a part so far, compared with its target.
struct Part {
  double share = 0.0;                // of the whole, 0..1
  std::vector<double> target, held;  // records of each class

  // How much adding a unit changes the squared deviation from the target: for the classes, each
  // relative to its size, and for the total.
  std::pair<double, double> cost(const Unit& unit, std::span<const double> class_counts) const {
    double classes = 0.0;
    for (const auto& [label, records] : unit.classes)
      classes += growth(held[label] - target[label], records) / class_counts[label];
    const double total = std::accumulate(held.begin(), held.end(), 0.0) -
                         std::accumulate(target.begin(), target.end(), 0.0);
    return {classes, growth(total, static_cast<double>(unit.records.size()))};
  }

  // (d + n)^2 - d^2
  static double growth(double deviation, double added) { return added * (2.0 * deviation + added); }

  void add(const Unit& unit) {
    for (const auto& [label, records] : unit.classes) held[label] += records;
  }
};

bool less(const std::pair<double, double>& a, const std::pair<double, double>& b) {
  constexpr double kEqual = 1e-9;  // far above rounding errors, far below one record's weight
  if (std::abs(a.first - b.first) > kEqual) return a.first < b.first;
  return a.second < b.second - kEqual;
}

}  // namespace

Shares parse_shares(std::string_view text) {
  std::vector<double> values;
  double sum = 0.0;
  std::size_t pieces = 1;
  for (const char c : text) pieces += c == '/' ? 1 : 0;
  for (const std::string& piece : split_list(text, '/')) {
    const auto value = parse_real(piece);
    if (!value || !(*value >= 0.0 && *value < 1e9)) break;
    values.push_back(*value);
    sum += *value;
  }
  if (values.size() != pieces || pieces < 2 || pieces > 3 || sum <= 0.0)
    throw Error(ErrorKind::invalid_argument, text,
                "expected shares such as 80/10/10 (train/valid/test) or 80/20 (train/test)");
  if (values.size() == 2) values.insert(values.begin() + 1, 0.0);
  return {values[0], values[1], values[2]};
}

std::vector<std::string> split_words(std::string_view list) {
  std::vector<std::string> words = split_names(list);
  for (std::string& word : words) word = record::split_field(word);
  return words;
}

std::vector<std::size_t> stratified_parts(std::span<const Record> records,
                                          std::span<const double> weights, std::uint64_t seed) {
  const Units all = gather(records);
  Random random(seed);
  std::vector<std::size_t> order(all.units.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(order);
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::size_t unit) { return all.units[unit].records.size(); });

  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<double> shares;
  for (const double weight : weights) shares.push_back(weight / sum);
  auto target = targets(all.class_counts, shares);
  std::vector<Part> parts;
  for (std::size_t p = 0; p < shares.size(); ++p)
    parts.push_back(
        {shares[p], std::move(target[p]), std::vector<double>(all.class_counts.size(), 0.0)});

  std::vector<std::size_t> part_of(records.size());
  for (const std::size_t index : order) {
    const Unit& unit = all.units[index];
    std::optional<std::size_t> best;
    std::pair<double, double> best_cost;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      if (parts[p].share <= 0.0) continue;
      const auto cost = parts[p].cost(unit, all.class_counts);
      if (best && !less(cost, best_cost)) continue;
      best = p;
      best_cost = cost;
    }
    parts[*best].add(unit);
    for (const std::size_t i : unit.records) part_of[i] = *best;
  }
  return part_of;
}

void assign_splits(std::span<Record> records, const Shares& shares, std::uint64_t seed) {
  constexpr const char* kNames[] = {"train", "valid", "test"};
  const double weights[] = {shares.train, shares.valid, shares.test};
  const auto parts = stratified_parts(records, weights, seed);
  for (std::size_t i = 0; i < records.size(); ++i) records[i].split = kNames[parts[i]];
}

std::vector<std::string> missing_classes(std::span<const Record> records, const Shares& asked) {
  std::set<std::string> labels;
  std::map<std::string, std::set<std::string>> of_split;
  for (const auto& [name, share] :
       {std::pair("train", asked.train), {"valid", asked.valid}, {"test", asked.test}})
    if (share > 0.0) of_split[name];
  for (const Record& record : records) {
    labels.insert(record.label);
    if (!record.split.empty()) of_split[record.split].insert(record.label);
  }
  std::vector<std::string> missing;
  for (const auto& [split, present] : of_split) {
    std::string names;
    for (const std::string& label : labels)
      if (!present.contains(label)) names.append(names.empty() ? "" : ", ").append(label);
    if (present.empty())
      missing.push_back(split + " is empty");
    else if (!names.empty())
      missing.push_back(names.insert(0, split + " has no "));
  }
  return missing;
}

std::map<std::string, std::size_t> unknown_splits(std::span<const Record> records) {
  std::map<std::string, std::size_t> unknown;
  for (const Record& record : records)
    if (!record.split.empty() && record::split_name(record.split).empty()) ++unknown[record.split];
  return unknown;
}

std::string summary(std::span<const Record> records) {
  std::set<std::string> labels;
  std::map<std::string, std::size_t> splits;
  for (const Record& record : records) {
    if (!record.label.empty()) labels.insert(record.label);
    ++splits[record.split];
  }
  const auto count = [](std::size_t number, const std::string& one, const std::string& many) {
    return std::to_string(number) + " " + (number == 1 ? one : many);
  };
  std::string text = count(records.size(), "track", "tracks");
  text += labels.empty() ? " without a label" : " of " + count(labels.size(), "class", "classes");
  for (const char* split : {"train", "valid", "test"}) {
    const auto found = splits.find(split);
    if (found == splits.end()) continue;
    text.append(", ").append(std::to_string(found->second)).append(" ").append(split);
  }
  for (const auto& [split, tracks] : unknown_splits(records))
    text.append(", ").append(std::to_string(tracks)).append(" \"").append(split).append("\"");
  const auto none = splits.find("");
  if (none != splits.end() && splits.size() > 1)
    text += ", " + std::to_string(none->second) + " without a split";
  return text;
}

void assign_folds(std::span<Record> records, int folds, std::uint64_t seed) {
  const std::string name = "folds " + std::to_string(folds);
  if (folds < 2) throw Error(ErrorKind::invalid_argument, name, "expected at least 2");
  std::vector<std::size_t> trained;
  std::vector<Record> keys;  // stratified_parts looks at nothing else
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].fold.reset();
    if (records[i].split == "test") continue;
    trained.push_back(i);
    Record& key = keys.emplace_back();
    key.path = records[i].path;
    key.label = records[i].label;
    key.group = records[i].group;
  }
  const std::size_t units = gather(keys).units.size();
  if (static_cast<std::size_t>(folds) > units)
    throw Error(ErrorKind::invalid_argument, name,
                "there are only " + std::to_string(units) + " tracks or groups to divide");
  const std::vector<double> weights(static_cast<std::size_t>(folds), 1.0);
  const auto parts = stratified_parts(keys, weights, seed);
  for (std::size_t i = 0; i < trained.size(); ++i)
    records[trained[i]].fold = static_cast<long long>(parts[i]);
}

}  // namespace melsift::model
