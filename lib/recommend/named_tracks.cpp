#include "recommend/named_tracks.h"

#include <cmath>
#include <filesystem>

#include "base/error.h"
#include "base/name.h"
#include "base/number.h"

namespace melsift::recommend {

WeightedName parse_weighted_name(std::string_view text) {
  WeightedName result{std::string(trimmed(text)), 1.0};
  if (const auto sign = text.rfind('='); sign != std::string_view::npos) {
    if (const auto weight = parse_real(text.substr(sign + 1))) {
      if (!std::isfinite(*weight) || *weight <= 0.0)
        throw Error(ErrorKind::invalid_argument, "\"" + std::string(text) + "\"",
                    "expected a weight above 0");
      result = {std::string(trimmed(text.substr(0, sign))), *weight};
    }
  }
  if (result.name.empty())
    throw Error(ErrorKind::invalid_argument, "\"" + std::string(text) + "\"", "names no track");
  return result;
}

namespace {

bool has_path(const record::Record& record, std::string_view name) {
  return !record.path.empty() && std::filesystem::path(record.path).lexically_normal() ==
                                     std::filesystem::path(name).lexically_normal();
}

bool has_name(const record::Record& record, const std::string& form) {
  return !record.artist.empty() && !record.title.empty() &&
         lookup_form(record.artist + " " + record.title) == form;
}

}  // namespace

bool is_named(const record::Record& record, std::string_view name) {
  return has_path(record, name) || has_name(record, lookup_form(name));
}

std::vector<std::size_t> tracks_named(std::string_view name, const Tracks& tracks) {
  std::vector<std::size_t> found;
  const auto collect = [&](const auto& is_meant) {
    for (std::size_t track = 0; track < tracks.size() && !name.empty(); ++track)
      if (is_meant(tracks.record(track))) found.push_back(track);
    return !found.empty();
  };
  const std::string form = lookup_form(name);
  if (collect([&](const auto& r) { return has_path(r, name); }) || form.empty()) return found;
  if (collect([&](const auto& r) { return has_name(r, form); })) return found;
  if (collect([&](const auto& r) { return lookup_form(r.title) == form; })) return found;
  collect([&](const auto& r) { return lookup_form(r.artist) == form; });
  return found;
}

std::vector<record::Record> seeds_named(const WeightedName& wanted, const Tracks& tracks) {
  const std::vector<std::size_t> found = tracks_named(wanted.name, tracks);
  if (found.empty())
    throw Error(ErrorKind::not_found, "\"" + wanted.name + "\"",
                "no track of the catalogue has this path, name, title or artist");
  std::vector<record::Record> seeds;
  for (const std::size_t track : found) {
    seeds.push_back(tracks.record(track));
    seeds.back().seed_weight = wanted.weight / static_cast<double>(found.size());
  }
  return seeds;
}

}  // namespace melsift::recommend
