#include "catalogue/merge.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/utc.h"
#include "record/fields.h"
#include "record/key_field.h"

namespace melsift::catalogue {
namespace {

// The reasons of a recommendation as data: an extra field that, like `reasons`, belongs to one use
// of a record.
constexpr std::string_view kWhy = "why";

using record::Part;
using record::Record;

bool is_known(const std::string& value) {
  return !value.empty();
}
template <class Value>
bool is_known(const std::vector<Value>& value) {
  return !value.empty();
}
template <class Value>
bool is_known(const std::optional<Value>& value) {
  return value.has_value();
}

template <class Use, class... Records>
void for_plain_fields(const Use& use, Records&... records) {
  record::for_fields<Part::file>(use, records...);
  record::for_fields<Part::training>(use, records...);
  record::for_fields<Part::opinion>(use, records...);
}

template <Part part>
void copy(Record& to, const Record& from) {
  record::for_fields<part>([](auto& mine, const auto& theirs) { mine = theirs; }, to, from);
}

bool has_features(const Record& record) {
  return !record.features.empty();
}

bool has_prediction(const Record& record) {
  return !record.predicted.empty() || !record.scores.empty() || !record.embedding.empty();
}

void take_extra(Record& track, const Record& given, bool replace) {
  for (const auto& field : given.extra) {
    if (field.first == kWhy) continue;
    const auto known =
        std::ranges::find(track.extra, field.first, &std::pair<std::string, std::string>::first);
    if (known == track.extra.end())
      track.extra.push_back(field);
    else if (replace)
      known->second = field.second;
  }
}

void take_plays(Record& track, const Record& given) {
  if (given.play_count)
    track.play_count = std::max(track.play_count.value_or(0), *given.play_count);
  if (is_moment(given.last_played) || track.last_played.empty())
    track.last_played = is_moment(track.last_played)
                            ? std::max(track.last_played, given.last_played)
                            : given.last_played;
}

}  // namespace

void take_over(Record& track, const Record& given) {
  for_plain_fields(
      [](auto& mine, const auto& theirs) {
        if (is_known(theirs)) mine = theirs;
      },
      track, given);
  if (given.duration_s) copy<Part::length>(track, given);
  if (!given.language.empty()) copy<Part::language>(track, given);
  if (has_features(given)) copy<Part::features>(track, given);
  if (has_prediction(given)) copy<Part::prediction>(track, given);
  take_plays(track, given);
  take_extra(track, given, true);
}

void fill_in(Record& track, const Record& given) {
  for_plain_fields(
      [](auto& mine, const auto& theirs) {
        if (!is_known(mine)) mine = theirs;
      },
      track, given);
  const bool replaces_estimate = track.duration_estimated && !given.duration_estimated;
  if (given.duration_s && (!track.duration_s || replaces_estimate))
    copy<Part::length>(track, given);
  const bool replaces_guess = track.language_guessed && !given.language_guessed;
  if (!given.language.empty() && (track.language.empty() || replaces_guess))
    copy<Part::language>(track, given);
  if (!has_features(track) && has_features(given)) copy<Part::features>(track, given);
  if (!has_prediction(track) && has_prediction(given)) copy<Part::prediction>(track, given);
  take_plays(track, given);
  take_extra(track, given, false);
}

void follow_file(Record& track, const Record& before, const Record& now) {
  record::for_fields<Part::file>(
      [](auto& mine, const auto& then, const auto& theirs) {
        if (then != theirs) mine = theirs;
      },
      track, before, now);
  if (before.duration_s != now.duration_s || before.duration_estimated != now.duration_estimated)
    copy<Part::length>(track, now);
  if (before.language != now.language) copy<Part::language>(track, now);
  copy<Part::features>(track, now);
  copy<Part::prediction>(track, now);
  if (record::key_of(now)) record::copy_key(track, now);
}

}  // namespace melsift::catalogue
