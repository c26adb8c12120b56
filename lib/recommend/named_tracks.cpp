#include "recommend/named_tracks.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/name.h"
#include "base/number.h"
#include "base/path_form.h"
#include "base/track_form.h"
#include "recommend/credit.h"
#include "record/shown_title.h"

namespace melsift::recommend {

WeightedName parse_weighted_name(std::string_view text) {
  WeightedName result{std::string(trimmed(text)), 1.0};
  if (const auto sign = text.rfind('='); sign != std::string_view::npos) {
    if (const auto weight = parse_real(text.substr(sign + 1))) {
      if (!std::isfinite(*weight) || *weight <= 0.0)
        throw Error(ErrorKind::invalid_argument, "\"" + std::string(text) + "\"",
                    "expected a weight above 0");
      result = {std::string(trimmed(text.substr(0, sign))), *weight, std::string(trimmed(text))};
    }
  }
  if (result.name.empty())
    throw Error(ErrorKind::invalid_argument, "\"" + std::string(text) + "\"", "names no track");
  return result;
}

TrackName::TrackName(std::string_view name)
    : path_(absolute_path(std::string(name))),
      form_(lookup_form(name)),
      title_(title_form(name)),
      track_forms_(melsift::track_forms(name)) {}

bool TrackName::is_path_of(const record::Record& record) const {
  return !record.path.empty() && absolute_path(record.path) == path_;
}

bool TrackName::is_name_of(const record::Record& record) const {
  return std::ranges::any_of(track_forms(record), [&](const std::string& form) {
    return std::ranges::find(track_forms_, form) != track_forms_.end();
  });
}

bool TrackName::is_title_of(const record::Record& record) const {
  return !title_.empty() && title_form(record::shown_title(record)) == title_;
}

bool TrackName::is_artist_of(const record::Record& record) const {
  return !form_.empty() &&
         (artist_form(record.artist) == form_ || lookup_form(record.artist) == form_);
}

bool TrackName::is_guest_of(const record::Record& record) const {
  const auto guests = credit_of(record).featured;
  return std::ranges::find(guests, form_) != guests.end();
}

std::vector<std::size_t> tracks_named(std::string_view name, const Tracks& tracks) {
  const TrackName wanted(name);
  for (const auto matches :
       {&TrackName::is_path_of, &TrackName::is_name_of, &TrackName::is_title_of,
        &TrackName::is_artist_of, &TrackName::is_guest_of}) {
    std::vector<std::size_t> found;
    for (std::size_t track = 0; track < tracks.size() && !name.empty(); ++track)
      if ((wanted.*matches)(tracks.record(track))) found.push_back(track);
    if (!found.empty()) return found;
  }
  return {};
}

std::vector<record::Record> seeds_named(const WeightedName& wanted, const Tracks& tracks) {
  std::vector<std::size_t> found;
  double weight = wanted.weight;
  if (!wanted.whole.empty()) found = tracks_named(wanted.whole, tracks);
  if (!found.empty())
    weight = std::copysign(1.0, weight);
  else
    found = tracks_named(wanted.name, tracks);
  if (found.empty())
    throw Error(ErrorKind::not_found, "\"" + wanted.name + "\"",
                "no track of the catalogue has this path, name, title or artist");
  std::vector<record::Record> seeds;
  for (const std::size_t track : found) {
    seeds.push_back(tracks.record(track));
    seeds.back().seed_weight = weight / static_cast<double>(found.size());
  }
  return seeds;
}

}  // namespace melsift::recommend
