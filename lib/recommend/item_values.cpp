#include "recommend/item_values.h"

#include <algorithm>

#include "base/track_form.h"

namespace melsift::recommend {

void ItemValues::add(const std::string& item, double value) {
  const auto enter = [value](Values& values, const std::string& key) {
    double& known = values.try_emplace(key, value).first->second;
    known = std::max(known, value);
  };
  enter(by_path_, item);
  enter(by_form_, artist_form(item));
  for (const std::string& form : track_forms(item)) enter(by_form_, form);
}

std::optional<double> ItemValues::find(const Values& values, const std::string& key) {
  const auto found = key.empty() ? values.end() : values.find(key);
  return found != values.end() ? std::optional(found->second) : std::nullopt;
}

std::optional<double> ItemValues::of_track(const record::Record& record) const {
  if (const auto value = find(by_path_, record.path)) return value;
  return find(by_form_, track_form(record.artist, record.title));
}

std::optional<double> ItemValues::of_artist(const record::Record& record) const {
  return find(by_form_, artist_form(record.artist));
}

}  // namespace melsift::recommend
