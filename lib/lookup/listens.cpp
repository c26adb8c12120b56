#include "lookup/listens.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/utc.h"
#include "base/version.h"
#include "lookup/answer.h"
#include "lookup/track_set.h"

namespace melsift::lookup {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargest = 10'240;  // bytes of a listen (MAX_LISTEN_SIZE)

const std::string* extra(const record::Record& record, std::string_view name) {
  for (const auto& [known, json] : record.extra)
    if (known == name) return &json;
  return nullptr;
}

// "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae".  The service refuses a whole batch for one malformed id.
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

[[noreturn]] void refuse_record(const std::string& where, std::string_view why) {
  throw Error(ErrorKind::invalid_argument, where, why);
}

std::vector<long long> moments_of(const record::Record& record, const std::string& where) {
  std::vector<long long> moments;
  if (const std::string* raw = extra(record, "listened_at")) {
    const Value value = parse_answer(where, *raw);
    const auto take = [&](const Value& moment) {
      const auto seconds = moment.integer();
      if (!seconds) refuse_record(where, "listened_at: expected whole seconds since 1970");
      moments.push_back(*seconds);
    };
    if (value.is_list())
      for (const Value& moment : value.items()) take(moment);
    else if (!value.is_null())
      take(value);
  } else if (const auto seconds = parse_utc(record.last_played)) {
    moments.push_back(*seconds);
  }
  return moments;
}

}  // namespace

void History::add(Listen listen) {
  ++listens_;
  const auto [found, is_new] = by_name_.try_emplace(name_key(listen.track), entries_.size());
  if (is_new) entries_.push_back({std::move(listen.track), {}});
  entries_[found->second].moments.push_back(listen.listened_at);
}

std::vector<record::Record> History::tracks() const {
  std::vector<record::Record> tracks;
  for (const Entry& entry : entries_) {
    record::Record& track = tracks.emplace_back(entry.track);
    track.play_count = static_cast<long long>(entry.moments.size());
    track.last_played = utc_text(*std::max_element(entry.moments.begin(), entry.moments.end()));
    std::string list;
    for (const long long moment : entry.moments)
      (list += list.empty() ? '[' : ',') += std::to_string(moment);
    track.extra.emplace_back("listened_at", list + ']');
  }
  return tracks;
}

std::vector<Listen> listens_of(const record::Record& record, const std::string& where) {
  if (record.title.empty()) refuse_record(where, "title: missing");
  if (record.artist.empty()) refuse_record(where, "artist: missing");
  std::vector<Listen> listens;
  for (const long long moment : moments_of(record, where)) {
    if (moment < kFirstListen)
      refuse_record(where, "listened_at: " + std::to_string(moment) +
                               " is before 2002-10-01; ListenBrainz does not accept such listens");
    listens.push_back({record, moment});
  }
  if (listens.empty()) refuse_record(where, "has neither listened_at nor last_played");
  return listens;
}

std::string listen_json(const Listen& listen, const std::string& where) {
  const record::Record& track = listen.track;
  Json about = {{"submission_client", "melsift"}, {"submission_client_version", version()}};
  if (track.duration_s && *track.duration_s > 0.0 && *track.duration_s < 864'000.0)
    about["duration_ms"] = std::llround(*track.duration_s * 1000.0);
  if (const std::string* raw = extra(track, "mbid")) {
    const std::string mbid = parse_answer(where, *raw).text();
    if (is_uuid(mbid)) about["recording_mbid"] = mbid;
  }
  Json metadata = {{"artist_name", track.artist}, {"track_name", track.title}};
  if (!track.album.empty()) metadata["release_name"] = track.album;
  metadata["additional_info"] = std::move(about);
  std::string text;
  try {
    text =
        Json{{"listened_at", listen.listened_at}, {"track_metadata", std::move(metadata)}}.dump();
  } catch (const Json::exception&) {
    refuse_record(where, "its text is not valid UTF-8");
  }
  if (text.size() > kLargest)
    refuse_record(where, "is longer than the " + std::to_string(kLargest) +
                             " bytes that ListenBrainz accepts for a listen");
  return text;
}

}  // namespace melsift::lookup
