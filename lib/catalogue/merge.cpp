#include "catalogue/merge.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace melsift::catalogue {
namespace {

using record::Record;

bool is_said(const std::string& value) {
  return !value.empty();
}
template <class Value>
bool is_said(const std::vector<Value>& value) {
  return !value.empty();
}
template <class Value>
bool is_said(const std::optional<Value>& value) {
  return value.has_value();
}

// Calls use(a.field, b.field, ...) for the fields that a file can say.
template <class Use, class... Records>
void for_file_fields(const Use& use, Records&... records) {
  use(records.title...);
  use(records.artist...);
  use(records.album...);
  use(records.genre...);
  use(records.year...);
  use(records.tempo_bpm...);
  use(records.duration_s...);
  use(records.sample_rate...);
}

template <class Use, class... Records>
void for_plain_fields(const Use& use, Records&... records) {
  for_file_fields(use, records...);
  use(records.label...);
  use(records.group...);
  use(records.split...);
  use(records.fold...);
  use(records.liked...);
}

bool has_features(const Record& record) {
  return !record.features.empty();
}
void copy_features(Record& to, const Record& from) {
  to.front_end = from.front_end;
  to.features = from.features;
}

bool has_model(const Record& record) {
  return !record.predicted.empty() || !record.scores.empty() || !record.embedding.empty();
}
void copy_model(Record& to, const Record& from) {
  to.predicted = from.predicted;
  to.scores = from.scores;
  to.embedding = from.embedding;
  to.model = from.model;
  to.trained_on = from.trained_on;
}

void copy_language(Record& to, const Record& from) {
  to.language = from.language;
  to.language_guessed = from.language_guessed;
}

void take_extra(Record& track, const Record& given, bool replace) {
  for (const auto& field : given.extra) {
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
  track.last_played = std::max(track.last_played, given.last_played);
}

}  // namespace

void take_over(Record& track, const Record& given) {
  for_plain_fields(
      [](auto& mine, const auto& theirs) {
        if (is_said(theirs)) mine = theirs;
      },
      track, given);
  if (!given.language.empty()) copy_language(track, given);
  if (has_features(given)) copy_features(track, given);
  if (has_model(given)) copy_model(track, given);
  take_plays(track, given);
  take_extra(track, given, true);
}

void fill_in(Record& track, const Record& given) {
  for_plain_fields(
      [](auto& mine, const auto& theirs) {
        if (!is_said(mine)) mine = theirs;
      },
      track, given);
  const bool guess_given_way = track.language_guessed && !given.language_guessed;
  if (!given.language.empty() && (track.language.empty() || guess_given_way))
    copy_language(track, given);
  if (!has_features(track) && has_features(given)) copy_features(track, given);
  if (!has_model(track) && has_model(given)) copy_model(track, given);
  take_plays(track, given);
  take_extra(track, given, false);
}

void follow_file(Record& track, const Record& before, const Record& now) {
  for_file_fields(
      [](auto& mine, const auto& then, const auto& theirs) {
        if (then != theirs) mine = theirs;
      },
      track, before, now);
  if (before.language != now.language) copy_language(track, now);
  copy_features(track, now);
  copy_model(track, now);
}

}  // namespace melsift::catalogue
