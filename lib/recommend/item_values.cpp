#include "recommend/item_values.h"

#include <algorithm>

#include "base/path_form.h"
#include "base/track_form.h"
#include "recommend/credit.h"

namespace melsift::recommend {

void ItemValues::add(const std::string& item, double value) {
  const auto enter = [value](Values& values, const std::string& key) {
    double& known = values.try_emplace(key, value).first->second;
    known = std::max(known, value);
  };
  enter(by_path_, item);
  enter(by_form_, artist_form(item));
  for (const std::string& form : melsift::track_forms(item)) enter(by_form_, form);
}

std::optional<double> ItemValues::find(const Values& values, const std::string& key) {
  const auto found = key.empty() ? values.end() : values.find(key);
  return found != values.end() ? std::optional(found->second) : std::nullopt;
}

std::optional<double> ItemValues::find_any(const std::vector<std::string>& forms) const {
  for (const std::string& form : forms)
    if (const auto value = find(by_form_, form)) return value;
  return std::nullopt;
}

// The path itself, absolute, and from the current folder: plays and catalogue may be of several
// origins.
std::optional<double> ItemValues::of_path(const std::string& path) const {
  if (path.empty()) return std::nullopt;
  if (const auto value = find(by_path_, path)) return value;
  const std::string absolute = absolute_path(path), here = absolute_path(".") + "/";
  if (const auto value = find(by_path_, absolute)) return value;
  return absolute.starts_with(here) ? find(by_path_, absolute.substr(here.size())) : std::nullopt;
}

std::optional<double> ItemValues::of_track(const record::Record& record) const {
  if (const auto value = of_path(record.path)) return value;
  return find_any(track_forms(record));
}

std::optional<double> ItemValues::of_artist(const record::Record& record) const {
  if (const auto value = find(by_form_, artist_form(record.artist))) return value;
  return find_any(artist_forms(record));
}

}  // namespace melsift::recommend
