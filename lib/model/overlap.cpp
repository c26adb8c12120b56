#include "model/overlap.h"

#include "record/identity.h"

namespace melsift::model {
namespace {

constexpr const char* kTrain = "train";

bool is_held_out(const std::string& split) {
  return !split.empty() && split != kTrain;
}

// " (3 of 40 records)"
std::string of_total(long count, std::size_t all, const char* what) {
  return " (" + std::to_string(count) + " of " + std::to_string(all) + " " + what + ")";
}

}  // namespace

void Overlap::add(const record::Record& record, const std::string& where) {
  Part& part = parts_[record.split];
  ++part.records;
  if (record.trained_on && part.trained_on++ == 0) part.first_trained_on = where;
  // Records without a split make no claim to be held out.
  const std::string_view group = record::group_identity(record);
  if (!record.split.empty() && !group.empty()) ++part.groups[std::string(group)];
}

std::optional<std::string> Overlap::shared_group(const std::string& split, const Part& part) const {
  const auto train = parts_.find(kTrain);
  if (train == parts_.end()) return std::nullopt;
  long groups = 0;
  const std::string* first = nullptr;
  for (const auto& [group, records] : part.groups) {
    if (!train->second.groups.contains(group)) continue;
    if (groups++ == 0) first = &group;
  }
  if (groups == 0) return std::nullopt;
  return *first + ": this group is in split=train and in split=" + split +
         of_total(groups, part.groups.size(), "groups");
}

std::optional<std::string> Overlap::refusal(const std::vector<std::string>& splits) const {
  for (const std::string& split : splits) {
    const auto found = parts_.find(split);
    if (found == parts_.end() || !is_held_out(split)) continue;
    const Part& part = found->second;
    if (part.trained_on > 0)
      return part.first_trained_on + ": has split=" + split + ", but the model was trained on it" +
             of_total(part.trained_on, static_cast<std::size_t>(part.records), "records");
    if (auto words = shared_group(split, part)) return words;
  }
  return std::nullopt;
}

std::optional<std::string> Overlap::warning(const std::vector<std::string>& splits) const {
  long records = 0, trained_on = 0;
  for (const std::string& split : splits) {
    const auto found = parts_.find(split);
    if (found == parts_.end()) continue;
    records += found->second.records;
    if (!is_held_out(split)) trained_on += found->second.trained_on;
  }
  if (trained_on == 0) return std::nullopt;
  return std::to_string(trained_on) + " of " + std::to_string(records) +
         " records were trained on: this is not a fair test";
}

}  // namespace melsift::model
