#include "model/partition.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/error.h"
#include "base/number.h"
#include "model/split.h"

namespace melsift::model {
namespace {

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> torn(const Dataset& dataset, const Partition& parts) {
  std::map<std::string, std::set<int>> where;  // group -> the parts that contain it
  const auto note = [&](std::size_t row, int part) {
    const std::string& group = dataset.records[row].group;
    if (!group.empty()) where[group].insert(part);
  };
  for (const std::size_t row : parts.train) note(row, 0);
  for (const std::size_t row : parts.valid) note(row, 1);
  for (std::size_t row = 0; row < dataset.rows(); ++row)
    if (dataset.records[row].split == "test") note(row, 2);
  std::vector<std::string> groups;
  for (const auto& [group, in] : where)
    if (in.size() > 1) groups.push_back(group);
  return groups;
}

}  // namespace

void check_validation(double validation) {
  if (!(validation >= 0.0 && validation < 1.0))
    throw Error(ErrorKind::invalid_argument, "validation",
                to_text(validation) + ", expected 0 to less than 1");
}

Partition hold_out(const Dataset& dataset, std::vector<std::size_t> rows, double validation,
                   std::uint64_t seed) {
  check_validation(validation);
  Partition parts;
  if (validation > 0.0) {
    std::vector<record::Record> records;
    for (const std::size_t row : rows) records.push_back(dataset.records[row]);
    const std::array<double, 2> weights = {1.0 - validation, validation};
    const auto part = stratified_parts(records, weights, seed);
    for (std::size_t i = 0; i < part.size(); ++i)
      (part[i] == 0 ? parts.train : parts.valid).push_back(rows[i]);
  } else {
    parts.train = std::move(rows);
  }
  if (parts.train.empty())
    throw Error(ErrorKind::invalid_argument, "training data",
                "no tracks are left to train on, because all are held out for validation");
  return parts;
}

Partition partition(const Dataset& dataset, std::vector<std::string> use, double validation,
                    std::uint64_t seed) {
  check_validation(validation);
  if (use.empty()) {
    const bool has_splits = std::any_of(dataset.records.begin(), dataset.records.end(),
                                        [](const auto& record) { return !record.split.empty(); });
    use = {has_splits ? "train" : "all"};
  }
  Partition parts;
  for (std::size_t row = 0; row < dataset.rows(); ++row) {
    const std::string& split = dataset.records[row].split;
    if (contains(use, "all") || contains(use, split)) {
      parts.train.push_back(row);
    } else if (split == "valid") {
      parts.valid.push_back(row);
    }
  }
  if (parts.train.empty())
    throw Error(ErrorKind::invalid_argument, "training data", "no record has split=" + use.front());
  if (parts.valid.empty()) parts = hold_out(dataset, std::move(parts.train), validation, seed);
  parts.torn_groups = torn(dataset, parts);
  return parts;
}

}  // namespace melsift::model
